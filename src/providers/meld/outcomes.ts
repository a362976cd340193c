import type { OutboundResult } from '../../outbound/request.ts'
import type { CustomerOutcome, QuoteOutcome, RequestRefusal, UpstreamFailure, WidgetOutcome } from '../provider.ts'
import type { Failure } from './failures.ts'

/** What a failed call that only reads means: nothing can have been carried out, so it may be tried again. */
export function toReadFailure(failure: Failure): UpstreamFailure {
  switch (failure.verdict) {
    case 'misconfigured':
    // What we ask when reading is fixed by the program and its settings; the end user's request plays no part.
    case 'request':
      return { kind: 'misconfigured', reason: failure.reason }
    default:
      return { kind: 'unavailable', reason: failure.reason, retryAfterSeconds: failure.retryAfterSeconds }
  }
}

/** What a failed quote call means. When no provider can serve, that is an answer and no failure. */
export function toQuoteOutcome(failure: Failure, pinnedPaymentMethod: boolean): QuoteOutcome {
  switch (failure.verdict) {
    case 'none':
    case 'provider':
      return noQuotes
    case 'payment_method':
      return pinnedPaymentMethod ? refuse(failure, 'payment_method') : noQuotes
    case 'amount_too_low':
    case 'amount_too_high':
    case 'asset':
    case 'country':
    case 'request':
      return refuse(failure, failure.verdict)
    case 'incompatible':
      // Meld's words say more than an empty list would: often that the amount is outside the method's limits.
      return refuse(failure, 'request')
    case 'customer':
      return { kind: 'customer_unknown' }
    case 'misconfigured':
    case 'provider_trouble':
    case 'busy':
    case 'unclear':
      return toReadFailure(failure)
  }
}

/** No provider offers anything. */
export const noQuotes: QuoteOutcome = { kind: 'quoted', quotes: [], excluded: [] }

/** What a failed widget call means. An unclear failure may have opened a session, and never counts as a refusal. */
export function toWidgetOutcome(failure: Failure, pinnedPaymentMethod: boolean): WidgetOutcome {
  switch (failure.verdict) {
    case 'none':
    case 'provider':
    case 'incompatible':
      return failProvider(failure, false)
    case 'provider_trouble':
      return failProvider(failure, true)
    case 'payment_method':
      // Not the caller's choice, but the quoted rail: another provider has another one.
      return pinnedPaymentMethod ? refuse(failure, 'payment_method') : failProvider(failure, false)
    case 'amount_too_low':
    case 'amount_too_high':
    case 'asset':
    case 'country':
    case 'request':
      return refuse(failure, failure.verdict)
    case 'customer':
      return { kind: 'customer_unknown' }
    case 'misconfigured':
      return { kind: 'misconfigured', reason: failure.reason }
    case 'busy':
      return { kind: 'unavailable', reason: failure.reason, retryAfterSeconds: failure.retryAfterSeconds }
    case 'unclear':
      return { kind: 'unknown', reason: failure.reason }
  }
}

/** What a failed customer call means. The request is fixed by the program, so a definite no is the operator's. */
export function toCustomerOutcome(failure: Failure): CustomerOutcome {
  switch (failure.verdict) {
    case 'busy':
      return { kind: 'unavailable', reason: failure.reason, retryAfterSeconds: failure.retryAfterSeconds }
    case 'unclear':
    case 'provider':
    case 'incompatible':
    case 'provider_trouble':
      return { kind: 'unknown', reason: failure.reason }
    default:
      return { kind: 'misconfigured', reason: failure.reason }
  }
}

type Unanswered = Exclude<OutboundResult, { kind: 'answered' }>

/** A call without an answer that may have been carried out when it was sent. */
export function toWriteLoss(result: Unanswered): UpstreamFailure {
  return result.kind === 'lost' ? { kind: 'unknown', reason: `lost_${result.reason}` } : toReadLoss(result)
}

/** A call without an answer that only reads. */
export function toReadLoss(result: Unanswered): UpstreamFailure {
  const reason = result.kind === 'lost' ? `lost_${result.reason}` : `not_sent_${result.reason}`
  return { kind: 'unavailable', reason, retryAfterSeconds: null }
}

/** Partners read the reason, among others of our own making: all are lower case. */
function failProvider({ reason, message }: Failure, transient: boolean): WidgetOutcome {
  return { kind: 'provider_failed', reason: reason.toLowerCase(), message, transient }
}

function refuse(failure: Failure, reason: string): RequestRefusal {
  return {
    kind: 'refused',
    reason,
    message: failure.message,
    ...(failure.limit !== undefined && { limit: failure.limit }),
  }
}
