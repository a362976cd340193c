import type { RequestRefusal, UpstreamFailure, UpstreamTrade, WidgetOutcome } from '../../aggregators/aggregator.ts'
import { GatewayError } from '../../domain/errors.ts'
import type { ExclusionReason } from '../../domain/exclusion-reason.ts'
import type { ProviderExclusion } from '../../domain/quote.ts'
import {
  type ExternalSessionId,
  newExternalSessionId,
  type SessionId,
  type SessionRequest,
  type Widget,
} from '../../domain/session.ts'
import { type CustomerOwner, createCustomer } from '../customers.ts'
import { accountOf, type Deps } from '../deps.ts'
import { type KycPass, noKycPass } from '../kyc.ts'
import { recordFailure, recordSuccess } from '../routing/provider-health.ts'
import type { Switching } from '../routing/switching.ts'

/** An attempt for which less than this is left would only leave an orphan behind. */
export const attemptMsMin = 1_000
/** Attempts that share what is left of the budget, so that the second and third have as long as the first. */
export const sharesMax = 3

/** One widget to be opened upstream for a session. */
export interface Opening {
  readonly owner: CustomerOwner
  readonly session: SessionId
  readonly request: SessionRequest
  /** The user's customer at Meld, when one is kept. */
  readonly meldCustomerId: string | null
  readonly redirectUrl: string
  /** The end user's public address; null when not known. */
  readonly clientIp: string | null
  /** Tried first: the provider that the session had before, and the method that its widget was for. */
  readonly prefer: Candidate | null
  /** What Meld is told of the user's identity check. */
  readonly kyc: KycPass
  /** False once another call may be opening the same session: then no widget is opened any more. */
  readonly isStillOurs: () => boolean | Promise<boolean>
}

/** A provider to try, with the rail it quoted; null where its widget is to offer any. */
export interface Candidate {
  readonly serviceProvider: string
  readonly paymentMethodType: string | null
}

/** What is known once the asset and the customer are. */
export interface Prepared {
  readonly opening: Opening
  /** What was asked for, in Meld's codes. */
  readonly trade: UpstreamTrade
  readonly customer: { id: string; renewed: boolean }
  readonly switching: Switching
  /** When the budget ends, by `performance.now()`. */
  readonly until: number
}

/** What ends a call; see `judgeAttempt`. */
export type CallEnd = Extract<WidgetOutcome, { kind: 'refused' | 'misconfigured' | 'unreachable' }>

/** A provider that was tried and gave no widget. */
export interface FailedAttempt {
  readonly kind: 'failed'
  readonly provider: string
  readonly reason: ExclusionReason
  /** For the log: what the adapter said. */
  readonly cause: string
  /** Words for people; null where there are none. */
  readonly message: string | null
  /** The same provider may well succeed a little later. */
  readonly mayPass: boolean
  /** It may have opened a widget of which nobody was told. */
  readonly unclear: boolean
  readonly retryAfterSeconds: number | null
  /** Its refusal; null when it was none. */
  readonly refusal: RequestRefusal | null
}

/**
 * The one rule of failing over. Opening moves no money, and a key shows one session whatever happens, so whatever is
 * not a widget leads to the next provider. Three things end the call, for with them nobody else would do better: what
 * is certain about the request (its amount, asset, country or method), Meld refusing us, and no connection to Meld at
 * all. A refusal without a name of its own is not that certain: it may be one provider's.
 */
export function judgeAttempt(
  provider: string,
  outcome: Exclude<WidgetOutcome, { kind: 'opened' }>,
): FailedAttempt | { readonly kind: 'ended'; readonly by: CallEnd } {
  const failed = {
    kind: 'failed' as const,
    provider,
    message: null,
    mayPass: true,
    unclear: false,
    retryAfterSeconds: null,
    refusal: null,
  }
  switch (outcome.kind) {
    case 'misconfigured':
    case 'unreachable':
      return { kind: 'ended', by: outcome }
    case 'refused':
      if (outcome.reason !== 'refused') return { kind: 'ended', by: outcome }
      return {
        ...failed,
        reason: 'refused',
        cause: 'refused',
        message: outcome.message,
        mayPass: false,
        refusal: outcome,
      }
    case 'provider_failed': {
      const { reason, code, message, transient } = outcome
      return { ...failed, reason, cause: code, message, mayPass: transient }
    }
    case 'customer_unknown':
      return { ...failed, reason: 'provider_failed', cause: 'customer_unknown' }
    case 'unavailable': {
      const { reason, retryAfterSeconds } = outcome
      return { ...failed, reason: 'busy', cause: reason, retryAfterSeconds }
    }
    case 'unknown': {
      const reason = outcome.reason === 'lost_timeout' ? 'timed_out' : 'no_answer'
      return { ...failed, reason, cause: outcome.reason, unclear: true }
    }
  }
}

/** The attempt as it stands in the record of the routing. */
export function exclusionOf({ provider, reason }: FailedAttempt): ProviderExclusion {
  return { serviceProvider: provider, reason }
}

/** What became of one provider. `ended`: the call ends here; nobody else would do better. */
export type Attempt =
  | { readonly kind: 'opened'; readonly widget: Widget }
  | { readonly kind: 'ended'; readonly by: CallEnd }
  | FailedAttempt

/**
 * Tries one provider for its share of what is left of the budget; `left` counts it and the candidates after it. What it
 * comes to is remembered, so that a failing provider cools down.
 */
