import { describe, expect, it } from 'vitest'
import { readFailure, retryAfterSecondsMax, verdictByCode } from './failures.ts'
import { toCustomerOutcome, toQuoteOutcome, toReadFailure, toWidgetOutcome } from './outcomes.ts'

const nowMs = Date.parse('2026-08-14T09:00:00Z')

function read(status: number, body: unknown, headers: Record<string, string> = {}) {
  return readFailure({ status, headers, text: typeof body === 'string' ? body : JSON.stringify(body) }, nowMs)
}

/** Code, HTTP status, and what each call makes of it: quote, widget, customer, read. */
type Row = readonly [code: string, status: number, quote: string, widget: string, customer: string, read: string]

const none = 'quoted'
const rows: readonly Row[] = [
  ['BAD_REQUEST', 400, 'refused:refused', 'refused:refused', 'misconfigured', 'misconfigured'],
  ['UNAUTHORIZED', 401, 'misconfigured', 'misconfigured', 'misconfigured', 'misconfigured'],
  ['FORBIDDEN', 403, 'misconfigured', 'misconfigured', 'misconfigured', 'misconfigured'],
  ['NOT_FOUND', 404, none, 'provider_failed', 'misconfigured', 'unavailable'],
  ['CONFLICT', 409, 'unavailable', 'unknown', 'unknown', 'unavailable'],
  ['ACCOUNT_ONRAMP_NOT_ENABLED', 400, 'misconfigured', 'misconfigured', 'misconfigured', 'misconfigured'],
  ['ACCOUNT_OFFRAMP_NOT_ENABLED', 400, 'misconfigured', 'misconfigured', 'misconfigured', 'misconfigured'],
  ['CUSTOMER_ID_REQUIRED', 400, 'customer_unknown', 'customer_unknown', 'misconfigured', 'unavailable'],
  ['CUSTOMER_NOT_FOUND', 400, 'customer_unknown', 'customer_unknown', 'misconfigured', 'unavailable'],
  ['CUSTOMER_KYC_NOT_APPROVED', 400, none, 'provider_failed', 'unknown', 'unavailable'],
  ['DUPLICATE_EXTERNAL_SESSION_ID', 400, 'unavailable', 'unknown', 'unknown', 'unavailable'],
  ['EXTERNAL_ORDER_ID_NOT_UNIQUE', 400, 'unavailable', 'unknown', 'unknown', 'unavailable'],
  ['HEADLESS_NOT_SUPPORTED', 400, none, 'provider_failed', 'unknown', 'unavailable'],
  ['INCOMPATIBLE_REQUEST', 400, 'refused:refused', 'provider_failed', 'unknown', 'unavailable'],
  ['INVALID_AMOUNT', 400, 'refused:refused', 'refused:refused', 'misconfigured', 'misconfigured'],
  ['INVALID_AMOUNT_OR_CURRENCY', 400, 'refused:refused', 'refused:refused', 'misconfigured', 'misconfigured'],
  ['INVALID_AMOUNT_TOO_LOW', 400, 'refused:amount_too_low', 'refused:amount_too_low', 'misconfigured', 'unavailable'],
  [
    'INVALID_AMOUNT_TOO_HIGH',
    400,
    'refused:amount_too_high',
    'refused:amount_too_high',
    'misconfigured',
    'unavailable',
  ],
  [
    'INVALID_CRYPTO_CURRENCY',
    400,
    'refused:asset_not_supported',
    'refused:asset_not_supported',
    'misconfigured',
    'unavailable',
  ],
  [
    'INVALID_FIAT_CURRENCY',
    400,
    'refused:currency_not_supported',
    'refused:currency_not_supported',
    'misconfigured',
    'unavailable',
  ],
  [
    'INVALID_PAYMENT_METHOD',
    400,
    'refused:payment_method_not_supported',
    'refused:payment_method_not_supported',
    'misconfigured',
    'unavailable',
  ],
  [
    'PAYMENT_METHOD_NOT_SUPPORTED',
    400,
    'refused:payment_method_not_supported',
    'refused:payment_method_not_supported',
    'misconfigured',
    'unavailable',
  ],
  ['INVALID_QUERY_PARAMETER', 400, 'refused:refused', 'refused:refused', 'misconfigured', 'misconfigured'],
  ['NOT_SUPPORTED', 501, none, 'provider_failed', 'unknown', 'unavailable'],
  ['NOT_SUPPORTED', 400, none, 'provider_failed', 'unknown', 'unavailable'],
  ['PASSTHROUGH_CREDENTIALS_INVALID', 400, none, 'provider_failed', 'unknown', 'unavailable'],
  ['PHONE_NUMBER_REQUIRED', 400, none, 'provider_failed', 'unknown', 'unavailable'],
  ['TRANSACTION_INVALID_PARAMETER', 400, 'refused:refused', 'refused:refused', 'misconfigured', 'misconfigured'],
  ['TRANSACTION_INVALID_PROVIDER', 400, none, 'provider_failed', 'unknown', 'unavailable'],
  [
    'TRANSACTION_PROPERTY_COMBINATION_NOT_SUPPORTED_BY_SERVICE_PROVIDER',
    400,
    none,
    'provider_failed',
    'unknown',
    'unavailable',
  ],
  ['SERVICE_PROVIDER_AUTHENTICATION_EXCEPTION', 401, none, 'provider_failed', 'unknown', 'unavailable'],
  ['KYC_NOT_COMPLETED', 403, none, 'provider_failed', 'unknown', 'unavailable'],
  ['SERVICE_PROVIDER_NOT_ENABLED', 403, none, 'provider_failed', 'unknown', 'unavailable'],
  ['VERIFICATION_REQUIRED', 403, none, 'provider_failed', 'unknown', 'unavailable'],
  ['WHITELABEL_NOT_ENABLED', 403, 'misconfigured', 'misconfigured', 'misconfigured', 'misconfigured'],
  [
    'TRANSACTION_FETCH_BY_SESSION_NOT_YET_CREATED_WITH_PROVIDER',
    404,
    none,
    'provider_failed',
    'misconfigured',
    'unavailable',
  ],
  ['TRANSACTION_FETCH_BY_SESSION_PROVIDER_UNSUPPORTED', 404, none, 'provider_failed', 'unknown', 'unavailable'],
  ['QUOTE_TIMEOUT', 408, 'unavailable', 'provider_failed', 'unknown', 'unavailable'],
  ['TRANSACTION_FAILED_GETTING_CRYPTO_QUOTE_FROM_PROVIDER', 422, none, 'provider_failed', 'unknown', 'unavailable'],
  ['TRANSACTION_FAILED_GETTING_CRYPTO_QUOTE', 500, 'unavailable', 'provider_failed', 'unknown', 'unavailable'],
  ['FAILED_GETTING_TRANSACTION', 500, 'unavailable', 'unknown', 'unknown', 'unavailable'],
  ['TRANSACTION_EXCEPTION', 500, 'unavailable', 'provider_failed', 'unknown', 'unavailable'],
  ['SERVICE_PROVIDER_ERROR', 500, 'unavailable', 'provider_failed', 'unknown', 'unavailable'],
  ['JSON_PROCESSING_ERROR', 500, 'unavailable', 'unknown', 'unknown', 'unavailable'],
  ['KYC_TOKEN_GENERATION_FAILED', 500, 'unavailable', 'provider_failed', 'unknown', 'unavailable'],
  ['PRIOR_AUTHENTICATION_ERROR', 500, 'unavailable', 'provider_failed', 'unknown', 'unavailable'],
  ['NO_VALID_QUOTES', 400, none, 'provider_failed', 'misconfigured', 'unavailable'],
  [
    'NO_VALID_QUOTE_COMBINATIONS_FOUND_FOR_PROVIDED_QUOTE_REQUEST',
    400,
    none,
    'provider_failed',
    'misconfigured',
    'unavailable',
  ],
  ['UNKNOWN', 500, 'unavailable', 'unknown', 'unknown', 'unavailable'],
  ['UNKNOWN', 400, 'refused:refused', 'refused:refused', 'misconfigured', 'misconfigured'],
  ['A_CODE_OF_NEXT_YEAR', 503, 'unavailable', 'unknown', 'unknown', 'unavailable'],
]

