import type { SearchOutcome, TransactionSearch } from '../../aggregators/aggregator.ts'
import type { ExternalSessionId, SessionId } from '../../domain/session.ts'
import type { Tenant } from '../../domain/tenant.ts'
import type { UpstreamTransaction } from '../../domain/transaction.ts'
import { accountOf, type Deps } from '../deps.ts'

/** A claimed row that its claimer could not settle is due again after this; longer than any round. */
export const claimedForMs = 5 * 60 * 1000

/** What was checked. */
export type ReconciledKind = 'session' | 'transaction' | 'window'
/**
 * What a check came to: `seen`, the transaction was recorded; `nothing`, Meld knows of none; `not_observed`, the same,
 * for the last time; `missing`, Meld no longer lists one that we know; `unreadable`, the reply was not understood;
 * `foreign`, it belongs to no session of this tenant.
 */
export type ReconciledResult = 'seen' | 'nothing' | 'not_observed' | 'missing' | 'unreadable' | 'foreign'

/** The state of one round for one tenant. */
export interface Round {
  readonly deps: Deps
  readonly tenant: Tenant
  /** No calls are made after it; the lease ends a little later. */
  readonly until: number
  /** Upstream calls that may still be made. */
  callsLeft: number
  /** Why the round ended early: the reason of the first upstream failure. */
  failure: string | null
  readonly counts: Map<string, number>
}

/** One page of transactions. */
export type SearchPage = Extract<SearchOutcome, { kind: 'page' }>

/** True when this round may make no more calls. */
export function isOver(round: Round): boolean {
  return round.failure !== null || round.callsLeft <= 0 || round.deps.clock() >= round.until
}

/** Asks for one page; undefined when the round is over, or ends with this call's failure. */
export async function askForPage(round: Round, search: TransactionSearch): Promise<SearchPage | undefined> {
  if (isOver(round)) return undefined
  round.callsLeft -= 1
  const outcome = await round.deps.aggregator.searchTransactions(accountOf(round.deps, round.tenant), search)
  if (outcome.kind === 'page') return outcome
  round.failure = outcome.reason
  return undefined
}

/** What Meld told of some sessions. */
export interface ToldSessions {
  readonly transactions: readonly UpstreamTransaction[]
  /** Listed, but not understood. */
  readonly unreadable: number
  /** False when the round was over before everything was told. */
  readonly complete: boolean
}

/** Asks for all transactions of these widget sessions, at most `idsPerSearchMax`; all pages of them. */
export async function askForSessions(round: Round, ids: readonly ExternalSessionId[]): Promise<ToldSessions> {
  const transactions: UpstreamTransaction[] = []
  let unreadable = 0
  let after: string | null = null
  if (ids.length === 0) return { transactions, unreadable, complete: true }
  do {
    const start: { readonly after?: string } = after === null ? {} : { after }
    const page: SearchPage | undefined = await askForPage(round, { kind: 'by_external_session', ids, ...start })
    if (page === undefined) return { transactions, unreadable, complete: false }
    transactions.push(...page.transactions)
    unreadable += page.unreadable
    after = page.next
  } while (after !== null)
  return { transactions, unreadable, complete: true }
}

/** Counts a check, for the round's report and for the metrics. */
export function countCheck(round: Round, kind: ReconciledKind, result: ReconciledResult, count = 1): void {
  if (count === 0) return
  const name = `${kind}_${result}`
  round.counts.set(name, (round.counts.get(name) ?? 0) + count)
  round.deps.metrics.reconciled({ kind, result }, count)
}

/** Records with a session that reconciliation asked Meld about it, or about one of its transactions. */
export function recordCheck(round: Round, session: SessionId, result: ReconciledResult, transactionId?: string): void {
  const { deps, tenant } = round
  const check = { kind: 'checked' as const, at: deps.clock(), causedBy: 'reconciliation', result }
  deps.activity.record(tenant.id, session, transactionId === undefined ? check : { ...check, transactionId })
}