export async function tryProvider(
  deps: Deps,
  prepared: Prepared,
  candidate: Candidate,
  left: number,
): Promise<Attempt> {
  const began = performance.now()
  const until = began + Math.max(prepared.until - began, attemptMsMin) / Math.min(left, sharesMax)
  const outcome = await openWith(deps, prepared, candidate, until)
  const { owner } = prepared.opening
  const provider = candidate.serviceProvider
  if (outcome.kind === 'opened') {
    recordSuccess(deps, owner.tenant.meld, provider)
    return outcome
  }
  const attempt = judgeAttempt(provider, outcome)
  if (attempt.kind === 'ended') return attempt
  if (attempt.mayPass && outcome.kind !== 'customer_unknown') {
    recordFailure(deps, owner.tenant.meld, provider, attempt.retryAfterSeconds)
    deps.metrics.providerFailed({ provider, reason: attempt.reason })
  }
  const tookMs = Math.round(performance.now() - began)
  deps.log.warn({ provider, reason: attempt.reason, cause: attempt.cause, tookMs }, 'provider failed')
  return attempt
}

/**
 * A kept customer that Meld no longer knows, and a reuse of the identity check that it will not have, are no provider's
 * fault.
 */
async function openWith(deps: Deps, prepared: Prepared, candidate: Candidate, until: number): Promise<OpenedWith> {
  let kyc = prepared.opening.kyc
  for (;;) {
    const externalSessionId = newExternalSessionId(prepared.opening.owner.tenant.id, prepared.opening.session)
    const isStillOurs = prepared.opening.isStillOurs()
    if (isStillOurs !== true && (!(await isStillOurs) || until - performance.now() < attemptMsMin)) {
      throw new GatewayError('overloaded', { detail: claimLost, headers: { 'retry-after': '2' } })
    }
    const outcome = await callWidget(deps, prepared, candidate, { externalSessionId, kyc, until })
    if (outcome.kind === 'opened') {
      return { kind: 'opened', widget: widgetOf(deps, prepared, candidate, externalSessionId, outcome) }
    }
    if (outcome.kind === 'customer_unknown' && !prepared.customer.renewed) {
      const failure = await renewCustomer(deps, prepared)
      if (failure !== undefined) return asCallEnd(failure)
    } else if (outcome.kind === 'provider_failed' && kycReuseFailures.includes(outcome.code) && reusesKyc(kyc)) {
      deps.log.warn({ provider: candidate.serviceProvider, code: outcome.code }, 'identity check not reused')
      kyc = noKycPass
    } else {
      return outcome
    }
    if (until - performance.now() < 0) return outcome
  }
}

/** Customers are Meld's own affair, so no provider is to blame when one cannot be had. */
function asCallEnd(failure: UpstreamFailure): CallEnd {
  return failure.kind === 'misconfigured' ? failure : { kind: 'unreachable', reason: failure.reason }
}

/** Meld's codes that speak of the reuse alone. */
const kycReuseFailures = ['CUSTOMER_KYC_NOT_APPROVED', 'KYC_TOKEN_GENERATION_FAILED']

function reusesKyc({ bypassKyc, shareToken }: KycPass): boolean {
  return bypassKyc || shareToken !== null
}

type OpenedWith =
  | { readonly kind: 'opened'; readonly widget: Widget }
  | Exclude<WidgetOutcome, { readonly kind: 'opened' }>

const claimLost =
  'The gateway could not reach its database for too long to go on. Try again with the same idempotency_key.'

/** What differs from one widget call of an attempt to the next. */
interface WidgetCall {
  readonly externalSessionId: ExternalSessionId
  readonly kyc: KycPass
  readonly until: number
}

function callWidget(
  deps: Deps,
  { opening, trade, customer }: Prepared,
  candidate: Candidate,
  { externalSessionId, kyc, until }: WidgetCall,
): Promise<WidgetOutcome> {
  const { owner, redirectUrl, clientIp } = opening
  return deps.aggregator.openWidget(accountOf(deps, owner.tenant, { provider: candidate.serviceProvider }), {
    trade,
    customerId: customer.id,
    externalSessionId,
    serviceProvider: candidate.serviceProvider,
    quotedPaymentMethod: candidate.paymentMethodType,
    redirectUrl,
    clientIp,
    bypassKyc: kyc.bypassKyc,
    kycShareToken: kyc.shareToken,
    deadlineMs: until - performance.now(),
  })
}

function widgetOf(
  deps: Deps,
  { opening, trade }: Prepared,
  candidate: Candidate,
  externalSessionId: ExternalSessionId,
  opened: Extract<WidgetOutcome, { readonly kind: 'opened' }>,
): Widget {
  return {
    externalSessionId,
    upstreamSessionId: opened.upstreamSessionId,
    widgetUrl: opened.widgetUrl,
    serviceProviderWidgetUrl: opened.serviceProviderWidgetUrl,
    upstreamToken: opened.token,
    serviceProvider: candidate.serviceProvider,
    paymentMethodType: trade.paymentMethod ?? candidate.paymentMethodType,
    clientIp: opening.clientIp,
    redirectFlow: opened.redirectFlow,
    createdAt: deps.clock(),
  }
}

/** Makes a kept customer that Meld no longer knows anew, once for an opening; undefined when there is a new one. */
export async function renewCustomer(
  deps: Deps,
  { opening, customer, until }: Prepared,
): Promise<UpstreamFailure | undefined> {
  if (customer.renewed) return { kind: 'unavailable', reason: 'customer_unknown', retryAfterSeconds: null }
  const renewed = await createCustomer(
    deps,
    opening.owner,
    customer.id,
    Math.max(until - performance.now(), attemptMsMin),
  )
  if (renewed.kind !== 'customer') return renewed
  customer.id = renewed.customerId
  customer.renewed = true
  return undefined
}
