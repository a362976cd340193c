import type { Limit } from '../../domain/quote.ts'
import { type ErrorBody, readErrorBody } from './error-body.ts'
import { readLimit, readLimitKind } from './limits.ts'

/** What a failed call means, whichever call it was. */
export type Verdict =
  /** Credentials, account or version: the operator must act. */
  | 'misconfigured'
  /** One provider's affair, and lasting: it cannot or will not. */
  | 'provider'
  /** One provider's affair, and passing: it failed or was slow. */
  | 'provider_failed'
  /** The trade as a whole fits no provider, or not the one that was named. */
  | 'incompatible'
  | 'customer'
  /** There is nothing: no provider can quote, no transaction exists. */
  | 'none'
  | 'amount_too_low'
  | 'amount_too_high'
  | 'asset'
  | 'payment_method'
  | 'country'
  /** The request is wrong in some other way. */
  | 'request'
  /** Told to wait. */
  | 'busy'
  /** No clear answer: it may have been carried out. */
  | 'unclear'

/** Every code of Meld's catalogue, decided one by one. `UNKNOWN` is left to the HTTP status, as is any new code. */
export const verdictByCode: Readonly<Record<string, Verdict>> = {
  BAD_REQUEST: 'request',
  UNAUTHORIZED: 'misconfigured',
  FORBIDDEN: 'misconfigured',
  NOT_FOUND: 'none',
  CONFLICT: 'unclear',
  ACCOUNT_ONRAMP_NOT_ENABLED: 'misconfigured',
  ACCOUNT_OFFRAMP_NOT_ENABLED: 'misconfigured',
  CUSTOMER_ID_REQUIRED: 'customer',
  CUSTOMER_NOT_FOUND: 'customer',
  CUSTOMER_KYC_NOT_APPROVED: 'provider',
  // Ids are fresh for every call, so a known one means that this very call was already carried out.
  DUPLICATE_EXTERNAL_SESSION_ID: 'unclear',
  EXTERNAL_ORDER_ID_NOT_UNIQUE: 'unclear',
  HEADLESS_NOT_SUPPORTED: 'provider',
  INCOMPATIBLE_REQUEST: 'incompatible',
  INVALID_AMOUNT: 'request',
  INVALID_AMOUNT_OR_CURRENCY: 'request',
  INVALID_AMOUNT_TOO_LOW: 'amount_too_low',
  INVALID_AMOUNT_TOO_HIGH: 'amount_too_high',
  INVALID_CRYPTO_CURRENCY: 'asset',
  INVALID_FIAT_CURRENCY: 'asset',
  INVALID_PAYMENT_METHOD: 'payment_method',
  PAYMENT_METHOD_NOT_SUPPORTED: 'payment_method',
  INVALID_QUERY_PARAMETER: 'request',
  NOT_SUPPORTED: 'provider',
  PASSTHROUGH_CREDENTIALS_INVALID: 'provider',
  PHONE_NUMBER_REQUIRED: 'provider',
  TRANSACTION_INVALID_PARAMETER: 'request',
  TRANSACTION_INVALID_PROVIDER: 'provider',
  TRANSACTION_PROPERTY_COMBINATION_NOT_SUPPORTED_BY_SERVICE_PROVIDER: 'provider',
  // Between Meld and the provider; it is not our key that is wrong.
  SERVICE_PROVIDER_AUTHENTICATION_EXCEPTION: 'provider',
  KYC_NOT_COMPLETED: 'provider',
  SERVICE_PROVIDER_NOT_ENABLED: 'provider',
  VERIFICATION_REQUIRED: 'provider',
  WHITELABEL_NOT_ENABLED: 'misconfigured',
  TRANSACTION_FETCH_BY_SESSION_NOT_YET_CREATED_WITH_PROVIDER: 'none',
  TRANSACTION_FETCH_BY_SESSION_PROVIDER_UNSUPPORTED: 'provider',
  QUOTE_TIMEOUT: 'provider_failed',
  TRANSACTION_FAILED_GETTING_CRYPTO_QUOTE_FROM_PROVIDER: 'provider',
  TRANSACTION_FAILED_GETTING_CRYPTO_QUOTE: 'provider_failed',
  FAILED_GETTING_TRANSACTION: 'unclear',
  TRANSACTION_EXCEPTION: 'provider_failed',
  SERVICE_PROVIDER_ERROR: 'provider_failed',
  JSON_PROCESSING_ERROR: 'unclear',
  KYC_TOKEN_GENERATION_FAILED: 'provider_failed',
  PRIOR_AUTHENTICATION_ERROR: 'provider_failed',
  // Sent under `error`, without a code.
  NO_VALID_QUOTES: 'none',
  NO_VALID_QUOTE_COMBINATIONS_FOUND_FOR_PROVIDED_QUOTE_REQUEST: 'none',
}

