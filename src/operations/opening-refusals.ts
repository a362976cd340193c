import { GatewayError } from '../domain/errors.ts'
import type { Limit, ProviderExclusion } from '../domain/quote.ts'
import type { SessionRequest } from '../domain/session.ts'
import type { RequestRefusal, UpstreamTrade } from '../providers/provider.ts'
import type { FailedAttempt } from './attempts.ts'
import { nobodyServes } from './routing.ts'
import { inOurWords, retryAfterSecondsDefault } from './upstream-refusals.ts'

/** The trade that was to be opened, in the caller's words and in Meld's. */
export interface RefusedTrade {
  readonly request: SessionRequest
  readonly trade: UpstreamTrade
}

/** No candidate opened: where all of them refused in the same way the words are Meld's, else it is said who failed and how. */
export function nobodyOpened(
  trade: RefusedTrade,
  attempts: readonly FailedAttempt[],
  excluded: readonly ProviderExclusion[],
  outOfTime: boolean,
): GatewayError {
  const refused = attempts[0]?.refusal ?? null
  if (refused !== null && attempts.every((attempt) => attempt.refusal?.message === refused.message)) {
    return refusal(trade, refused, null)
  }
  const waits = attempts.map(({ retryAfterSeconds }) => retryAfterSeconds ?? 0)
  const mayPass = outOfTime || attempts.some((attempt) => attempt.mayPass)
  return nobodyServes(excluded, mayPass, Math.max(...waits, retryAfterSecondsDefault))
}

/** The pinned provider gave no widget. */
export function providerFailed(trade: RefusedTrade, attempt: FailedAttempt): GatewayError {
  if (attempt.refusal !== null) return refusal(trade, attempt.refusal, attempt.provider)
  const { provider, reason, mayPass } = attempt
  const why = attempt.message === null ? '.' : `: ${ourWords(trade, attempt.message).replace(/\.$/, '')}.`
  const members = { service_provider: provider, reason }
  if (mayPass) {
    const wait = attempt.retryAfterSeconds ?? retryAfterSecondsDefault
    return new GatewayError('provider_unavailable', {
      detail: `${provider} failed${why} Retry with the same idempotency_key, or leave service_provider out to have another one chosen.`,
      members,
      headers: { 'retry-after': String(wait) },
    })
  }
  return new GatewayError('provider_refused', {
    detail: `${provider} cannot serve this trade${why} Leave service_provider out to have another one chosen.`,
    members,
  })
}

/** What is certain about the request, in the words of Meld, or of the provider when one said so. */
export function refusal(trade: RefusedTrade, refused: RequestRefusal, provider: string | null): GatewayError {
  const message = ourWords(trade, refused.message)
  const currency = refused.limit?.currency ?? null
  const limit = refused.limit && {
    ...refused.limit,
    currency: currency === null ? null : ourWords(trade, currency),
  }
  // Most messages name the bound already.
  const bound = limit === undefined || message.includes(limit.amount ?? '') ? '' : ` ${describeLimit(limit)}`
  return new GatewayError('provider_refused', {
    detail: `${message.replace(/\.?$/, '.')}${bound}`,
    members: {
      reason: refused.reason,
      ...(provider === null ? {} : { service_provider: provider }),
      ...(limit === undefined ? {} : { limit }),
    },
  })
}

function ourWords({ trade, request }: RefusedTrade, text: string): string {
  return inOurWords(text, request.trade, trade.cryptoCode)
}

function describeLimit({ kind, amount, currency }: Limit): string {
  return amount === null ? '' : `The ${kind} is ${amount}${currency === null ? '' : ` ${currency}`}.`
}
