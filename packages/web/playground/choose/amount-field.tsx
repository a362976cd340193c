import type { SupportedValues } from '@rampway/client'
import { Button } from '../../ui/button.tsx'
import { formatDecimal, isDecimal } from '../../ui/decimal.ts'
import { TextField } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { fromAssetOf } from '../trade.ts'
import { usePageState } from '../use-page-state.ts'
import { assetChoices, fiatChoices } from './choices.ts'
import { type AmountLimits, amountLimitsOf, nearestAmount } from './limits.ts'
import { useTradeChange } from './use-trade-change.ts'

/** What is paid, with what the providers take beside it. */
export function AmountField({ assets, values, onAsset }: AmountFieldProps) {
  const { state } = usePageState()
  const { changeTrade, typeTrade } = useTradeChange()
  const { direction, amount } = state
  const limits = values === undefined ? undefined : amountLimitsOf(values, state)
  const nearest = nearestAmount(amount, limits)
  const symbol = fromAssetOf(state)
  return (
    <TextField
      label="You pay"
      value={amount}
      inputMode="decimal"
      onChange={(typed) => typeTrade({ amount: typed.trim().replace(',', '.') })}
      {...(!isDecimal(amount) && { problem: 'Enter an amount such as 100 or 99.50.' })}
      hint={
        <>
          <span className={nearest === undefined ? undefined : 'beyond'}>
            {values === undefined ? 'Reading the limits …' : limitsInWords(limits, symbol)}
          </span>
          {nearest !== undefined && (
            <Button size="small" onClick={() => changeTrade({ amount: nearest })}>
              Use {formatDecimal(nearest)}
            </Button>
          )}
        </>
      }
      suffix={
        direction === 'buy' ? (
          <Select
            label="Currency"
            isLabelHidden
            isInline
            value={state.fiat}
            choices={fiatChoices(values, state.fiat)}
            onChange={(fiat) => changeTrade({ fiat })}
          />
        ) : (
          <Select
            label="Asset"
            isLabelHidden
            isInline
            value={state.asset}
            choices={assetChoices(assets, state.asset)}
            onChange={onAsset}
          />
        )
      }
    />
  )
}

interface AmountFieldProps {
  /** What can be traded in the country. */
  readonly assets: SupportedValues | undefined
  readonly onAsset: (asset: string) => void
  /** What the asset can be traded for. */
  readonly values: SupportedValues | undefined
}

function limitsInWords(limits: AmountLimits | undefined, symbol: string): string {
  if (limits === undefined) return 'No provider says a limit'
  const { minimum, maximum, providers } = limits
  const who = providers === 1 ? '1 provider' : `${providers} providers`
  if (minimum === null) return `Up to ${formatDecimal(maximum ?? '')} ${symbol} · ${who}`
  if (maximum === null) return `From ${formatDecimal(minimum)} ${symbol} · ${who}`
  return `${formatDecimal(minimum)} to ${formatDecimal(maximum)} ${symbol} · ${who}`
}