function label(outcome: { readonly kind: string }): string {
  return 'reason' in outcome && outcome.kind === 'refused' ? `refused:${outcome.reason}` : outcome.kind
}

describe('an error code', () => {
  it.each(rows)('%s with %i is decided for every call', (code, status, quote, widget, customer, reading) => {
    const failure = read(status, { code, message: 'Some words' })
    expect(label(toQuoteOutcome(failure, true))).toBe(quote)
    expect(label(toWidgetOutcome(failure, true))).toBe(widget)
    expect(label(toCustomerOutcome(failure))).toBe(customer)
    expect(label(toReadFailure(failure))).toBe(reading)
    expect(failure.reason).toBe(code)
  })

  it('of the table is walked by this test, every one', () => {
    const walked = new Set(rows.map(([code]) => code))
    expect(Object.keys(verdictByCode).filter((code) => !walked.has(code))).toEqual([])
  })

  it('about a payment method that the caller did not choose leaves other providers in the running', () => {
    for (const code of ['PAYMENT_METHOD_NOT_SUPPORTED', 'INVALID_PAYMENT_METHOD']) {
      expect(toWidgetOutcome(read(400, { code }), false)).toMatchObject({
        kind: 'provider_failed',
        reason: 'payment_method_not_supported',
        code,
      })
      expect(toQuoteOutcome(read(400, { code }), false)).toEqual({ kind: 'quoted', quotes: [], excluded: [] })
    }
  })

  it('about a provider says whether the same one may succeed a little later', () => {
    const transient = (status: number, code: string) => toWidgetOutcome(read(status, { code }), true)
    expect(transient(500, 'SERVICE_PROVIDER_ERROR')).toMatchObject({ kind: 'provider_failed', transient: true })
    expect(transient(408, 'QUOTE_TIMEOUT')).toMatchObject({ kind: 'provider_failed', transient: true })
    expect(transient(501, 'NOT_SUPPORTED')).toMatchObject({ kind: 'provider_failed', transient: false })
  })

  it('named like a property of every object is just an unknown code', () => {
    expect(read(400, { code: 'constructor' }).verdict).toBe('request')
    expect(read(400, { code: 'BAD_REQUEST', errors: ['[constructor] is invalid'] }).verdict).toBe('request')
  })
})

