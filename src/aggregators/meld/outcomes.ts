import type { ExclusionReason } from '../../domain/exclusion-reason.ts'
import type { FlowReason } from '../../domain/sell-flow.ts'
import type { OutboundResult } from '../../outbound/request.ts'
import type { CustomerOutcome, QuoteOutcome, RequestRefusal, UpstreamFailure, WidgetOutcome } from '../aggregator.ts'
import type { Failure, Verdict } from './failures.ts'

/** What a failed call that only reads means: nothing can have been carried out, so it may be tried again. */
export function toReadFailure(failure: Failure): UpstreamFailure {
  switch (failure.verdict) {
    case 'misconfigured':
    // What a read asks for depends on the program and its settings, never on the end user's request.
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
      return pinnedPaymentMethod ? refuse(failure) : noQuotes
    case 'amount_too_low':
    case 'amount_too_high':
    case 'asset':
    case 'country':
    case 'request':
      return refuse(failure)
    case 'incompatible':
      // Meld's words say more than an empty list would: often that the amount is outside the method's limits.
      return refuse(failure)
    case 'customer':
      return { kind: 'customer_unknown' }
    case 'misconfigured':
    case 'provider_failed':
    case 'busy':
    case 'unclear':
      return toReadFailure(failure)
  }
}

/** No provider offers anything. */
export const noQuotes: QuoteOutcome = { kind: 'quoted', quotes: [], excluded: [] }

/**
 * What a failed widget call means. An unclear failure may have opened a session, and never counts as a refusal. What is
 * not Meld's own answer is unclear too, whatever its status: something on the way to this provider may have given it.
 */
export function toWidgetOutcome(failure: Failure, pinnedPaymentMethod: boolean): WidgetOutcome {
  if (isAstray(failure) || (!failure.isMeld && failure.verdict === 'request')) {
    return { kind: 'unknown', reason: failure.reason }
  }
  switch (failure.verdict) {
    case 'none':
    case 'provider':
    case 'incompatible':
      return failProvider(failure, false)
    case 'provider_failed':
      return failProvider(failure, true)
    case 'payment_method':
      // Not the caller's choice but the quoted rail: another provider has another one.
      return pinnedPaymentMethod ? refuse(failure) : failProvider(failure, false)
    case 'amount_too_low':
    case 'amount_too_high':
    case 'asset':
    case 'country':
    case 'request':
      return refuse(failure)
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

/** By its status alone the base address seems to be wrong; but then the calls before this one would have failed. */
function isAstray({ verdict, reason, httpStatus }: Failure): boolean {
  const isElsewhere = httpStatus < 400 || [404, 405, 415].includes(httpStatus)
  return verdict === 'misconfigured' && isElsewhere && reason === `http_${httpStatus}`
}

/** What a failed customer call means. The request is fixed by the program, so a definite no is the operator's. */
export function toCustomerOutcome(failure: Failure): CustomerOutcome {
  switch (failure.verdict) {
    case 'busy':
      return { kind: 'unavailable', reason: failure.reason, retryAfterSeconds: failure.retryAfterSeconds }
    case 'unclear':
    case 'provider':
    case 'incompatible':
    case 'provider_failed':
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

/** The same for a widget call: there it matters whether anybody was reached. */
export function toWidgetLoss(result: Unanswered): WidgetOutcome {
  return result.kind === 'lost' ? toWriteLoss(result) : { kind: 'unreachable', reason: `not_sent_${result.reason}` }
}

/** A call without an answer that only reads. */
export function toReadLoss(result: Unanswered): UpstreamFailure {
  const reason = result.kind === 'lost' ? `lost_${result.reason}` : `not_sent_${result.reason}`
  return { kind: 'unavailable', reason, retryAfterSeconds: null }
}

/** A provider without the flow that a sell requests. */
export function toFlowFailure(reason: FlowReason): WidgetOutcome {
  return { kind: 'provider_failed', reason, code: reason, message: flowWords[reason], transient: false }
}

const flowWords: Readonly<Record<FlowReason, string>> = {
  redirect_flow_not_supported:
    'its own page has the user send the crypto, and redirect_flow: true wants that left to your app',
  standard_flow_not_supported:
    'it leaves the sending of the crypto to your app; send redirect_flow: true where yours does that',
}

function failProvider(failure: Failure, transient: boolean): WidgetOutcome {
  const { reason: code, message } = failure
  return { kind: 'provider_failed', reason: exclusionReasonOf(failure), code, message, transient }
}

/** Why the provider is out, in the closed set that partners read. */
function exclusionReasonOf({ verdict, reason: code }: Failure): ExclusionReason {
  return reasonByCode.get(code) ?? reasonByVerdict[verdict] ?? 'refused'
}

const reasonByCode: ReadonlyMap<string, ExclusionReason> = new Map([
  ['CUSTOMER_KYC_NOT_APPROVED', 'identity_check_required'],
  ['KYC_NOT_COMPLETED', 'identity_check_required'],
  ['VERIFICATION_REQUIRED', 'identity_check_required'],
  ['PHONE_NUMBER_REQUIRED', 'identity_check_required'],
  ['SERVICE_PROVIDER_NOT_ENABLED', 'not_enabled'],
  ['TRANSACTION_INVALID_PROVIDER', 'not_enabled'],
  ['PASSTHROUGH_CREDENTIALS_INVALID', 'not_enabled'],
  ['SERVICE_PROVIDER_AUTHENTICATION_EXCEPTION', 'not_enabled'],
  ['TRANSACTION_FAILED_GETTING_CRYPTO_QUOTE_FROM_PROVIDER', 'no_offer'],
  ['INVALID_FIAT_CURRENCY', 'currency_not_supported'],
])

const reasonByVerdict: Readonly<Partial<Record<Verdict, ExclusionReason>>> = {
  none: 'no_offer',
  amount_too_low: 'amount_too_low',
  amount_too_high: 'amount_too_high',
  asset: 'asset_not_supported',
  country: 'country_not_supported',
  payment_method: 'payment_method_not_supported',
  provider_failed: 'provider_failed',
}

function refuse(failure: Failure): RequestRefusal {
  return {
    kind: 'refused',
    reason: exclusionReasonOf(failure),
    message: failure.message,
    ...(failure.limit !== undefined && { limit: failure.limit }),
  }
}
