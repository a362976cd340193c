import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import type { Quote } from '@rampway/client'
import { Badge } from '../../ui/badge.tsx'
import { formatDecimal } from '../../ui/decimal.ts'
import { BarLegend, SegmentedBar } from '../../ui/segmented-bar.tsx'
import { barParts, quoteBars } from './quote-bars.ts'

/** Decimals of an amount that a row has room for. */
const decimalsShown = 6

/** What each provider pays out, as bars on one scale. One is chosen, or Rampway chooses. */
export function QuoteList({ quotes, chosen, onChoose, nameOf, methodOf }: QuoteListProps) {
  const { bars, from } = quoteBars(quotes)
  return (
    <>
      <RadioGroup className="quotes" aria-label="Provider" value={chosen} onValueChange={onChoose}>
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the radio within is its control */}
        <label className="quote router">
          <Radio.Root className="quote-radio" value="best" />
          <span className="quote-name">Best offer</span>
          <span className="quote-note">Rampway picks the best and falls back to the next</span>
        </label>
        {quotes.map((quote, index) => (
          // biome-ignore lint/a11y/noLabelWithoutControl: the radio within is its control
          <label key={quote.service_provider} className="quote" data-testid="quote">
            <Radio.Root className="quote-radio" value={quote.service_provider} />
            <span className="quote-name">
              {nameOf(quote.service_provider)}
              {index === 0 && <Badge tone="active">Best</Badge>}
            </span>
            <span className="quote-net">
              {formatDecimal(quote.destination_amount, decimalsShown)} <span className="soft">{quote.to_asset}</span>
            </span>
            <SegmentedBar segments={bars[index] ?? []} from={from} label={barInWords(quote)} />
            <span className="quote-note">
              {quote.total_fee === null ? 'Fees not told' : `Fees ${formatDecimal(quote.total_fee)} ${quote.fee_asset}`}
              {quote.payment_method_type !== null && ` · ${methodOf(quote.payment_method_type)}`}
            </span>
          </label>
        ))}
      </RadioGroup>
      <div className="quotes-key">
        <BarLegend segments={barParts} />
        {from > 0 && (
          <p className="scale-note">Bars begin at {Math.round(from * 100)}% of what is paid, at the best rate here.</p>
        )}
      </div>
    </>
  )
}

interface QuoteListProps {
  readonly quotes: readonly Quote[]
  /** `best`, or a provider. */
  readonly chosen: string
  readonly onChoose: (provider: string) => void
  readonly nameOf: (provider: string) => string
  readonly methodOf: (method: string) => string
}

function barInWords(quote: Quote): string {
  const fees = [
    [quote.transaction_fee, 'provider'],
    [quote.network_fee, 'network'],
    [quote.partner_fee, 'partner'],
  ].flatMap(([fee, name]) => (fee === null ? [] : [`${name} ${fee} ${quote.fee_asset}`]))
  return `${quote.destination_amount} ${quote.to_asset} received${fees.length === 0 ? '' : `; fees: ${fees.join(', ')}`}`
}
