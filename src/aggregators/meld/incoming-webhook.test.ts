import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeSecret } from '../../domain/secret.ts'
import type { SignatureInput } from '../aggregator.ts'
import { readWebhook, verifyWebhook } from './incoming-webhook.ts'

const secret = makeSecret('42m4NMLS34WQ6BbMfo1KFKqMv4hy')
const url = 'https://example.meld.io/webhooks'
/** As Meld's documentation publishes it. */
const published: SignatureInput = {
  secrets: [secret],
  urls: [url],
  timestampHeader: '2022-05-26T20:25:17.682818Z',
  signatureHeader: 'O4bN5E0U9s88l2DFc0kjt-0w3LLA3Zkv8hXhafc22Hg=',
  body: Buffer.from(
    '{"eventType":"WEBHOOK_TEST","eventId":"GDtv8pQgwzc9HuFFBQFrww","timestamp":"2022-05-26T20:23:45.908400Z","accountId":"W9jpQc1HKvwscqMPcLmzUS","profileId":null,"version":"2021-10-27","payload":{"requestId":"7aWW1GXTjWCCtNubzvVX7V"}}',
  ),
  now: Date.parse('2022-05-26T20:25:18Z'),
}
const signedAtMs = Date.parse('2022-05-26T20:25:17.682Z')

function sign(timestamp: string, key = secret): string {
  const text = Buffer.concat([Buffer.from(`${timestamp}.${url}.`), published.body])
  const digest = createHmac('sha256', key.reveal()).update(text).digest('base64url')
  return digest.padEnd(44, '=')
}

function refusal(changes: Partial<SignatureInput>): string {
  const verdict = verifyWebhook({ ...published, ...changes })
  return verdict.kind === 'refused' ? verdict.reason : verdict.kind
}

describe('a signature', () => {
  test('of the published vector is right', () => {
    expect(verifyWebhook(published)).toEqual({ kind: 'verified', secret })
  })

  test('is over the bytes, the address, the timestamp and the secret: a change of any is refused', () => {
    const spaced = Buffer.from(JSON.stringify(JSON.parse(published.body.toString()), null, 1))
    expect(refusal({ body: spaced })).toBe('wrong_signature')
    expect(refusal({ urls: ['https://example.meld.io/webhooks/'] })).toBe('wrong_signature')
    expect(refusal({ urls: ['http://example.meld.io/webhooks'] })).toBe('wrong_signature')
    expect(refusal({ timestampHeader: '2022-05-26T20:25:17.682819Z' })).toBe('wrong_signature')
    expect(refusal({ secrets: [makeSecret('another')] })).toBe('wrong_signature')
    expect(refusal({ secrets: [] })).toBe('wrong_signature')
  })

  test('may be of any secret and any address that is ours', () => {
    const secrets = [makeSecret('old'), secret]
    const verdict = verifyWebhook({ ...published, secrets, urls: ['http://inner/', ...published.urls] })
    expect(verdict).toEqual({ kind: 'verified', secret })
  })

  test.each([
    'O4bN5E0U9s88l2DFc0kjt-0w3LLA3Zkv8hXhafc22Hg',
    'O4bN5E0U9s88l2DFc0kjt+0w3LLA3Zkv8hXhafc22Hg=',
    'O4bN5E0U9s88l2DFc0kjt-0w3LLA3Zkv8hXhafc22HG=',
    '',
    'é'.repeat(44),
  ])('in another form is refused: %s', (signatureHeader) => {
    expect(refusal({ signatureHeader })).toBe('wrong_signature')
  })
})

describe('a timestamp', () => {
  test.each([
    ['epoch seconds', '1653596717'],
    ['epoch milliseconds', '1653596717682'],
    ['ISO 8601 without decimals', '2022-05-26T20:25:17Z'],
    ['ISO 8601 of another zone', '2022-05-26T22:25:17.682818+02:00'],
  ])('may be in %s', (_form, timestampHeader) => {
    expect(refusal({ timestampHeader, signatureHeader: sign(timestampHeader) })).toBe('verified')
  })

  test.each([
    '',
    'now',
    '-1653596717',
    '1653596717.5',
    '16535967170000',
    '2022-05-26',
    'Thu, 26 May 2022 20:25:17 GMT',
    '2022-13-26T20:25:17Z',
  ])('in another form is refused, however well signed: %s', (timestampHeader) => {
    expect(refusal({ timestampHeader, signatureHeader: sign(timestampHeader) })).toBe('malformed_timestamp')
  })

  test('is good for 300 seconds either way', () => {
    expect(refusal({ now: signedAtMs + 300_000 })).toBe('verified')
    expect(refusal({ now: signedAtMs - 300_000 })).toBe('verified')
    expect(refusal({ now: signedAtMs + 300_001 })).toBe('stale')
    expect(refusal({ now: signedAtMs - 300_001 })).toBe('stale')
  })

  test('is judged before anything is hashed', () => {
    const untouched = {
      reveal: () => {
        throw new Error('hashed')
      },
    }
    expect(refusal({ secrets: [untouched], now: signedAtMs + 400_000 })).toBe('stale')
    expect(refusal({ secrets: [untouched], timestampHeader: 'x' })).toBe('malformed_timestamp')
    expect(refusal({ secrets: [untouched], signatureHeader: undefined })).toBe('missing')
    expect(() => refusal({ secrets: [untouched] })).toThrow('hashed')
  })
})

