import type { UserId } from '../../domain/user.ts'
import type { OutboundResult } from '../../outbound/request.ts'
import type { Aggregator, CustomerOutcome, UpstreamAccount } from '../aggregator.ts'
import { readCreatedCustomer, readListedCustomers } from './customer-reply.ts'
import type { MeldCall, SendMeld } from './events.ts'
import type { Failure } from './failures.ts'
import { toCustomerOutcome, toWriteLoss } from './outcomes.ts'
import { makeCustomerCall, makeCustomerSearchCall } from './request.ts'

type Answer = Extract<OutboundResult, { kind: 'answered' }>

/** Makes the part of the adapter that creates customers: one HTTP exchange, and a second one when the first leaves doubt. */
export function createCustomers(deps: {
  readonly send: SendMeld
  readonly readFailed: (call: MeldCall, answer: Answer) => Failure
  readonly reportUnusable: (call: MeldCall, answer: Answer) => string
}): Pick<Aggregator, 'createCustomer'> {
  return {
    async createCustomer(account, user, deadlineMs) {
      const until = performance.now() + deadlineMs
      const call = makeCustomerCall(account, user, deadlineMs)
      const result = await deps.send(call)
      if (result.kind !== 'answered') return toWriteLoss(result)
      if (!isSuccess(result)) {
        const failure = deps.readFailed(call, result)
        const outcome = toCustomerOutcome(failure)
        // A definite no may well mean that the customer exists already, in whatever words.
        if (failure.verdict === 'busy' || result.status >= 500 || refusesUs.has(result.status)) return outcome
        return lookUp(account, user, { until, createdId: null, otherwise: outcome })
      }
      const created = readCreatedCustomer(result.text, user)
      if (created.kind === 'own') return { kind: 'customer', customerId: created.id }
      const unusable = { kind: 'unknown' as const, reason: deps.reportUnusable(call, result) }
      const createdId = created.kind === 'unnamed' ? created.id : null
      return lookUp(account, user, { until, createdId, otherwise: unusable })
    },
  }

  /**
   * Finds the customer by our own id. `createdId` was answered to the creation without saying whose it is, and is taken
   * unless the search says otherwise.
   */
  async function lookUp(
    account: UpstreamAccount,
    user: UserId,
    doubt: { readonly until: number; readonly createdId: string | null; readonly otherwise: CustomerOutcome },
  ): Promise<CustomerOutcome> {
    const call = makeCustomerSearchCall(account, user, Math.max(doubt.until - performance.now(), 1))
    const result = await deps.send(call)
    if (result.kind !== 'answered') return doubt.otherwise
    if (!isSuccess(result)) {
      deps.readFailed(call, result)
      return doubt.otherwise
    }
    const listed = readListedCustomers(result.text, user)
    const createdId = doubt.createdId !== null && !listed.others.has(doubt.createdId) ? doubt.createdId : undefined
    const customerId = listed.own ?? createdId ?? listed.only
    return customerId === undefined ? doubt.otherwise : { kind: 'customer', customerId }
  }
}

/** Statuses that speak of our credentials, for any call. */
const refusesUs: ReadonlySet<number> = new Set([401, 403])

function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300
}