describe('a failed call', () => {
  it('with 429 is told to wait, for as long as Retry-After says', () => {
    const wait = (retryAfter: string) => read(429, '', { 'retry-after': retryAfter }).retryAfterSeconds
    expect(toWidgetOutcome(read(429, '', { 'retry-after': '7' }), true)).toEqual({
      kind: 'unavailable',
      reason: 'http_429',
      retryAfterSeconds: 7,
    })
    expect(wait('Fri, 14 Aug 2026 09:00:30 GMT')).toBe(30)
    expect(wait('Fri, 14 Aug 2026 08:00:00 GMT')).toBe(0)
    expect(wait('999999999')).toBe(retryAfterSecondsMax)
    expect(wait('soon')).toBeNull()
    expect(read(429, { code: 'BAD_REQUEST' }).verdict).toBe('busy')
    expect(read(429, '').retryAfterSeconds).toBeNull()
  })

  it('with a plain 5xx may have been carried out', () => {
    for (const status of [500, 501, 502, 503, 504]) {
      expect(toWidgetOutcome(read(status, '<html>Bad Gateway</html>'), true)).toEqual({
        kind: 'unknown',
        reason: `http_${status}`,
      })
    }
  })

  it('with a wrong version is for the operator', () => {
    const failure = read(400, { code: 'BAD_REQUEST', message: 'Bad request', errors: ['[Meld-Version] is invalid'] })
    expect(toWidgetOutcome(failure, true)).toEqual({ kind: 'misconfigured', reason: 'BAD_REQUEST' })
  })

  it('that names a field is refused for what the field is', () => {
    const reason = (field: string) => read(400, { code: 'BAD_REQUEST', errors: [`[${field}] is invalid`] }).verdict
    expect(reason('countryCode')).toBe('country')
    expect(reason('sessionData.destinationCurrencyCode')).toBe('asset')
    expect(reason('paymentMethodType')).toBe('payment_method')
    expect(reason('sourceAmount')).toBe('request')
  })

  it('says first what is wrong with which field', () => {
    const failure = read(400, {
      code: 'BAD_REQUEST',
      message: 'Bad request',
      errors: ['[sourceAmount] must not be null', '[sourceCurrencyCode] must not be blank'],
      requestId: '356dd2b40fa55037bfe9d190b6438f59',
      timestamp: '2024-04-05T07:54:01.318455Z',
    })
    expect(failure.message).toBe('[sourceAmount] must not be null')
    expect(failure.requestId).toBe('356dd2b40fa55037bfe9d190b6438f59')
  })

  it("carries a sell's limit out of the provider's detail", () => {
    const failure = read(400, {
      code: 'INVALID_AMOUNT_TOO_LOW',
      message: '[TRANSAK] Source amount is below the minimum allowed',
      serviceProviderDetails: {
        message: 'Minimum sell amount should be more than or equal to 0.00011648 BTC',
      },
    })
    expect(toQuoteOutcome(failure, false)).toEqual({
      kind: 'refused',
      reason: 'amount_too_low',
      message: 'Minimum sell amount should be more than or equal to 0.00011648 BTC',
      limit: { kind: 'minimum', amount: '0.00011648', currency: 'BTC' },
    })
  })

  it('over a limit is recognised under error, under a general code, and by words alone', () => {
    const text = 'Source amount is below the minimum allowed, which is 18.00 EUR'
    for (const body of [
      { error: 'NO_VALID_QUOTES', message: text },
      { code: 'INCOMPATIBLE_REQUEST', message: text },
      { message: text },
      JSON.stringify(text),
    ]) {
      expect(toQuoteOutcome(read(400, body), false)).toMatchObject({
        kind: 'refused',
        reason: 'amount_too_low',
        limit: { kind: 'minimum', amount: '18.00', currency: 'EUR' },
      })
    }
  })
})

