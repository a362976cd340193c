import { formatDecimal } from '../../ui/decimal.ts'
import type { SessionSummary } from '../api/shapes.ts'
import { nameOfChain } from './names.ts'

type Trade = Pick<SessionSummary, 'direction' | 'source_amount' | 'from_asset' | 'to_asset' | 'chain_id'>

/** What is paid for what: `100.00 USD to USDC on Base`. */
export function tradeInWords({ direction, source_amount, from_asset, to_asset, chain_id }: Trade): string {
  const chain = nameOfChain(chain_id)
  const paid = `${formatDecimal(source_amount)} ${from_asset}`
  return direction === 'buy' ? `${paid} to ${to_asset} on ${chain}` : `${paid} on ${chain} to ${to_asset}`
}
