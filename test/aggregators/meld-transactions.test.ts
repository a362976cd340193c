import { startSimulator } from '@rampway/simulator'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Aggregator, SearchOutcome, UpstreamTrade } from '../../src/aggregators/aggregator.ts'
import type { MeldEvent } from '../../src/aggregators/meld/events.ts'
import { createMeld } from '../../src/aggregators/meld/meld.ts'
import { createOutbound } from '../../src/outbound/request.ts'
import { type CannedUpstream, startCannedUpstream } from './canned-upstream.ts'
import { freshSessionId, sampleAccount, sampleBuy, sampleSell, sampleUser, sampleWidget } from './meld-samples.ts'

const outbound = createOutbound()
const events: MeldEvent[] = []
let simulator: Awaited<ReturnType<typeof startSimulator>>
let canned: CannedUpstream
let account: ReturnType<typeof sampleAccount>
let cannedAccount: ReturnType<typeof sampleAccount>
let meld: Aggregator
let customerId: string

beforeAll(async () => {
  simulator = await startSimulator({ port: 0 })
  canned = await startCannedUpstream()
  account = sampleAccount(simulator.url)
  cannedAccount = sampleAccount(canned.url)
  meld = createMeld({ send: outbound.send, now: Date.now, log: (event) => events.push(event) })
  const created = await meld.createCustomer(account, sampleUser('alice'), 8_000)
  if (created.kind !== 'customer') throw new Error(created.reason)
  customerId = created.customerId
})
beforeEach(async () => {
  events.length = 0
  await control('/reset', {})
})
afterAll(async () => {
  await outbound.close()
  await simulator.close()
  await canned.close()
})

