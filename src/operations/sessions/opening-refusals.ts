import type { RequestRefusal, UpstreamTrade } from '../../aggregators/aggregator.ts'
import { exclusionMembers, nearestMembers } from '../../contract/exclusions.ts'
import type { Catalogue } from '../../domain/catalogue.ts'
import { GatewayError } from '../../domain/errors.ts'
import { exclusionReasons } from '../../domain/exclusion-reason.ts'
import type { Findings } from '../../domain/exclusions.ts'
import { didYouMean, nearestWords } from '../../domain/near-miss.ts'
import type { Limit, NearestChange, ProviderExclusion } from '../../domain/quote.ts'
import type { SessionRequest } from '../../domain/session.ts'
import { type ExplainedTrade, explainProvider, explainTrade, toExclusion } from '../routing/exclusions.ts'
import type { Switching } from '../routing/switching.ts'
import { inOurWords, retryAfterSecondsDefault } from '../upstream-refusals.ts'
import type { FailedAttempt } from './attempts.ts'

/** The trade that was to be opened, in the caller's words and in Meld's, and what is known of who serves what. */
export interface RefusedTrade {
  readonly request: SessionRequest
  readonly trade: UpstreamTrade
  readonly catalogue: Catalogue | undefined
  readonly switching: Switching
}

/** A refusal, and everybody who is out as it tells them. */
export interface ExplainedRefusal {
  readonly error: GatewayError
  readonly unavailable: readonly ProviderExclusion[]
}

/**
 * No candidate opened: where all of them refused in the same way the words are Meld's, else it is said who failed and
 * how. `found.leftOut` has the attempts as well.
 */
export function nobodyOpened(
  trade: RefusedTrade,
  attempts: readonly FailedAttempt[],
  found: Findings,
  outOfTime: boolean,
): ExplainedRefusal {
  const refused = attempts[0]?.refusal ?? null
  if (refused !== null && attempts.every((attempt) => attempt.refusal?.message === refused.message)) {
    return refusal(trade, refused, found)
  }
  const unavailable = explainTrade(trade.catalogue, explainedTrade(trade), found)
  const why = unavailable.map(describe).join('; ')
  const isSwitchedOff = attempts.length === 0 && unavailable.some(({ reason }) => reason === 'switched_off')
  const members = {
    ...(isSwitchedOff && { reason: 'switched_off' }),
    unavailable: unavailable.map(exclusionMembers),
  }
  if (!outOfTime && !attempts.some((attempt) => attempt.mayPass)) {
    const first = unavailable.find(({ nearest }) => nearest !== undefined)
    const advice = first?.nearest && adviceOf(first.nearest, first)
    const error = new GatewayError('provider_refused', {
      detail: `No provider serves this trade: ${why}. ${advice ?? 'Try another amount, payment method, country or asset.'}`,
      members,
    })
    return { error, unavailable }
  }
  const waits = attempts.map(({ retryAfterSeconds }) => retryAfterSeconds ?? 0)
  const error = new GatewayError('provider_unavailable', {
    detail: `No provider opened this trade: ${why}. Retry with the same idempotency_key.`,
    members,
    headers: { 'retry-after': String(Math.max(...waits, retryAfterSecondsDefault)) },
  })
  return { error, unavailable }
}

/** The pinned provider gave no widget. */
export function providerFailed(trade: RefusedTrade, attempt: FailedAttempt): ExplainedRefusal {
  if (attempt.refusal !== null) return providerRefusal(trade, attempt.refusal, attempt.provider)
  const { provider, reason, mayPass } = attempt
  const message = attempt.message === null ? null : ourWords(trade, attempt.message)
  const why = message === null ? '.' : `: ${message.replace(/\.$/, '')}.`
  if (mayPass) {
    const unavailable = [{ serviceProvider: provider, reason }]
    const error = new GatewayError('provider_unavailable', {
      detail: `${provider} failed${why}${unknownProvider(trade, provider)} Retry with the same idempotency_key, or leave service_provider out to have another one chosen.`,
      members: { service_provider: provider, reason, unavailable: unavailable.map(exclusionMembers) },
      headers: { 'retry-after': String(attempt.retryAfterSeconds ?? retryAfterSecondsDefault) },
    })
    return { error, unavailable }
  }
  const told = { serviceProvider: provider, reason, ...(message === null ? {} : { detail: message }) }
  const known = explainProvider(trade.catalogue, explainedTrade(trade), told)
  const bound = known.limit === undefined ? '' : ` ${describeLimit(known.limit)}`
  const advice = known.nearest === undefined ? '' : ` ${adviceOf(known.nearest, known)}`
  const error = new GatewayError('provider_refused', {
    detail: `${provider} cannot serve this trade${why}${unknownProvider(trade, provider)}${bound}${advice} Leave service_provider out to have another one chosen.`,
    members: membersOf(known, [known]),
  })
  return { error, unavailable: [known] }
}

