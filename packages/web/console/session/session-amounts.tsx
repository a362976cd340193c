import { Section } from '../../parts/page.tsx'
import { compareDecimals, formatDecimal, isDecimal } from '../../ui/decimal.ts'
import type { Legs, SessionDetail } from '../api/shapes.ts'

/** What was promised, and what came of it. */
export function SessionAmounts({ session }: { readonly session: SessionDetail }) {
  const { quoted, delivered, to_asset, service_provider } = session
  return (
    <Section title="Amounts">
      <dl className="amounts">
        <div>
          <dt>Quoted</dt>
          <dd>
            {received(quoted, to_asset)}
            {service_provider !== null && <p className="amount-note">by {service_provider}</p>}
          </dd>
        </div>
        <div>
          <dt>Delivered</dt>
          <dd>
            {received(delivered, to_asset)}
            <Deviation quoted={quoted} delivered={delivered} toAsset={to_asset} />
          </dd>
        </div>
      </dl>
    </Section>
  )
}

function received(amounts: Legs | null, toAsset: string) {
  const amount = amounts?.destination_amount ?? null
  if (amount === null) return <span className="soft">–</span>
  return (
    <>
      {formatDecimal(amount)} <span className="amount-asset">{amounts?.to_asset ?? toAsset}</span>
    </>
  )
}

function Deviation({ quoted, delivered, toAsset }: DeviationProps) {
  const asset = delivered?.to_asset ?? toAsset
  if (delivered !== null && asset !== toAsset) return <p className="amount-note">asked for {toAsset}</p>
  const [promised = null, received = null] = [quoted?.destination_amount, delivered?.destination_amount]
  return promised === null || received === null ? null : <p className="amount-note">{comparison(promised, received)}</p>
}

interface DeviationProps {
  readonly quoted: Legs | null
  readonly delivered: Legs | null
  readonly toAsset: string
}

function comparison(promised: string, received: string): string {
  if (!isDecimal(promised) || !isDecimal(received)) return ''
  const order = compareDecimals(received, promised)
  return order === 0 ? 'exactly as quoted' : order < 0 ? 'less than quoted' : 'more than quoted'
}