describe('an off-shape error body', () => {
  it('still gives an outcome', () => {
    expect(read(400, { message: 'Only words' })).toMatchObject({ verdict: 'request', message: 'Only words' })
    expect(read(404, { status: 404, message: 'No quotes' }).verdict).toBe('none')
    expect(read(400, { status: 404, message: 'No quotes' }).verdict).toBe('none')
    expect(read(400, JSON.stringify('network is only supported for CRYPTO searches'))).toMatchObject({
      verdict: 'request',
      message: 'network is only supported for CRYPTO searches',
    })
    for (const text of ['', 'null', '[]', '7', '<html>Not here</html>', '{"code":7,"errors":"x","message":{}}']) {
      const failure = read(400, text)
      expect(failure).toMatchObject({ verdict: 'request', reason: 'http_400' })
      expect(failure.message).toBe('Meld answered 400 and gave no reason.')
    }
    expect(read(500, { status: 500, error: 'Internal Server Error', path: '/x' }).verdict).toBe('unclear')
    expect(read(400, { error: 'No Valid Quote Combinations Found For Provided Quote Request.' }).verdict).toBe('none')
  })

  it("that is no JSON of Meld's points to a wrong address, not to a lack of quotes", () => {
    expect(read(404, '<html>Not Found</html>').verdict).toBe('misconfigured')
    expect(read(302, '').verdict).toBe('misconfigured')
  })
})

describe('the words of a failure', () => {
  it('hold no address, key or token that upstream echoed', () => {
    const address = '0x52908400098527886E0F7030069857D2E4169EE7'
    const key = 'W9kZTT7332okCEc1A9aqAq:3sYKoXQv6oHVHSts7G2agw9vTCXz'
    const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.abc-_def'
    const failure = read(400, { message: `Refused ${address} for ${key} (BASIC ${key}) with ${token}` })
    expect(failure.message).not.toMatch(/0x5290|W9kZTT|3sYKo|eyJ/)
    expect(failure.message).toMatch(/^Refused … for …/)
    const shouted = read(400, { code: `WALLET_${address}`, requestId: `<b>${'a'.repeat(40)}</b>` })
    expect(shouted.reason).toBe('http_400')
    expect(shouted.requestId).toBe(`b${'a'.repeat(40)}b`)
  })

  it('are one line of bounded length', () => {
    const { message } = read(400, { message: `a\n\tb\u2028c${'d'.repeat(5000)}` })
    expect(message).toMatch(/^a b c/)
    expect(message.length).toBe(300)
  })
})
