import { type Amount, decimalsOf, roundAmount } from '../domain/amount.ts'
import type { CryptoAsset, FiatAsset } from '../domain/asset.ts'
import type { ChainId } from '../domain/chain.ts'
import { chainName } from '../domain/chain.ts'
import type { Country } from '../domain/country.ts'
import { type FieldFault, GatewayError } from '../domain/errors.ts'
import { countryOf, type Subdivision } from '../domain/subdivision.ts'
import { legsOf, resolveTrade, type Trade } from '../domain/trade.ts'

/** The fields that opening a session and asking for quotes have in common, and that must fit each other. */
export interface TradeRequest {
  readonly source_amount: Amount
  readonly from_asset: string
  readonly to_asset: string
  readonly chain_id: ChainId
  readonly country_code: Country
  readonly subdivision: Subdivision | null
  readonly redirect_flow: boolean
}

/**
 * The trade that is asked for. Throws `invalid_pair`, `unknown_asset` or `unsupported_asset` where there is none, and
 * `invalid_fields`, with every fault at once, for an amount with too many decimals, a subdivision of another country,
 * or a sell's flow on a buy.
 */
export function requireTrade(request: TradeRequest): Trade {
  const trade = resolveTrade(request.from_asset, request.to_asset, request.chain_id)
  if (!('direction' in trade)) throw new GatewayError(trade.kind, { detail: trade.detail })
  const faults = [
    ...amountFaults(request.source_amount, legsOf(trade)[0]),
    ...subdivisionFaults(request),
    ...flowFaults(request, trade),
  ]
  if (faults.length === 0) return trade
  throw new GatewayError('invalid_fields', {
    detail: faults.map(({ pointer, detail }) => `${pointer} ${detail}`).join(' '),
    members: { errors: faults },
  })
}

function amountFaults(amount: Amount, asset: FiatAsset | CryptoAsset): FieldFault[] {
  if (decimalsOf(amount) <= asset.decimals) return []
  const near = [roundAmount(amount, asset.decimals, 'down'), roundAmount(amount, asset.decimals, 'up')]
  const choice = near.flatMap((text) => (text === undefined ? [] : [`"${text}"`])).join(' or ')
  const name = asset.kind === 'fiat' ? asset.symbol : `${asset.symbol} on ${chainName(asset.chainId)}`
  const bound = asset.decimals === 0 ? 'has no decimals' : `has at most ${asset.decimals} decimals`
  return [{ pointer: '/source_amount', detail: `${name} ${bound}; send ${choice}.` }]
}

function subdivisionFaults({ subdivision, country_code: country }: TradeRequest): FieldFault[] {
  if (subdivision === null || countryOf(subdivision) === country) return []
  const own = countryOf(subdivision)
  const detail = `${subdivision} is in ${own}, and the country_code is ${country}. Send ${own} as country_code, or leave subdivision out.`
  return [{ pointer: '/subdivision', detail }]
}

function flowFaults({ redirect_flow: flow }: TradeRequest, { direction }: Trade): FieldFault[] {
  if (direction === 'sell' || !flow) return []
  return [{ pointer: '/redirect_flow', detail: 'Only sells have such a flow; leave it out of a buy.' }]
}