async function control(path: string, body: unknown): Promise<unknown> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${simulator.url}/_sim${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

/** Opens a widget and acts as its buyer. */
async function trade(trade: UpstreamTrade, act?: Record<string, string>) {
  const quotedPaymentMethod = trade.direction === 'buy' ? 'CREDIT_DEBIT_CARD' : 'ACH'
  const request = { ...sampleWidget(trade, customerId), quotedPaymentMethod }
  const opened = await meld.openWidget(account, request)
  if (opened.kind !== 'opened') throw new Error(JSON.stringify(opened))
  if (act !== undefined) await control('/checkout', { session_id: opened.upstreamSessionId, ...act })
  return { externalSessionId: request.externalSessionId, upstreamSessionId: opened.upstreamSessionId }
}

function pageOf(outcome: SearchOutcome) {
  if (outcome.kind !== 'page') throw new Error(JSON.stringify(outcome))
  return outcome
}

async function only(externalSessionId: ReturnType<typeof freshSessionId>) {
  const found = await meld.searchTransactions(account, { kind: 'by_external_session', ids: [externalSessionId] })
  const [transaction, ...others] = pageOf(found).transactions
  if (transaction === undefined || others.length > 0) throw new Error('not exactly one transaction')
  return transaction
}

describe('a transaction at Meld', () => {
  it('is read whole: exact amounts and fees, times as text and instant, session, customer, no address of a buyer', async () => {
    const { externalSessionId, upstreamSessionId } = await trade(sampleBuy, { outcome: 'pay' })
    const transaction = await only(externalSessionId)
    expect(transaction).toMatchObject({
      meldStatus: 'PENDING',
      transactionType: 'CRYPTO_PURCHASE',
      sourceAmount: '250',
      sourceCurrencyCode: 'USD',
      destinationAmount: null,
      destinationCurrencyCode: 'USDC_BASE',
      serviceProvider: 'TRANSAK',
      customerId,
      externalCustomerId: sampleUser('alice'),
      upstreamSessionId,
      externalSessionId,
      serviceTransactionId: expect.stringMatching(/./),
      transactionHash: null,
      depositAddress: null,
      failureReason: null,
    })
    expect(transaction.fees.total).toMatch(/^\d+(\.\d+)?$/)
    expect(transaction.createdAtText).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
    expect(new Date(transaction.createdAt).toISOString().slice(0, 23)).toBe(transaction.createdAtText?.slice(0, 23))
  })

  it('is the same by its id, by its session and by its time', async () => {
    const { externalSessionId, upstreamSessionId } = await trade(sampleBuy, { outcome: 'pay', fate: 'stay' })
    const transaction = await only(externalSessionId)
    const found = { kind: 'found', transaction: { ...transaction, askedAt: expect.any(Number) } }
    expect(await meld.fetchTransaction(account, transaction.id)).toEqual(found)
    expect(await meld.fetchBySession(account, upstreamSessionId)).toEqual(found)
    const { createdAt } = transaction
    const window = { kind: 'by_time', from: createdAt - 1, to: createdAt + 1, after: null } as const
    expect(pageOf(await meld.searchTransactions(account, window)).transactions).toContainEqual(found.transaction)
    const before = { ...window, from: createdAt - 9_000_000, to: createdAt - 5_000_000 }
    expect(pageOf(await meld.searchTransactions(account, before)).transactions).toEqual([])
    const mine = await meld.searchTransactions(account, { kind: 'by_customer', customerIds: [customerId] })
    expect(pageOf(mine).transactions).toContainEqual(found.transaction)
  })

  it('of a sell tells where the crypto goes, and of a buy never the buyer’s own wallet', async () => {
    const { externalSessionId } = await trade(sampleSell, { outcome: 'pay' })
    const { depositAddress, transactionType } = await only(externalSessionId)
    expect(transactionType).toBe('CRYPTO_SELL')
    expect(depositAddress).toMatch(/^0x[0-9a-f]{40}$/)
  })

  it('that went wrong tells why, in the provider’s words', async () => {
    const { externalSessionId } = await trade(sampleBuy, { outcome: 'decline' })
    expect(await only(externalSessionId)).toMatchObject({
      meldStatus: 'DECLINED',
      failureReason: 'The issuer declined the payment',
    })
  })

  it('is not found by an unknown id, before there is one, and at a provider that cannot be asked by session', async () => {
    expect(await meld.fetchTransaction(account, 'WnoSuchTransaction0000')).toEqual({ kind: 'not_found' })
    const { upstreamSessionId } = await trade(sampleBuy)
    expect(await meld.fetchBySession(account, upstreamSessionId)).toEqual({ kind: 'not_found' })
    canned.answer('/payments/transactions/sessions/Wother', {
      status: 404,
      body: { code: 'TRANSACTION_FETCH_BY_SESSION_PROVIDER_UNSUPPORTED', message: 'not supported' },
    })
    expect(await meld.fetchBySession(cannedAccount, 'Wother')).toEqual({ kind: 'not_found' })
  })

  it('cannot be told while Meld is down, and a wrong key is the operator’s', async () => {
    await control('/faults', { kind: 'status', status: 500, path: '/payments/transactions', times: 1 })
    expect(await meld.fetchTransaction(account, 'WnoSuchTransaction0000')).toMatchObject({ kind: 'unavailable' })
    canned.answer('/payments/transactions/W1', {
      status: 401,
      body: { code: 'UNAUTHORIZED', message: 'Access denied' },
    })
    expect(await meld.fetchTransaction(cannedAccount, 'W1')).toEqual({ kind: 'misconfigured', reason: 'UNAUTHORIZED' })
    const nowhere = sampleAccount('http://127.0.0.1:1')
    expect(await meld.fetchTransaction(nowhere, 'W1')).toMatchObject({ kind: 'unavailable' })
  })
})

describe('a search', () => {
  it('longer than a page is read on to its end', async () => {
    // Meld's largest page holds more than a test should make: the canned Meld pages by two.
    canned.answer('/payments/transactions', ({ query }) => {
      const after = query.get('after')
      const items = after === null ? [item('W1'), item('W2')] : [item('W3')]
      return { status: 200, body: { count: 2, remaining: after === null ? 1 : 0, transactions: items } }
    })
    const search = { kind: 'by_time', from: 0, to: 86_400_000, after: null } as const
    const first = pageOf(await meld.searchTransactions(cannedAccount, search))
    expect(first.transactions.map(({ id }) => id)).toEqual(['W1', 'W2'])
    expect(first.next).toBe('key of W2')
    const second = pageOf(await meld.searchTransactions(cannedAccount, { ...search, after: first.next }))
    expect(second).toMatchObject({ next: null, transactions: [{ id: 'W3' }] })
    const call = canned.seen.at(-1)
    expect(Object.fromEntries(call?.query ?? [])).toEqual({
      from: '1970-01-01T00:00:00',
      to: '1970-01-02T00:00:00',
      limit: '100',
      after: 'key of W2',
    })
  })

  it('finds none where Meld knows none, and never says so when it fails', async () => {
    const search = { kind: 'by_external_session', ids: [freshSessionId()] } as const
    canned.answer('/payments/transactions', { status: 404, body: { code: 'NOT_FOUND', message: 'Resource not found' } })
    expect(pageOf(await meld.searchTransactions(cannedAccount, search)).transactions).toEqual([])
    for (const fault of [{ kind: 'reset' }, { kind: 'malformed' }, { kind: 'status', status: 500 }]) {
      await control('/faults', { ...fault, path: '/payments/transactions' })
      expect(await meld.searchTransactions(account, search)).toMatchObject({ kind: 'unavailable' })
      await control('/reset', {})
    }
  })

  it('by several sessions finds each, and its parameters are those that Meld accepts', async () => {
    const ids = [await trade(sampleBuy, { outcome: 'pay' }), await trade(sampleSell, { outcome: 'pay' })].map(
      ({ externalSessionId }) => externalSessionId,
    )
    const found = await meld.searchTransactions(account, {
      kind: 'by_external_session',
      ids: [...ids, freshSessionId()],
    })
    expect(new Set(pageOf(found).transactions.map((one) => one.externalSessionId))).toEqual(new Set(ids))
  })

  it('leaves out what is no transaction, counts it, and keeps the rest', async () => {
    const broken = [null, 7, 'W', {}, { ...item('W1'), id: '../admin' }, { ...item('W1'), status: null }]
    canned.answer('/payments/transactions', {
      status: 200,
      body: { count: 7, remaining: 0, transactions: [...broken, item('W9')] },
    })
    const page = pageOf(await meld.searchTransactions(cannedAccount, { kind: 'by_customer', customerIds: ['W'] }))
    expect(page).toMatchObject({ unreadable: 6, next: null, transactions: [{ id: 'W9' }] })
    expect(events).toContainEqual({ event: 'transactions_unreadable', count: 6 })
  })

  it('whose reply is no page, or cannot be read on, is unavailable', async () => {
    const search = { kind: 'by_customer', customerIds: ['W'] } as const
    for (const body of ['<html>', '[]', { transactions: null }, { remaining: 5, transactions: [] }]) {
      canned.answer('/payments/transactions', { status: 200, body })
      expect(await meld.searchTransactions(cannedAccount, search)).toMatchObject({ reason: 'unreadable_reply' })
    }
  })
})

describe('an old or odd record', () => {
  async function read(body: Record<string, unknown> | string) {
    canned.answer('/payments/transactions/W1', {
      status: 200,
      body: typeof body === 'string' ? body : { transaction: { ...item('W1'), ...body } },
    })
    const found = await meld.fetchTransaction(cannedAccount, 'W1')
    if (found.kind !== 'found') throw new Error(JSON.stringify(found))
    return found.transaction
  }

  it('in the field names before 2025-03-04 says the same', async () => {
    const older = await read({
      transactionType: 'CRYPTO_SELL',
      cryptoPurchaseDetails: {
        walletAddress: '0x1',
        offrampDestinationWalletAddress: '0xdeposit',
        blockchainTransactionId: '0xhash',
        totalFee: 1.5,
        networkFee: null,
      },
    })
    expect(older).toMatchObject({ depositAddress: '0xdeposit', transactionHash: '0xhash', fees: { total: '1.5' } })
    const newer = await read({
      transactionType: 'CRYPTO_SELL',
      cryptoDetails: { destinationWalletAddress: '0xnew', offrampDestinationWalletAddress: '0xold' },
    })
    expect(newer.depositAddress).toBe('0xnew')
  })

  it.each([
    ['crypto_sell', 'USDC_BASE', '0xpaid'],
    [null, 'USDC_BASE', '0xpaid'],
    [null, 'USD', null],
    [null, null, null],
    ['CRYPTO_PURCHASE', 'USDC_BASE', null],
  ])('of type %j that pays %j tells a deposit address only where it is a sale', async (type, paid, expected) => {
    const { depositAddress } = await read({
      transactionType: type,
      sourceCurrencyCode: paid,
      cryptoDetails: { destinationWalletAddress: '0xpaid' },
    })
    expect(depositAddress).toBe(expected)
  })

  it('keeps every digit of its amounts, and null stays null', async () => {
    const text = JSON.stringify({ transaction: item('W1') }).replace(
      '"sourceAmount":null',
      '"sourceAmount":0.123456789012345678,"destinationAmount":1E-7',
    )
    expect(await read(text)).toMatchObject({ sourceAmount: '0.123456789012345678', destinationAmount: '0.0000001' })
    expect(await read({})).toMatchObject({ sourceAmount: null, serviceProvider: null, paymentMethodType: null })
  })

  const asked = Date.UTC(2026, 10, 26, 12)
  const moment = Date.UTC(2026, 10, 26, 10, 0, 0, 123)
  const second = moment - 123

  it.each<[unknown, number, string | null]>([
    ['2026-11-26T10:00:00.123Z', moment, '2026-11-26T10:00:00.123Z'],
    ['2026-11-26T10:00:00.123456', moment, '2026-11-26T10:00:00.123456'],
    ['2026-11-26T10:00:00.123456789012Z', moment, '2026-11-26T10:00:00.123456789012Z'],
    ['2026-11-26T12:00:00.123+02:00', moment, '2026-11-26T12:00:00.123+02:00'],
    ['2026-11-26T12:00:00+0200', second, '2026-11-26T12:00:00+0200'],
    ['2026-11-26T10:00Z', second, '2026-11-26T10:00Z'],
    ['2026-11-26 10:00:00', second, '2026-11-26T10:00:00Z'],
    ['2026-11-26 12:00:00.123 +02', moment, '2026-11-26T10:00:00.123Z'],
    ['2026-11-26 10:00:00 UTC', second, '2026-11-26T10:00:00Z'],
    ['2026-11-26T10:00:00,123z', moment, '2026-11-26T10:00:00.123Z'],
    ['2026-11-26T10:00:00.123Z[UTC]', moment, '2026-11-26T10:00:00.123Z'],
    ['2026-11-26T11:00:00+01:00[Europe/Paris]', second, '2026-11-26T10:00:00Z'],
    ['2026-11-26T10:00:00[UTC]', second, '2026-11-26T10:00:00Z'],
    [1795687200, second, '2026-11-26T10:00:00Z'],
    ['1795687200', second, '2026-11-26T10:00:00Z'],
    [1795687200.123, moment, '2026-11-26T10:00:00.123Z'],
    [1795687200123, moment, '2026-11-26T10:00:00.123Z'],
    [1795687200123456, moment, '2026-11-26T10:00:00.123Z'],
    // It had happened by the time of the check, whatever another clock says: the text is shown, and the check counts.
    ['2099-01-01T00:00:00Z', asked, '2099-01-01T00:00:00Z'],
    ['2026-11-26T12:02:00Z', asked, '2026-11-26T12:02:00Z'],
    ['2026-11-26T12:00:02Z', asked, '2026-11-26T12:00:02Z'],
    ...[null, '', 'yesterday', 0, -1, 42, true, {}, [2026, 11, 26, 10, 0], '2026-13-26T10:00:00Z', '2026-11-26'].map(
      (unreadable): [unknown, number, null] => [unreadable, asked, null],
    ),
    ['0001-01-01T00:00:00Z', asked, null],
    ['1970-01-01T00:00:00Z', asked, null],
    ['2026-11-26T11:00:00[Europe/Paris]', asked, null],
  ])('stamped %j has its moment or that of the check, and is kept', async (timestamp, at, text) => {
    const at12 = createMeld({ send: outbound.send, now: () => asked })
    canned.answer('/payments/transactions/W1', {
      status: 200,
      body: { transaction: { ...item('W1'), createdAt: timestamp, updatedAt: timestamp } },
    })
    const times = { createdAt: at, createdAtText: text, updatedAt: at, updatedAtText: text, askedAt: asked }
    expect(await at12.fetchTransaction(cannedAccount, 'W1')).toMatchObject({ kind: 'found', transaction: times })
  })

  it('without a creation takes its place by the change, and without a change counts as of the check', async () => {
    const changed = await read({ createdAt: null, updatedAt: '2026-08-14T09:41:22.482+02:00' })
    expect(changed).toMatchObject({ createdAt: Date.UTC(2026, 7, 14, 7, 41, 22, 482), createdAtText: null })
    const created = await read({ createdAt: '2026-02-24T16:36:41.717262', updatedAt: null })
    expect(created).toMatchObject({ createdAt: Date.UTC(2026, 1, 24, 16, 36, 41, 717), updatedAtText: null })
    expect(created.updatedAt).toBe(created.askedAt)
    const undated = { ...item('W1'), createdAt: 'yesterday', updatedAt: null }
    canned.answer('/payments/transactions', { status: 200, body: { remaining: 0, transactions: [undated] } })
    const page = pageOf(await meld.searchTransactions(cannedAccount, { kind: 'by_customer', customerIds: ['W'] }))
    expect(page).toMatchObject({ unreadable: 0, transactions: [{ id: 'W1', createdAtText: null }] })
  })

  it('of a status in another case has the same status', async () => {
    expect(await read({ status: 'settled' })).toMatchObject({ meldStatus: 'SETTLED' })
    const failed = await read({ status: 'Authorization-Expired', serviceProviderDetails: { message: 'too late' } })
    expect(failed).toMatchObject({ meldStatus: 'AUTHORIZATION_EXPIRED', failureReason: 'too late' })
    expect(await read({ status: 'On a holiday' })).toMatchObject({ meldStatus: 'On a holiday' })
  })

  it('gives a reason for a failure only, in one bounded line without addresses or control characters', async () => {
    const message = `Card\u0000declined\nfor 0x52908400098527886E0F7030069857D2E4169EE7 ${'x'.repeat(900)}`
    const failed = await read({ status: 'FAILED', serviceProviderDetails: { details: { message } } })
    expect(failed.failureReason).toMatch(/^Card declined for … x+…$/)
    expect(failed.failureReason?.length).toBeLessThanOrEqual(300)
    expect((await read({ status: 'ERROR', serviceProviderDetails: { code: 'E42' } })).failureReason).toBe('E42')
    expect((await read({ status: 'SETTLED', serviceProviderDetails: { message } })).failureReason).toBeNull()
    expect((await read({ status: 'FAILED', serviceProviderDetails: 'no' })).failureReason).toBeNull()
  })

  it('of another id than the one asked for is no answer', async () => {
    canned.answer('/payments/transactions/W2', { status: 200, body: { transaction: item('W1') } })
    expect(await meld.fetchTransaction(cannedAccount, 'W2')).toMatchObject({ reason: 'unreadable_reply' })
  })
})

describe('a code of Meld’s', () => {
  it('leads back to the asset of the registry, and a code of nothing there to none', async () => {
    const described = async (code: string) => {
      const outcome = await meld.describeAsset(account, code)
      if (outcome.kind !== 'described') throw new Error(JSON.stringify(outcome))
      return outcome.asset && `${outcome.asset.symbol}@${outcome.asset.chainId}`
    }
    expect(await described('USDC_BASE')).toBe('USDC@8453')
    expect(await described('AVAXC')).toBe('AVAX@43114')
    expect(await described('ETH')).toBe('ETH@1')
    expect(await described('BTC')).toBeNull()
    expect(await described('NO_SUCH')).toBeNull()
  })

  it('cannot be told while no list of currencies can be had', async () => {
    const nowhere = sampleAccount('http://127.0.0.1:1', 'another-key')
    expect(await meld.describeAsset(nowhere, 'USDC_BASE')).toMatchObject({ kind: 'unavailable' })
  })
})

/** The least that Meld promises of a record. */
function item(id: string): Record<string, unknown> {
  return {
    key: `key of ${id}`,
    id,
    status: 'PENDING',
    transactionType: 'CRYPTO_PURCHASE',
    sourceAmount: null,
    createdAt: '2026-02-24T16:36:41.717262Z',
    updatedAt: '2026-02-24T16:36:41.717262Z',
    sessionId: 'WeQBQxGxq3AyHdcaoUDoAJ',
  }
}
