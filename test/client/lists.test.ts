import { expect } from 'vitest'
import { closing } from '../support/fixtures/closing.ts'
import { test as base } from '../support/fixtures/gateway.ts'
import { startPathProxy } from '../support/path-proxy.ts'
import { all, clientOf, input } from './clients.ts'

// Links of answers begin with the path of the public address, and lead back through the proxy.
const test = base.extend(
  'proxy',
  { scope: 'file' },
  closing(() => startPathProxy('/pay/ramp')),
)
test.override('gatewayOptions', ({ proxy }) => ({ publicUrl: proxy.url }))
test.beforeAll(({ gateway, proxy }) => proxy.pointTo(gateway.url))

test('a list is its first page when it is awaited, and everything when it is iterated', async ({ gateway }) => {
  const client = clientOf(gateway, 'collector')
  const opened: string[] = []
  for (let n = 0; n < 5; n += 1) opened.unshift((await client.sessions.open(input)).session.id)
  const page = await client.sessions.list({ count: 2, status: 'ready' })
  expect(page.sessions.map(({ id }) => id)).toEqual(opened.slice(0, 2))
  expect((await all(client.sessions.list({ count: 2, status: 'ready' }))).map(({ id }) => id)).toEqual(opened)
  const pages = await all(client.sessions.list({ count: 2 }).pages())
  expect(pages.map(({ sessions }) => sessions.length)).toEqual([2, 2, 1])
})

test('what is not iterated is not asked for', async ({ gateway }) => {
  const client = clientOf(gateway, 'reader')
  const seen: string[] = []
  const answered = () => gateway.logged().split('/v0/assets').length - 1
  const before = answered()
  for await (const { symbol } of client.assets.list({ limit: 3 })) {
    seen.push(symbol)
    if (seen.length === 4) break
  }
  expect(answered() - before).toBe(2)
})

test('an empty list has no items, and a refused one says why wherever it is looked at', async ({ gateway }) => {
  const client = clientOf(gateway, 'newcomer')
  expect(await all(client.transactions.list())).toEqual([])
  const refused = client.transactions.list({ status: 'done' })
  await expect(refused).rejects.toMatchObject({ code: 'GEN-422-001', pointers: ['/status'] })
  await expect(all(refused)).rejects.toMatchObject({ code: 'GEN-422-001' })
})

test('the prices of a trade open a session', async ({ gateway }) => {
  const client = clientOf(gateway, 'chooser')
  const { wallet_address, ...trade } = input
  const { quotes, unavailable } = await client.quotes.list({ ...trade, country_code: undefined })
  const best = quotes[0]
  if (best === undefined) return expect.fail('nobody has a price')
  expect(unavailable.length).toBeGreaterThan(0)
  const { session } = await client.sessions.open({ ...best._links.open.body, wallet_address })
  expect(session.service_provider).toBe(best.service_provider)
})

test('what can be traded, and the assets that there are', async ({ gateway }) => {
  const client = clientOf(gateway, 'planner')
  const values = await client.supportedValues.get({ country_code: 'US', direction: 'buy', asset: 'USDC' })
  expect(values.fiats.map(({ symbol }) => symbol)).toContain('USD')
  const assets = await all(client.assets.list({ chain_id: 8453, limit: 1 }))
  expect(assets.map(({ symbol }) => symbol)).toEqual(expect.arrayContaining(['ETH', 'USDC']))
  expect(await client.assets.get('usdc', { chain_id: 8453 })).toMatchObject({ symbol: 'USDC', decimals: 6 })
  await expect(client.assets.get('a/b')).rejects.toMatchObject({ code: 'AST-404-001' })
})
