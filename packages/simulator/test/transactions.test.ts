import { describe, expect, test } from 'vitest'
import { type Client, HEADERS, recordAt, records, startClient } from './started-simulator.ts'

const SEARCH = '/payments/transactions'

async function pay(client: Client, session: string, more = {}) {
  return recordAt(
    await client.control('/_sim/checkout', { session_id: session, outcome: 'pay', ...more }),
    'transaction',
  )
}

async function statusOf(client: Client, id: unknown): Promise<unknown> {
  return recordAt((await client.get(`${SEARCH}/${id}`)).json, 'transaction').status
}

describe('a buy transaction', () => {
  test('does not exist until the page is submitted, then goes PENDING, SETTLING, SETTLED on the clock', async () => {
    const client = await startClient()
    const session = await client.openSession({}, { externalSessionId: 'x-1' })
    const before = await client.get(`${SEARCH}/sessions/${session.id}`)
    expect([before.status, before.json.code]).toEqual([
      404,
      'TRANSACTION_FETCH_BY_SESSION_NOT_YET_CREATED_WITH_PROVIDER',
    ])
    const transaction = await pay(client, 'x-1')
    expect(transaction).toMatchObject({ status: 'PENDING', destinationAmount: null, externalSessionId: 'x-1' })
    await client.control('/_sim/clock', { advance_seconds: 5 })
    expect(await statusOf(client, transaction.id)).toBe('SETTLING')
    await client.control('/_sim/clock', { advance_seconds: 10 })
    const { json } = await client.get(`${SEARCH}/sessions/${session.id}`)
    const settled = recordAt(json, 'transaction')
    expect(settled.status).toBe('SETTLED')
    expect(settled.destinationAmount).toBeGreaterThan(180)
    expect(settled.createdAt).toMatch(/^2026-08-14T09:00:00/)
    expect(settled.updatedAt).toMatch(/^2026-08-14T09:00:15/)
    expect(recordAt(settled, 'cryptoDetails')).toMatchObject({ chainId: '8453' })
    expect(recordAt(settled, 'cryptoDetails').blockchainTransactionId).toMatch(/^0x[0-9a-f]{64}$/)
  })

  test.each([
    ['fail', 'FAILED'],
    ['refund', 'REFUNDED'],
    ['error', 'SETTLED'],
    ['two_fa', 'SETTLED'],
    ['stay', 'PENDING'],
  ])('told to %s ends %s', async (fate, status) => {
    const client = await startClient()
    const session = await client.openSession()
    const transaction = await pay(client, String(session.id), { fate })
    await client.control('/_sim/clock', { advance_seconds: 3600 })
    expect(await statusOf(client, transaction.id)).toBe(status)
  })

  test('declined or cancelled ends there, and the buyer may try again; a paid session may not', async () => {
    const client = await startClient()
    const session_id = (await client.openSession()).id
    const act = (outcome: string) => client.post('/_sim/checkout', { session_id, outcome }, {})
    expect(recordAt((await act('decline')).json, 'transaction').status).toBe('DECLINED')
    expect(recordAt((await act('cancel')).json, 'transaction').status).toBe('CANCELLED')
    expect(recordAt((await act('pay')).json, 'transaction').status).toBe('PENDING')
    const again = await act('pay')
    expect([again.status, again.json.code]).toEqual([409, 'CONFLICT'])
  })

  test('is not made by walking away', async () => {
    const client = await startClient()
    const session = await client.openSession()
    const answer = await client.control('/_sim/checkout', { session_id: session.id, outcome: 'abandon' })
    expect(answer.transaction).toBeNull()
    expect((await client.get(SEARCH)).json.totalCount).toBe(0)
  })

  test('takes another amount unless the session locks it', async () => {
    const client = await startClient()
    const open = await client.openSession()
    expect((await pay(client, String(open.id), { amount: '120.5' })).sourceAmount).toBe(120.5)
    const locked = await client.openSession({ lockFields: ['sourceAmount'] })
    const body = { session_id: locked.id, outcome: 'pay', amount: '120.5' }
    expect((await client.post('/_sim/checkout', body, {})).json.code).toBe('INVALID_AMOUNT')
  })

  test('cannot be read by session at a provider that does not support it', async () => {
    const client = await startClient()
    const session = await client.openSession({ serviceProvider: 'STRIPE', countryCode: 'DE' })
    await pay(client, String(session.id))
    const { status, json } = await client.get(`${SEARCH}/sessions/${session.id}`)
    expect([status, json.code]).toEqual([404, 'TRANSACTION_FETCH_BY_SESSION_PROVIDER_UNSUPPORTED'])
  })

  test('is hidden from another account', async () => {
    const client = await startClient()
    const session = await client.openSession()
    const { id } = await pay(client, String(session.id))
    const other = { ...HEADERS, authorization: 'BASIC other-key' }
    expect((await client.get(`${SEARCH}/${id}`, other)).status).toBe(404)
    expect((await client.get(`${SEARCH}/sessions/${session.id}`, other)).json.code).toBe('NOT_FOUND')
    expect((await client.get(SEARCH, other)).json.totalCount).toBe(0)
  })
})

