import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { verifyWebhook, type WebhookFault, type WebhookHeaders, WebhookVerificationError } from '@rampway/client/server'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'

const now = 1_800_000_000_000
const seconds = now / 1000
const secret = `whsec_${randomBytes(32).toString('base64')}`
const other = `whsec_${randomBytes(32).toString('base64')}`
const event = { id: 'evt_1', type: 'ramp.transaction.completed', data: { id: 'tx' } }
const body = JSON.stringify(event)

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const keyBytes = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
const whpk = `whpk_${keyBytes.toString('base64')}`

/** Signs as the standard library does. */
const v1 = (key: string, text = body, id = 'evt_1', at = seconds) =>
  new Webhook(key).sign(id, new Date(at * 1000), text)
const v1a = (text = body, id = 'evt_1', at = seconds) =>
  `v1a,${sign(null, Buffer.from(`${id}.${at}.${text}`), privateKey).toString('base64')}`

function headersOf(signature: string, at: number | string = seconds, id = 'evt_1') {
  return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': signature }
}

/** The event, or the code of the refusal. */
function verdict(
  headers: WebhookHeaders,
  secrets: string | readonly string[],
  text: string | Uint8Array = body,
  at = now,
) {
  try {
    return verifyWebhook(text, headers, secrets, { now: at })
  } catch (error) {
    if (error instanceof WebhookVerificationError) return error.code
    throw error
  }
}

test('an event comes in any form of body and headers', () => {
  const headers = headersOf(v1(secret))
  const shouted = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]]))
  for (const each of [headers, shouted, new Headers(headers)]) {
    for (const raw of [body, Buffer.from(body), new TextEncoder().encode(body)]) {
      expect(verdict(each, secret, raw)).toEqual(event)
    }
  }
})

test('one secret of several is enough, and one signature of several', () => {
  expect(verdict(headersOf(v1(secret)), [other, secret])).toEqual(event)
  expect(verdict(headersOf(`${v1(other)} ${v1(secret)}`), secret)).toEqual(event)
  expect(verdict(headersOf(`v2,new ${v1a()} ${v1(secret)}`), [secret, whpk])).toEqual(event)
})

test('a public key proves what its private key signed', () => {
  expect(verdict(headersOf(v1a()), whpk)).toEqual(event)
  expect(verdict(headersOf(v1a('{}')), whpk)).toBe('no_match')
  expect(verdict(headersOf('v1a,short'), whpk)).toBe('no_match')
  expect(verdict(headersOf(v1a().replace('v1a', 'v1')), [secret, whpk])).toBe('no_match')
})

test('no more signatures of private keys are tried than a gateway sends', () => {
  const many = Array.from({ length: 8 }, () => v1a('{}')).join(' ')
  expect(verdict(headersOf(`${many} ${v1a()}`), whpk)).toBe('no_match')
})

test.each<[WebhookFault, string, () => unknown]>([
  ['missing_header', 'no signature', () => verdict({ ...headersOf(''), 'webhook-signature': undefined }, secret)],
  ['missing_header', 'an empty id', () => verdict(headersOf(v1(secret), seconds, ''), secret)],
  ['malformed_header', 'a time in words', () => verdict(headersOf(v1(secret), '1800000000abc'), secret)],
  ['malformed_header', 'a time in ISO 8601', () => verdict(headersOf(v1(secret), new Date(now).toISOString()), secret)],
  [
    'malformed_header',
    'an id that reaches into the time',
    () => verdict(headersOf(v1(secret), seconds, 'a.1'), secret),
  ],
  ['too_old', 'five minutes and a second ago', () => verdict(headersOf(v1(secret), seconds - 301), secret)],
  ['too_new', 'five minutes and a second ahead', () => verdict(headersOf(v1(secret), seconds + 301), secret)],
  ['no_match', 'the secret of another', () => verdict(headersOf(v1(other)), secret)],
  ['no_match', 'another time than was signed', () => verdict(headersOf(v1(secret), seconds + 1), secret)],
  ['no_match', 'another id than was signed', () => verdict(headersOf(v1(secret), seconds, 'evt_2'), secret)],
  ['no_match', 'a body that was parsed and written anew', () => verdict(headersOf(v1(secret)), secret, `${body} `)],
  ['no_match', 'a signature without its version', () => verdict(headersOf(v1(secret).slice(3)), secret)],
  ['not_an_event', 'a signed text', () => verdict(headersOf(v1(secret, 'hello')), secret, 'hello')],
  ['not_an_event', 'a signed nothing', () => verdict(headersOf(v1(secret, '')), secret, '')],
  ['not_an_event', 'signed JSON of something else', () => verdict(headersOf(v1(secret, '[1]')), secret, '[1]')],
])('%s: %s', (code, _what, verify) => {
  expect(verify()).toBe(code)
})

