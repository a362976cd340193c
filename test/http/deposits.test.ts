import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import { depositFaults } from '../../src/domain/deposit.ts'
import { refreshTransaction, type TransactionTarget } from '../../src/operations/transactions/transactions.ts'
import { test } from '../support/fixtures/gateway.ts'
import { type JsonAnswer, sessionBody, type TestGateway } from '../support/gateway.ts'
import { visit } from '../support/visit.ts'

const usdc = { source_amount: '150', from_asset: 'USDC', to_asset: 'USD', chain_id: 8453 }
const ether = { source_amount: '0.123456789012345678', from_asset: 'ETH', to_asset: 'USD', chain_id: 1 }

/** A sell in the redirect flow whose user has been to the widget; nobody has checked the transaction yet. */
async function sellThrough(gateway: TestGateway, overrides: Record<string, unknown> = {}): Promise<JsonAnswer['body']> {
  const body = sessionBody({ ...usdc, service_provider: 'TRANSAK', redirect_flow: true, ...overrides })
  const answer = await gateway.openSession(body)
  expect(answer.status, answer.text).toBe(201)
  expect((await visit(`${gateway.url}${answer.body._links.widget.href}`)).status).toBe(302)
  const { session } = (await get(gateway, answer.body._links.self.href)).body
  await submit(gateway, session.external_session_id)
  return { ...answer.body.session, self: answer.body._links.self.href }
}

async function submit(gateway: TestGateway, external_session_id: string, then?: string): Promise<JsonAnswer['body']> {
  const paid = await gateway.checkout({ external_session_id, outcome: 'pay', then })
  return paid.body
}