/** A failed call, read. */
export interface Failure {
  readonly verdict: Verdict
  /** Safe for logs: Meld's code, or `http_` and the status. */
  readonly reason: string
  /** For the partner; never empty. */
  readonly message: string
  /** Only with the two amount verdicts. */
  readonly limit?: Limit
  readonly retryAfterSeconds: number | null
  readonly requestId: string | null
  readonly httpStatus: number
  /** The body is a JSON object; anything else is no answer of Meld's own. */
  readonly isMeld: boolean
}

/** The longest wait passed on: nobody comes back tomorrow. */
export const retryAfterSecondsMax = 3_600

/** Reads a reply that is not a success: by `code`, else `error`, else the HTTP status. `nowMs` dates `Retry-After`. */
export function readFailure(
  answer: { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly text: string },
  nowMs: number,
): Failure {
  const body = readErrorBody(answer.text)
  return judgeBody(body, answer.status, readRetryAfter(answer.headers['retry-after'], nowMs))
}

/** The same for a body that is already read. */
export function judgeBody(body: ErrorBody, httpStatus: number, retryAfterSeconds: number | null = null): Failure {
  const base = judgeBase(body, httpStatus)
  const verdict = refine(base, body)
  return {
    verdict,
    reason: body.code !== null && codePattern.test(body.code) ? body.code : `http_${httpStatus}`,
    message: body.texts[0] ?? `Meld answered ${httpStatus} and gave no reason.`,
    ...(verdict === 'amount_too_low' && { limit: readLimit('minimum', body.texts) }),
    ...(verdict === 'amount_too_high' && { limit: readLimit('maximum', body.texts) }),
    retryAfterSeconds,
    requestId: body.requestId,
    httpStatus,
    isMeld: body.isObject,
  }
}

/** A code that may be logged. Without digits it cannot be an address or a key that upstream echoed in the wrong place. */
const codePattern = /^[A-Z]+(?:_[A-Z]+)*$/

function judgeBase(body: ErrorBody, httpStatus: number): Verdict {
  // Whatever the body says, 429 came from a limiter that may stand in front of Meld.
  if (httpStatus === 429) return 'busy'
  const byCode = body.code !== null && Object.hasOwn(verdictByCode, body.code) ? verdictByCode[body.code] : undefined
  return byCode ?? judgeStatus(httpStatus < 500 ? (body.status ?? httpStatus) : httpStatus, body.isObject)
}

function judgeStatus(status: number, isMeld: boolean): Verdict {
  if (status === 425 || status === 429) return 'busy'
  if (status === 401 || status === 403 || status === 405 || status === 415) return 'misconfigured'
  // Without a JSON body the 404 is not Meld's own: the base address is wrong.
  if (status === 404) return isMeld ? 'none' : 'misconfigured'
  if (status === 408 || status === 409 || status >= 500) return 'unclear'
  // A redirect is not followed; Meld sends none, so the base address is wrong.
  if (status >= 300 && status < 400) return 'misconfigured'
  return 'request'
}

/** Looks past a general code: at the fields it names, and at words that speak of an amount. */
function refine(verdict: Verdict, body: ErrorBody): Verdict {
  if (!general.has(verdict)) return verdict
  for (const { name } of body.fields) {
    const field = name.split('.').at(-1) ?? ''
    const named = verdictByField.get(field)
    if (named !== undefined) return named
  }
  const limit = readLimitKind(body.texts)
  if (limit === undefined) return verdict
  return limit === 'minimum' ? 'amount_too_low' : 'amount_too_high'
}

const general: ReadonlySet<Verdict> = new Set(['request', 'none', 'provider', 'incompatible'])

const verdictByField: ReadonlyMap<string, Verdict> = new Map([
  ['Meld-Version', 'misconfigured'],
  ['countryCode', 'country'],
  ['sourceCurrencyCode', 'asset'],
  ['destinationCurrencyCode', 'asset'],
  ['paymentMethodType', 'payment_method'],
  ['serviceProvider', 'provider'],
])

function readRetryAfter(text: string | undefined, nowMs: number): number | null {
  if (text === undefined) return null
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : Math.ceil((Date.parse(text) - nowMs) / 1000)
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), retryAfterSecondsMax) : null
}