test('whatever the headers hold, nothing but the right signature passes and nothing throws', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (timestampHeader, signatureHeader) => {
      expect(refusal({ timestampHeader, signatureHeader })).not.toBe('verified')
    }),
  )
})

function read(body: unknown) {
  return readWebhook(Buffer.from(JSON.stringify(body)))
}

/** After Meld's sample of a completed purchase. */
const sample = {
  eventType: 'TRANSACTION_CRYPTO_COMPLETE',
  eventId: '4cpRbNMyteKPzivtZ2RT4o',
  timestamp: '2022-02-24T16:36:41.717262Z',
  accountId: 'W2aRZnYGPwhBWB94iFsZus',
  version: '2023-01-30',
  payload: {
    requestId: 'f07f1accb7404aec9bd9a5d64975eed1',
    paymentTransactionId: 'W9k9Tg12BFk1i68WpQYQY8',
    customerId: 'W9k9TfNSJRZ6rDBe95bUA2',
    sessionId: 'WeQBQxGxq3AyHdcaoUDoAJ',
    externalCustomerId: 'customer_1234443',
    externalSessionId: 'march2423_1234323',
    paymentTransactionStatus: 'SETTLED',
  },
}

describe('a body', () => {
  test('is read with all that it names', () => {
    expect(read(sample)).toEqual({
      kind: 'webhook',
      webhook: {
        eventId: '4cpRbNMyteKPzivtZ2RT4o',
        eventType: 'TRANSACTION_CRYPTO_COMPLETE',
        kind: 'transaction',
        occurredAt: '2022-02-24T16:36:41.717262Z',
        transactionId: 'W9k9Tg12BFk1i68WpQYQY8',
        meldStatus: 'SETTLED',
        externalSessionId: 'march2423_1234323',
        upstreamSessionId: 'WeQBQxGxq3AyHdcaoUDoAJ',
        customerId: 'W9k9TfNSJRZ6rDBe95bUA2',
        externalCustomerId: 'customer_1234443',
        kycStatus: null,
      },
    })
  })

  test.each([
    ['TRANSACTION_CRYPTO_PENDING', 'transaction'],
    ['TRANSACTION_CRYPTO_SOMETHING_NEW', 'transaction'],
    ['CUSTOMER_KYC_STATUS_CHANGE', 'kyc'],
    ['WEBHOOK_TEST', 'test'],
    ['TEST', 'test'],
    ['TRANSACTION_FIAT_CREATED', 'other'],
    ['BANK_LINKING_COMPLETED', 'other'],
  ])('of type %s is about: %s', (eventType, kind) => {
    expect(read({ ...sample, eventType })).toMatchObject({ webhook: { kind } })
  })

  test.each([['status'], ['paymentTransactionStatus']])('tells of an identity check in %s', (name) => {
    const body = {
      ...sample,
      eventType: 'CUSTOMER_KYC_STATUS_CHANGE',
      payload: { customerId: 'c', [name]: 'APPROVED' },
    }
    expect(read(body)).toMatchObject({ webhook: { kycStatus: 'APPROVED', meldStatus: null, customerId: 'c' } })
  })

  test('may lack everything but its id and type, and hold nonsense in the rest', () => {
    for (const payload of [undefined, null, 7, [], { paymentTransactionId: 9, sessionId: '', customerId: 'a\0b' }]) {
      const found = read({ eventType: 'TRANSACTION_CRYPTO_PENDING', eventId: 'e', timestamp: 5, payload })
      expect(found).toMatchObject({
        webhook: { eventId: 'e', transactionId: null, customerId: null, occurredAt: null },
      })
    }
  })

  test.each([
    ['', 'not JSON'],
    ['', '[]'],
    ['', 'null'],
    ['', ''],
    ['/eventId', '{"eventType":"TEST"}'],
    ['/eventId', '{"eventType":"TEST","eventId":7}'],
    ['/eventId', `{"eventType":"TEST","eventId":"${'x'.repeat(201)}"}`],
    ['/eventType', '{"eventId":"e","eventType":"\\u0000"}'],
  ])('that cannot be read says where: %s in %s', (pointer, text) => {
    expect(readWebhook(Buffer.from(text))).toMatchObject({ kind: 'unreadable', pointer })
  })
})