async function get(gateway: TestGateway, path: string): Promise<JsonAnswer> {
  const headers = { 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': await gateway.mintToken() }
  const answer = await gateway.send(path, { headers })
  expect(answer.status, answer.text).toBe(200)
  return answer
}

/** Changes what Meld tells of every transaction from now on. */
async function patch(gateway: TestGateway, transaction: object): Promise<void> {
  for (const change of [{ merge: { transaction } }, { each: transaction }]) {
    const fault = { kind: 'patch', path: '/payments/transactions', ...change }
    const added = await gateway.control('/_sim/faults', fault)
    expect(added.status, added.text).toBe(200)
  }
}

async function checkMeld(gateway: TestGateway, target: TransactionTarget): Promise<void> {
  await refreshTransaction(gateway.deps, gateway.demo, target)
}

/** The session and its transaction after one more check. */
async function readAfterCheck(gateway: TestGateway, opened: JsonAnswer['body']) {
  await checkMeld(gateway, { externalSessionIds: [opened.external_session_id] })
  const { session, _links } = (await get(gateway, opened.self)).body
  return { session, transaction: (await get(gateway, _links.transaction.href)).body.transaction }
}

async function countOf(gateway: TestGateway, reason: string): Promise<number> {
  const { text } = await gateway.sendOperator('/metrics')
  return Number(new RegExp(`rampway_deposits_withheld_total\\{reason="${reason}"\\} (\\d+)`).exec(text)?.[1] ?? 0)
}

const at = (destinationWalletAddress: unknown) => ({ cryptoDetails: { destinationWalletAddress } })
const wallet = String(sessionBody().wallet_address)
const sound = '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359'

const wrong: Record<string, readonly object[]> = {
  not_an_address: [
    at('bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq'),
    at('TJRabPrwbZy45sbavfcjinPJC18kjpRTv8'),
    at('7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV'),
    at(sound.slice(2)),
    at(` ${sound}`),
    at(`${sound}0`),
    at('seller.eth'),
  ],
  wrong_checksum: [at('0xFb6916095ca1df60bB79Ce92cE3Ea74c37c5d359')],
  burn_address: [
    at('0x0000000000000000000000000000000000000000'),
    at('0x000000000000000000000000000000000000dEaD'),
    at('0x0000000000000000000000000000000000000001'),
    at('0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE'),
  ],
  token_contract: [at('0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913'), at('0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48')],
  own_wallet: [at(wallet), at(wallet.toLowerCase())],
  missing_asset: [{ sourceCurrencyCode: null }],
  other_asset: [{ sourceCurrencyCode: 'ETH_BASE' }, { sourceCurrencyCode: 'USD' }, { sourceCurrencyCode: 'BTC' }],
  other_chain: [
    { sourceCurrencyCode: 'USDC' },
    { cryptoDetails: { chainId: '1' } },
    { cryptoDetails: { chainId: 'x' } },
  ],
  missing_amount: [{ sourceAmount: null }, { sourceAmount: 'much' }],
  other_amount: [{ sourceAmount: 151 }, { sourceAmount: 0 }, { sourceAmount: -150 }, { sourceAmount: 150.000001 }],
  too_many_decimals: [{ sourceAmount: 150.0000001 }],
  other_direction: [
    { transactionType: 'CRYPTO_PURCHASE', cryptoDetails: { offrampDestinationWalletAddress: sound } },
    { transactionType: 'CRYPTO_TRANSFER', cryptoDetails: { offrampDestinationWalletAddress: sound } },
  ],
}

const cases = Object.entries(wrong).flatMap(([reason, changes]) => changes.map((change) => [reason, change] as const))

test.for(cases)(
  '%s: a deposit told as %j is withheld, and the operator hears of it once',
  async ([reason, change], { gateway }) => {
    const opened = await sellThrough(gateway)
    const before = await countOf(gateway, reason)
    await patch(gateway, change)
    const { session, transaction } = await readAfterCheck(gateway, opened)
    expect(session).not.toHaveProperty('deposit')
    expect(session.deposit_withheld).toEqual({
      reason,
      detail: expect.stringMatching(/\.$/),
      transaction_id: transaction.id,
    })
    expect(transaction.deposit_address).toBe(null)
    expect(transaction.deposit_withheld).toEqual({ reason, detail: session.deposit_withheld.detail })
    await checkMeld(gateway, { transactionId: transaction.id })
    expect(await countOf(gateway, reason)).toBe(before + 1)
    const lines = gateway.logged().split('\n')
    const told = lines.filter((line) => line.includes('deposit withheld') && line.includes(transaction.id))
    expect(told).toHaveLength(1)
    expect(told[0]).toContain(`"reason":"${reason}"`)
    expect(told[0]).toContain(`"session":"${opened.id}"`)
  },
)

test('what Meld puts right is shown', async ({ gateway }) => {
  const opened = await sellThrough(gateway)
  await patch(gateway, { sourceAmount: 151 })
  expect((await readAfterCheck(gateway, opened)).session).toHaveProperty('deposit_withheld.reason', 'other_amount')
  await gateway.control('/_sim/reset', {})
  const { session, transaction } = await readAfterCheck(gateway, opened)
  expect(session).not.toHaveProperty('deposit_withheld')
  expect(transaction).not.toHaveProperty('deposit_withheld')
  expect(session.deposit).toMatchObject({ address: transaction.deposit_address, amount: '150', sent_by: 'app' })
})

test('an address that changed between two checks is never shown again, whichever is told then', async ({ gateway }) => {
  const opened = await sellThrough(gateway)
  const { session } = await readAfterCheck(gateway, opened)
  const { address } = session.deposit
  // The same address in another case is the same.
  await patch(gateway, at(`0x${address.slice(2).toUpperCase()}`))
  expect((await readAfterCheck(gateway, opened)).session).toHaveProperty('deposit')
  await gateway.control('/_sim/reset', {})
  await patch(gateway, at(null))
  expect((await readAfterCheck(gateway, opened)).session).not.toHaveProperty('deposit')
  await gateway.control('/_sim/reset', {})
  await patch(gateway, at(sound))
  const changed = await readAfterCheck(gateway, opened)
  expect(changed.session).not.toHaveProperty('deposit')
  expect(changed.session.deposit_withheld.reason).toBe('address_changed')
  expect(changed.transaction.deposit_address).toBe(null)
  await gateway.control('/_sim/reset', {})
  expect((await readAfterCheck(gateway, opened)).session.deposit_withheld.reason).toBe('address_changed')
})

test('a check that does not name the session is held against what was sold all the same', async ({ gateway }) => {
  const opened = await sellThrough(gateway)
  const { transaction } = await readAfterCheck(gateway, opened)
  await patch(gateway, { externalSessionId: null, sourceAmount: 151 })
  await checkMeld(gateway, { transactionId: transaction.id })
  expect((await get(gateway, opened.self)).body.session.deposit_withheld.reason).toBe('other_amount')
  await gateway.control('/_sim/reset', {})
  await patch(gateway, { externalSessionId: null })
  await checkMeld(gateway, { transactionId: transaction.id })
  expect((await get(gateway, opened.self)).body.session).toHaveProperty('deposit.amount', '150')
})

test('a transaction of no known session tells nobody where to send', async ({ gateway }) => {
  const opened = await sellThrough(gateway)
  await patch(gateway, { externalSessionId: null })
  const { transactions } = (await gateway.control('/_sim/transactions')).body
  await checkMeld(gateway, { transactionId: transactions[0].id })
  const { transaction } = (await get(gateway, `/v0/ramp/transactions/${transactions[0].id}`)).body
  expect(transaction).toMatchObject({
    session_id: null,
    deposit_address: null,
    deposit_withheld: { reason: 'unknown_sale' },
  })
  expect((await get(gateway, opened.self)).body.session).not.toHaveProperty('deposit')
})

test.for([0.12345678901234568, 0.1234567890123457, 0.12345679, 0.12345678, 0.1234567890123])(
  'an amount that Meld repeats as %d is the long one that is sold, and that is what is sent',
  async (sourceAmount, { gateway }) => {
    const opened = await sellThrough(gateway, ether)
    await patch(gateway, { sourceAmount })
    expect((await readAfterCheck(gateway, opened)).session.deposit).toMatchObject({
      amount: ether.source_amount,
      asset: 'ETH',
    })
  },
)

test.for([0.1234568, 0.12, 0.12345677])('but %d is another amount', async (sourceAmount, { gateway }) => {
  const opened = await sellThrough(gateway, ether)
  await patch(gateway, { sourceAmount })
  expect((await readAfterCheck(gateway, opened)).session.deposit_withheld.reason).toBe('other_amount')
})

test('a second transaction has no deposit as long as the crypto may have been sent for the first', async ({
  gateway,
}) => {
  const opened = await sellThrough(gateway)
  const [first] = (await gateway.control('/_sim/transactions')).body.transactions
  const setFirst = (status: string) => gateway.control(`/_sim/transactions/${first.id}`, { status })
  // A declined one may be followed by another; which was taken up again.
  await setFirst('FAILED')
  await submit(gateway, opened.external_session_id)
  const before = await countOf(gateway, 'another_transaction')
  for (const status of ['PENDING', 'SETTLING']) {
    await setFirst(status)
    const { session } = await readAfterCheck(gateway, opened)
    expect(session).not.toHaveProperty('deposit')
    expect(session.deposit_withheld.reason).toBe('another_transaction')
  }
  expect(await countOf(gateway, 'another_transaction')).toBe(before + 1)
  await setFirst('FAILED')
  const { session } = await readAfterCheck(gateway, opened)
  expect(session.deposit_withheld.reason).toBe('another_transaction')
})

test('one that follows a failed one has its deposit, unless the app was told to send for the failed one', async ({
  gateway,
}) => {
  for (const [wasShown, redirect_flow, reason] of [
    [false, true, undefined],
    [true, true, 'another_transaction'],
    [true, false, undefined],
  ] as const) {
    const opened = await sellThrough(gateway, { redirect_flow })
    const [first] = (await gateway.control('/_sim/transactions')).body.transactions
    if (wasShown) expect((await readAfterCheck(gateway, opened)).session).toHaveProperty('deposit')
    await gateway.control(`/_sim/transactions/${first.id}`, { status: 'FAILED' })
    await readAfterCheck(gateway, opened)
    await submit(gateway, opened.external_session_id)
    const { session } = await readAfterCheck(gateway, opened)
    expect(session.transactions).toHaveLength(2)
    expect(session.deposit_withheld?.reason).toBe(reason)
    expect(session.deposit === undefined).toBe(reason !== undefined)
  }
})

test('members that say nothing against it are missed by nobody', async ({ gateway }) => {
  const opened = await sellThrough(gateway)
  await patch(gateway, {
    transactionType: 'CRYPTO_SELL_SWAP',
    serviceProvider: null,
    updatedAt: null,
    sourceAmount: '150.000000',
    cryptoDetails: { chainId: null, sessionWalletAddress: null },
  })
  expect((await readAfterCheck(gateway, opened)).session).toHaveProperty('deposit.amount', '150')
})

test('every reason is in the document of the API, and no other', async () => {
  const text = await readFile(new URL('../../docs/api.md', import.meta.url), 'utf8')
  const section = text.split('### Deposits that are withheld\n')[1]?.split('\n## ')[0] ?? ''
  const rows = section.split('\n').filter((line) => line.startsWith('| `'))
  const documented = rows.flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`([a-z_]+)`/g)].map(([, name]) => name),
  )
  expect(documented.toSorted()).toEqual(Object.keys(depositFaults).sort())
})