describe('a sell transaction', () => {
  async function sell(client: Client) {
    const legs = { sourceCurrencyCode: 'USDC_BASE', destinationCurrencyCode: 'EUR', sourceAmount: '150' }
    return client.openSession(
      { ...legs, redirectFlow: true, redirectUrl: 'https://app.test/back' },
      { sessionType: 'SELL' },
    )
  }

  test('waits with its deposit address for as long as the crypto does not arrive', async () => {
    const client = await startClient()
    const session = await sell(client)
    const transaction = await pay(client, String(session.id))
    await client.control('/_sim/clock', { advance_seconds: 86_400 })
    const { json } = await client.get(`${SEARCH}/sessions/${session.id}`)
    const waiting = recordAt(json, 'transaction')
    expect(waiting.status).toBe('PENDING')
    const details = recordAt(waiting, 'cryptoDetails')
    expect(details.destinationWalletAddress).toMatch(/^0x[0-9a-f]{40}$/)
    expect(details.destinationWalletAddress).not.toBe(details.sessionWalletAddress)
    await client.control('/_sim/checkout', { session_id: session.id, outcome: 'crypto_arrived' })
    await client.control('/_sim/clock', { advance_seconds: 60 })
    expect(await statusOf(client, transaction.id)).toBe('SETTLED')
  })

  test('names the deposit address differently before 2025-03-04', async () => {
    const client = await startClient()
    const session = await sell(client)
    const { id } = await pay(client, String(session.id))
    const { json } = await client.get(`${SEARCH}/${id}`, { ...HEADERS, 'meld-version': '2025-03-03' })
    const details = recordAt(recordAt(json, 'transaction'), 'cryptoDetails')
    expect(details.offrampDestinationWalletAddress).toMatch(/^0x/)
    expect(details).not.toHaveProperty('destinationWalletAddress')
    expect(details).toHaveProperty('walletAddress')
  })
})

describe('the transaction search', () => {
  test('takes plural filters only and says which ones', async () => {
    const { get } = await startClient()
    for (const name of ['externalSessionId', 'sessionId', 'offset']) {
      const { status, json } = await get(`${SEARCH}?${name}=1`)
      expect([status, json.code, json.errors]).toEqual([400, 'INVALID_QUERY_PARAMETER', [`[${name}] is invalid`]])
      expect(json.message).toContain('externalSessionIds')
    }
    expect((await get(`${SEARCH}?customerIds=a&externalCustomerIds=b`)).json.code).toBe('BAD_REQUEST')
    expect((await get(`${SEARCH}?limit=101`)).status).toBe(400)
    expect((await get(`${SEARCH}?amountFrom=lots`)).json.code).toBe('INVALID_QUERY_PARAMETER')
  })

  test('pages newest first with a cursor until nothing remains', async () => {
    const client = await startClient()
    for (let i = 0; i < 5; i++) {
      await client.openSession({}, { externalSessionId: `x-${i}` })
      await pay(client, `x-${i}`)
    }
    const seen: unknown[] = []
    let after = ''
    let remaining: unknown
    while (remaining !== 0) {
      const { json } = await client.get(`${SEARCH}?limit=2${after}`)
      expect(json.totalCount).toBe(5)
      for (const transaction of records(json.transactions)) {
        seen.push(transaction.externalSessionId)
        after = `&after=${transaction.key}`
      }
      remaining = json.remaining
    }
    expect(seen).toEqual(['x-4', 'x-3', 'x-2', 'x-1', 'x-0'])
    const { json } = await client.get(`${SEARCH}?externalSessionIds=x-1,x-3&statuses=PENDING`)
    expect(records(json.transactions).map((item) => item.externalSessionId)).toEqual(['x-3', 'x-1'])
  })
})

describe('a customer', () => {
  test('is made once per external id and can be changed and found', async () => {
    const { post, send, get } = await startClient()
    const body = { externalId: 'cu-1', email: 'a@example.test', name: { firstName: 'Ada', lastName: 'L' } }
    const first = await post('/accounts/customers', body)
    expect([first.status, first.json.externalId, first.json.email]).toEqual([200, 'cu-1', 'a@example.test'])
    expect((await post('/accounts/customers', body)).json.id).toBe(first.json.id)
    await send('PATCH', `/accounts/customers/${first.json.id}`, { phone: '+15550100' })
    const { json } = await get('/accounts/customers?externalCustomerId=cu-1')
    expect(json).toMatchObject({ count: 1, remaining: 0 })
    expect(records(json.customers)[0]).toMatchObject({ id: first.json.id, phone: '+15550100', status: 'ACTIVE' })
  })

  test('with an imported KYC token is approved on the clock and may then bypass KYC', async () => {
    const client = await startClient()
    const { json } = await client.post('/accounts/customers', { externalId: 'cu-1' })
    const path = `/accounts/customers/${json.id}/kyc/initiate`
    const bypass = () =>
      client.post('/crypto/session/widget', {
        sessionType: 'BUY',
        customerId: json.id,
        bypassKyc: true,
        sessionData: {
          countryCode: 'US',
          serviceProvider: 'TRANSAK',
          sourceCurrencyCode: 'USD',
          destinationCurrencyCode: 'ETH',
          sourceAmount: '100',
          walletAddress: '0x1',
        },
      })
    const token = { serviceProvider: 'SUMSUB', mode: 'TOKEN_IMPORT', serviceProviderDetails: { kycToken: 't' } }
    expect((await client.post(path, token)).json).toMatchObject({ customerId: json.id, status: 'PENDING' })
    expect((await client.post(path, token)).status).toBe(409)
    expect((await bypass()).json.code).toBe('CUSTOMER_KYC_NOT_APPROVED')
    await client.control('/_sim/clock', { advance_seconds: 60 })
    expect((await bypass()).status).toBe(200)
  })
})
