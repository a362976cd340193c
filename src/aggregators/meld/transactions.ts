import type { Clock } from '../../domain/clock.ts'
import type { OutboundResult } from '../../outbound/request.ts'
import type { Aggregator, TransactionOutcome } from '../aggregator.ts'
import type { Log, MeldCall, SendMeld } from './events.ts'
import type { Failure } from './failures.ts'
import { toReadFailure, toReadLoss } from './outcomes.ts'
import { readTransactionListing, readTransactionReply } from './transaction-reply.ts'
import { makeTransactionBySessionCall, makeTransactionCall, makeTransactionSearchCall } from './transaction-request.ts'

type Answer = Extract<OutboundResult, { kind: 'answered' }>

/** What the parts of the adapter share. */
interface TransactionDeps {
  readonly send: SendMeld
  readonly now: Clock
  readonly log: Log
  readonly readFailed: (call: MeldCall, answer: Answer) => Failure
  readonly reportUnusable: (call: MeldCall, answer: Answer) => string
}

/** Makes the part of the adapter that reads transactions. One HTTP exchange each; nothing throws. */
export function createTransactions(
  deps: TransactionDeps,
): Pick<Aggregator, 'fetchTransaction' | 'fetchBySession' | 'searchTransactions'> {
  return {
    fetchTransaction: (account, id) => fetchOne(makeTransactionCall(account, id), id),

    fetchBySession: (account, upstreamSessionId) => fetchOne(makeTransactionBySessionCall(account, upstreamSessionId)),

    async searchTransactions(account, search) {
      const call = makeTransactionSearchCall(account, search)
      const askedAt = deps.now()
      const result = await deps.send(call)
      if (result.kind !== 'answered') return toReadLoss(result)
      if (!isSuccess(result)) {
        const failure = deps.readFailed(call, result)
        if (failure.verdict === 'none') return { kind: 'page', transactions: [], unreadable: 0, next: null }
        return toReadFailure(failure)
      }
      const listing = readTransactionListing(result.text, askedAt)
      if (listing === undefined) {
        return { kind: 'unavailable', reason: deps.reportUnusable(call, result), retryAfterSeconds: null }
      }
      if (listing.unreadable > 0) {
        deps.log({ event: 'transactions_unreadable', count: listing.unreadable }, account.about)
      }
      return { kind: 'page', ...listing }
    },
  }

  /** `id`: the only transaction that is an answer; without it whichever there is. */
  async function fetchOne(call: MeldCall, id?: string): Promise<TransactionOutcome> {
    const askedAt = deps.now()
    const result = await deps.send(call)
    if (result.kind !== 'answered') return toReadLoss(result)
    if (!isSuccess(result)) {
      const failure = deps.readFailed(call, result)
      // By session, a provider that cannot be asked is told apart from a missing transaction by the code alone.
      const absent = result.status === 404 && (failure.verdict === 'none' || failure.verdict === 'provider')
      return absent ? { kind: 'not_found' } : toReadFailure(failure)
    }
    const transaction = readTransactionReply(result.text, askedAt)
    if (transaction === undefined || (id !== undefined && transaction.id !== id)) {
      return { kind: 'unavailable', reason: deps.reportUnusable(call, result), retryAfterSeconds: null }
    }
    return { kind: 'found', transaction }
  }
}

function isSuccess(answer: Answer): boolean {
  return answer.status >= 200 && answer.status < 300
}
