import './choose.css'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Select } from '../../ui/select.tsx'
import { useAllValues, useSupportedAssets, useTradeValues } from '../queries.ts'
import { usePageState } from '../use-page-state.ts'
import { AmountField } from './amount-field.tsx'
import { assetChoices, chainChoices, chainsOf, countryChoices, fiatChoices, methodChoices } from './choices.ts'
import { useTradeChange } from './use-trade-change.ts'
import { WhoFields } from './who-fields.tsx'

/** The amount that a direction begins with. */
const firstAmount = { buy: '100', sell: '50' } as const

/** The trade, and whose it is. */
export function ChoosePanel({ onDone }: { readonly onDone: () => void }) {
  const { state } = usePageState()
  const { changeTrade, typeTrade } = useTradeChange()
  const all = useAllValues(state).data
  const assets = useSupportedAssets(state, state).data
  const values = useTradeValues(state, state).data
  const chooseAsset = (asset: string): void => {
    const chains = chainsOf(assets, asset)
    changeTrade({ asset, chain: chains.includes(state.chain) ? state.chain : (chains[0] ?? state.chain) })
  }
  return (
    <form className="choose" onSubmit={(event) => event.preventDefault()}>
      <Segmented
        label="Direction"
        value={state.direction}
        choices={[
          { value: 'buy', label: 'Buy' },
          { value: 'sell', label: 'Sell' },
        ]}
        onChange={(direction) => changeTrade({ direction, amount: firstAmount[direction], method: 'any' })}
      />
      <AmountField assets={assets} values={values} onAsset={chooseAsset} />
      <div className="pair">
        {state.direction === 'buy' ? (
          <Select
            label="You receive"
            value={state.asset}
            choices={assetChoices(assets, state.asset)}
            onChange={chooseAsset}
          />
        ) : (
          <Select
            label="You receive"
            value={state.fiat}
            choices={fiatChoices(values, state.fiat)}
            onChange={(fiat) => changeTrade({ fiat })}
          />
        )}
        <Select
          label="Network"
          value={String(state.chain)}
          choices={chainChoices(assets, state.asset, state.chain)}
          onChange={(chain) => changeTrade({ chain: Number(chain) })}
        />
      </div>
      <Select
        label="Country"
        value={state.country}
        choices={countryChoices(all, state.country)}
        onChange={(country) => changeTrade({ country })}
      />
      <Select
        label="Payment method"
        value={state.method}
        choices={methodChoices(values, state.method)}
        onChange={(method) => changeTrade({ method })}
      />
      <TextField
        label={state.direction === 'buy' ? 'Receiving wallet' : 'Sending wallet'}
        value={state.wallet}
        isMono
        onChange={(wallet) => typeTrade({ wallet: wallet.trim() })}
      />
      {state.direction === 'sell' && (
        <div>
          <p className="field-label" id="who-sends">
            Who sends the crypto
          </p>
          <Segmented
            label="Who sends the crypto"
            value={state.sends}
            choices={[
              { value: 'user', label: 'The user' },
              { value: 'app', label: 'Your app' },
            ]}
            onChange={(sends) => changeTrade({ sends })}
          />
        </div>
      )}
      <WhoFields />
      <div className="next-step">
        <Button kind="primary" onClick={onDone}>
          See the offers
        </Button>
      </div>
    </form>
  )
}
