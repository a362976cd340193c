import type { ExclusionReason } from './exclusion-reason.ts'
import type { Direction } from './trade.ts'

/**
 * Who sends the crypto of a sell: in the `standard` flow the user, from the provider's own page; in the `redirect` flow
 * the app, once the user is back. Never both, or it is sent twice.
 */
export type SellFlow = 'standard' | 'redirect'

const both: readonly SellFlow[] = ['standard', 'redirect']
const redirectOnly: readonly SellFlow[] = ['redirect']
const standardOnly: readonly SellFlow[] = ['standard']

/** From Meld's list of providers by flow; Meld silently accepts a flow that the provider does not have. */
const flowsByProvider: ReadonlyMap<string, readonly SellFlow[]> = new Map([
  ['ALCHEMYPAY', both],
  ['TRANSAK', both],
  ['UNLIMIT', both],
  ['BANXA', redirectOnly],
  ['DUENETWORK', redirectOnly],
  ['NOAH', redirectOnly],
  ['ONMETA', redirectOnly],
  ['REVOLUT', redirectOnly],
  ['UPHOLD', redirectOnly],
])

/**
 * The flows of one provider's sells. An unknown provider counts as standard only: a wrong guess of the redirect flow
 * could have the crypto sent twice, the opposite one merely leaves it unsent.
 */
export function sellFlowsOf(serviceProvider: string): readonly SellFlow[] {
  return flowsByProvider.get(serviceProvider) ?? standardOnly
}

/** What of a trade decides its flow. */
export interface FlowQuery {
  readonly direction: Direction
  /** Sells: the redirect flow, and no other; false is the standard flow, and no other. */
  readonly redirectFlow: boolean
}

/** Why a provider cannot serve the trade in the requested flow; null when it can, and for every buy. */
export function flowExclusion(serviceProvider: string, query: FlowQuery): FlowReason | null {
  if (query.direction === 'buy' || sellFlowsOf(serviceProvider).includes(requestedFlow(query))) return null
  return flowReason(query)
}

/** The reasons of providers without the requested flow. */
export type FlowReason = Extract<ExclusionReason, `${SellFlow}_flow_not_supported`>

/** The reason of a provider without the requested flow. */
export function flowReason(query: FlowQuery): FlowReason {
  return `${requestedFlow(query)}_flow_not_supported`
}

function requestedFlow({ redirectFlow }: FlowQuery): SellFlow {
  return redirectFlow ? 'redirect' : 'standard'
}