test('both ends of the tolerance pass, and it can be another', () => {
  for (const at of [seconds - 300, seconds + 300])
    expect(verdict(headersOf(v1(secret, body, 'evt_1', at), at), secret)).toEqual(event)
  const old = seconds - 3_600
  const headers = headersOf(v1(secret, body, 'evt_1', old), old)
  expect(verifyWebhook(body, headers, secret, { now, toleranceSeconds: 3_600 })).toEqual(event)
  expect(() => verifyWebhook(body, headers, secret, { now, toleranceSeconds: Number.NaN })).toThrow('more than')
})

test.each([
  ['a parsed body', () => verifyWebhook(JSON.parse(body), headersOf(v1(secret)), secret), 'before any JSON parser'],
  ['no secret', () => verifyWebhook(body, headersOf(v1(secret)), []), 'one secret or more'],
  [
    'a secret without its prefix',
    () => verifyWebhook(body, headersOf(v1(secret)), [secret, secret.slice(6)]),
    'Secret 2',
  ],
  ['an empty secret', () => verifyWebhook(body, headersOf(v1(secret)), 'whsec_'), 'Secret 1'],
  ['a public key that is too short', () => verifyWebhook(body, headersOf(v1(secret)), 'whpk_AAAA'), '32 bytes'],
])('%s is a fault of the caller, whatever comes', (_what, verify, words) => {
  expect(verify).toThrow(TypeError)
  expect(verify).toThrow(words)
})

test('a fault of a secret does not repeat it', () => {
  expect(() => verifyWebhook(body, {}, 'my-secret-text')).toThrow(/^(?!.*my-secret)/)
})

/** Lone surrogates and all. */
const text = fc.string({ unit: 'binary' })
const secretBytes = fc.uint8Array({ minLength: 24, maxLength: 64 })
const id = fc.string({ unit: fc.constantFrom(...'abcXYZ019_-'), minLength: 1 })

test('it passes what the standard library passes, and refuses what that refuses', () => {
  const nowSeconds = Math.floor(Date.now() / 1000)
  const call = fc.record({
    keys: fc.array(secretBytes, { minLength: 1, maxLength: 3 }),
    signers: fc.array(fc.nat({ max: 4 }), { maxLength: 4 }),
    id,
    // Not at the very edge, for both read the clock.
    age: fc.oneof(fc.integer({ min: -250, max: 250 }), fc.constantFrom(-1_000, 1_000, 400, -400)),
    data: fc.dictionary(text, fc.jsonValue()),
    change: fc.constantFrom('none', 'none', 'none', 'body', 'id', 'time', 'signature', 'version', 'junk'),
  })
  fc.assert(
    fc.property(call, ({ keys, signers, id, age, data, change }) => {
      const named = keys.map((bytes) => `whsec_${Buffer.from(bytes).toString('base64')}`)
      const all = [...named, secret, other]
      const at = nowSeconds - age
      const sent = JSON.stringify({ id, type: 'ramp.session.opened', data })
      const signatures = signers.map((signer) => v1(all[signer % all.length] ?? secret, sent, id, at))
      const headers = {
        'webhook-id': change === 'id' ? `${id}x` : id,
        'webhook-timestamp': String(change === 'time' ? at + 1 : at),
        'webhook-signature': signatures.map((signature) => altered(signature, change)).join(' '),
      }
      const received = change === 'body' ? `${sent}\n` : sent
      expect(verdict(headers, named, received, Date.now())).toEqual(verdictOfLibrary(headers, named, received))
    }),
    { numRuns: 500 },
  )
})

function altered(signature: string, change: string): string {
  if (change === 'signature') return signature.replace(/.(?==)/, (last) => (last === 'A' ? 'B' : 'A'))
  if (change === 'version') return signature.replace('v1', 'v2')
  return change === 'junk' ? `, v1 v1,= ${signature}` : signature
}

/** The library takes one secret at a time. */
function verdictOfLibrary(headers: Record<string, string>, secrets: readonly string[], received: string): unknown {
  const words: Record<string, WebhookFault> = {
    'Missing required headers': 'missing_header',
    'Message timestamp too old': 'too_old',
    'Message timestamp too new': 'too_new',
    'No matching signature found': 'no_match',
  }
  let refusal: unknown
  for (const each of secrets) {
    try {
      return new Webhook(each).verify(received, headers)
    } catch (error) {
      refusal = error instanceof Error ? words[error.message] : error
    }
  }
  return refusal
}