/** What is certain about the request, in Meld's words; nobody in particular said so. */
export function refusal(trade: RefusedTrade, refused: RequestRefusal, found: Findings): ExplainedRefusal {
  const told = toExclusion(refused, explainedTrade(trade), null)
  const unavailable = explainTrade(trade.catalogue, explainedTrade(trade), { ...found, refused: told })
  // Where Meld names no figure: that of the provider which is easiest to bring in of those out for the same reason.
  const same = unavailable.find(({ reason, limit }) => reason === told.reason && limit?.amount != null)
  return refuse(told, same ?? told, unavailable)
}

/**
 * What is certain about the request, in the words of the provider that said so. Without `found` that provider is the
 * only one that is told about: the one that was asked for.
 */
export function providerRefusal(
  trade: RefusedTrade,
  refused: RequestRefusal,
  provider: string,
  found?: Findings,
): ExplainedRefusal {
  const told = { ...toExclusion(refused, explainedTrade(trade), provider), serviceProvider: provider }
  const known = explainProvider(trade.catalogue, explainedTrade(trade), told)
  if (found === undefined) {
    const detail = `${withPoint(told.detail)}${unknownProvider(trade, provider)}`
    return refuse({ ...told, detail }, known, [known])
  }
  const leftOut = [...found.leftOut, known]
  return refuse(told, known, explainTrade(trade.catalogue, explainedTrade(trade), { ...found, leftOut }))
}

/** Where the catalogue knows providers and not this one: which may have been meant, and all of them. */
function unknownProvider({ catalogue }: RefusedTrade, provider: string): string {
  const names = [...new Set(catalogue?.coverage.map(({ serviceProvider }) => serviceProvider))].sort()
  if (names.length === 0 || names.includes(provider)) return ''
  const meant = nearestWords(provider, names)
  const guess = meant.length === 0 ? '' : ` ${didYouMean(meant)}`
  return ` No provider here has that name.${guess} Known: ${names.join(', ')}.`
}

/** `told` is what was said; `known` is told to programs. */
function refuse(
  told: ProviderExclusion,
  known: ProviderExclusion,
  unavailable: readonly ProviderExclusion[],
): ExplainedRefusal {
  const { serviceProvider } = told
  // A figure that comes with the refusal is newer than the listed one, and may have more decimals.
  const limit = told.limit?.amount == null || told.reason !== known.reason ? (known.limit ?? told.limit) : told.limit
  const message = withPoint(told.detail)
  // Most messages name the bound already.
  const bound = limit?.amount == null || message.includes(limit.amount) ? '' : ` ${describeLimit(limit)}`
  const advice = known.nearest === undefined ? '' : ` ${adviceOf(known.nearest, known)}`
  const error = new GatewayError('provider_refused', {
    detail: `${message}${bound}${advice}`,
    members: membersOf({ ...known, serviceProvider, ...(limit === undefined ? {} : { limit }) }, unavailable),
  })
  return { error, unavailable }
}

function withPoint(text = ''): string {
  return text.replace(/\.?$/, '.')
}

function membersOf(
  { serviceProvider, reason, limit, nearest }: ProviderExclusion,
  unavailable: readonly ProviderExclusion[],
): Readonly<Record<string, unknown>> {
  return {
    reason,
    ...(serviceProvider === null ? {} : { service_provider: serviceProvider }),
    ...(limit === undefined ? {} : { limit }),
    ...(nearest === undefined ? {} : { nearest: nearestMembers(nearest) }),
    unavailable: unavailable.map(exclusionMembers),
  }
}

/** The trade as its exclusions are explained. */
export function explainedTrade({ request, trade, switching }: RefusedTrade): ExplainedTrade {
  const { country, subdivision, sourceAmount, paymentMethod, redirectFlow } = request
  const { cryptoCode } = trade
  return {
    trade: request.trade,
    cryptoCode,
    country,
    subdivision,
    sourceAmount,
    paymentMethod,
    redirectFlow,
    switching,
  }
}

function ourWords({ trade, request }: RefusedTrade, text: string): string {
  return inOurWords(text, request.trade, trade.cryptoCode)
}

/** `MOONPAY wants a larger amount (minimum 20 USD)`. */
function describe({ serviceProvider, reason, detail, limit }: ProviderExclusion): string {
  if (serviceProvider === null && detail !== undefined) return detail.replace(/\.$/, '')
  const bound = limit?.amount == null ? '' : ` (${limit.kind} ${amountOf(limit)})`
  return `${serviceProvider ?? 'a provider'} ${exclusionReasons[reason]}${bound}`
}

function describeLimit(limit: Limit): string {
  return limit.amount === null ? '' : `The ${limit.kind} is ${amountOf(limit)}.`
}

function amountOf({ amount, currency }: Limit): string {
  return currency === null ? `${amount}` : `${amount} ${currency}`
}

/** `MOONPAY serves it with source_amount 20.` */
export function adviceOf(
  nearest: NearestChange,
  { serviceProvider }: Pick<ProviderExclusion, 'serviceProvider'>,
): string {
  const changes = Object.entries(nearestMembers(nearest)).map(([name, value]) => `${name} ${value}`)
  return `${serviceProvider ?? 'It'} ${serviceProvider === null ? 'is served' : 'serves it'} with ${changes.join(' and ')}.`
}
