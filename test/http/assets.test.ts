import { expect } from 'vitest'
import { cryptoAssets, fiatAssets } from '../../src/domain/asset-registry.ts'
import { test } from '../support/fixtures/gateway.ts'
import type { JsonAnswer } from '../support/gateway.ts'
import { expectProblem, faultsOf } from './problem.ts'

const everything = cryptoAssets.length + fiatAssets.length

test('both spellings of the list are served directly, with one and the same body', async ({ gateway }) => {
  const plain = await gateway.get('/v0/assets')
  const slashed = await gateway.get('/v0/assets/')
  expect([plain.status, slashed.status]).toEqual([200, 200])
  expect(slashed.body).toEqual(plain.body)
})

test('the list is every asset and currency of the registry, by symbol and then by chain', async ({ gateway }) => {
  const { body } = await gateway.get('/v0/assets?limit=100')
  expect(Object.keys(body)).toEqual(['_links', 'assets', 'total', 'offset', 'limit'])
  expect(body).toMatchObject({ total: everything, offset: 0, limit: 100 })
  const keys = body.assets.map(keyOf)
  expect(keys).toEqual([...keys].sort((a, b) => (a < b ? -1 : 1)))
  expect(body.assets).toContainEqual({
    symbol: 'USD',
    name: 'US Dollar',
    asset_type: 'fiat',
    decimals: 2,
    chain_id: null,
    contract_address: null,
  })
  expect(body.assets).toContainEqual({
    symbol: 'ETH',
    name: 'Ether',
    asset_type: 'crypto',
    decimals: 18,
    chain_id: 8453,
    contract_address: null,
  })
})

test('the list is narrowed by chain, which currencies have none of, and by type', async ({ gateway }) => {
  const onBase = (await gateway.get('/v0/assets?chain_id=8453')).body
  expect(onBase.assets.map(({ symbol }: Asset) => symbol)).toEqual(['ETH', 'EURC', 'USDC'])
  expect((await gateway.get('/v0/assets?asset_type=fiat')).body.total).toBe(fiatAssets.length)
  expect((await gateway.get('/v0/assets?asset_type=fiat&chain_id=8453')).body).toMatchObject({ assets: [], total: 0 })
  expect((await gateway.get('/v0/assets?chain_id=31337')).body).toMatchObject({ assets: [], total: 0 })
})

test('following next from the first page visits every asset once, under a self of its own each time', async ({
  gateway,
}) => {
  const seen: string[] = []
  const selves = new Set<string>()
  let href: string | undefined = '/v0/assets/?limit=7&asset_type=crypto'
  let last: JsonAnswer | undefined
  while (href !== undefined) {
    last = await gateway.get(href)
    expect(last.body.assets.length).toBeLessThanOrEqual(7)
    seen.push(...last.body.assets.map(keyOf))
    selves.add(last.body._links.self.href)
    href = last.body._links.next?.href
  }
  expect(new Set(seen).size).toBe(cryptoAssets.length)
  expect(seen).toHaveLength(cryptoAssets.length)
  expect(selves.size).toBe(Math.ceil(cryptoAssets.length / 7))
  expect(last?.body._links.self).toEqual(last?.body._links.last)
  expect(last?.body._links.first.href).toBe('/v0/assets?asset_type=crypto&offset=0&limit=7')
})

test('a page in the middle leads both ways, and one past the end back to the last', async ({ gateway }) => {
  const middle = (await gateway.get('/v0/assets?offset=10&limit=5')).body._links
  expect(middle.prev.href).toBe('/v0/assets?offset=5&limit=5')
  expect(middle.next.href).toBe('/v0/assets?offset=15&limit=5')
  const beyond = (await gateway.get('/v0/assets?offset=9000&limit=5')).body
  expect(beyond).toMatchObject({ assets: [], total: everything, offset: 9000 })
  expect(beyond._links.prev).toEqual(beyond._links.last)
  expect(beyond._links.next).toBeUndefined()
  expect((await gateway.get('/v0/assets')).body._links.prev).toBeUndefined()
})

test('bad parameters are refused all at once', async ({ gateway }) => {
  const faults = faultsOf(await gateway.get('/v0/assets?chain_id=base&asset_type=nft&offset=-1&limit=101'))
  expect(Object.keys(faults)).toEqual(['/chain_id', '/asset_type', '/offset', '/limit'])
  expect(faults['/limit']).toContain('100')
  for (const query of ['limit=0', 'limit=1.5', 'limit=', 'limit=1e1']) {
    expect(Object.keys(faultsOf(await gateway.get(`/v0/assets?${query}`)))).toEqual(['/limit'])
  }
})

test('one asset is found on the chain asked for, on Sei unless told otherwise, in any case', async ({ gateway }) => {
  const base = (await gateway.get('/v0/assets/usdc?chain_id=8453')).body
  expect(base).toEqual({
    _links: { self: { href: '/v0/assets/USDC?chain_id=8453' }, assets: { href: '/v0/assets' } },
    asset: {
      symbol: 'USDC',
      name: 'USD Coin',
      asset_type: 'crypto',
      decimals: 6,
      chain_id: 8453,
      contract_address: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913',
    },
  })
  expect((await gateway.get('/v0/assets/USDC')).body.asset.chain_id).toBe(1329)
  expect((await gateway.get(base._links.self.href)).body).toEqual(base)
})

test('a currency is found whatever the chain, for it has none', async ({ gateway }) => {
  for (const path of ['/v0/assets/EUR', '/v0/assets/EUR?chain_id=8453']) {
    expect((await gateway.get(path)).body).toMatchObject({
      _links: { self: { href: '/v0/assets/EUR' } },
      asset: { asset_type: 'fiat', chain_id: null, contract_address: null },
    })
  }
})

test('an asset that is not there is AST-404-001, and the detail names the chains where it is', async ({ gateway }) => {
  expectProblem(await gateway.get('/v0/assets/DOGE'), 404, 'AST-404-001')
  const elsewhere = await gateway.get('/v0/assets/USDT?chain_id=8453')
  expectProblem(elsewhere, 404, 'AST-404-001')
  expect(elsewhere.body.detail).toContain('chain_id 56')
  expectProblem(await gateway.get('/v0/assets/ETH'), 404, 'AST-404-001')
  expect(Object.keys(faultsOf(await gateway.get('/v0/assets/ETH?chain_id=base')))).toEqual(['/chain_id'])
})

test('assets are for users alone, and for reading alone', async ({ gateway }) => {
  for (const path of ['/v0/assets', '/v0/assets/', '/v0/assets/USD']) {
    const headers = { 'x-juno-orgid': 'org-demo:env-sandbox' }
    expectProblem(await gateway.send(path, { headers }), 401, 'USR-401-001')
    expectProblem(await gateway.send(path, { method: 'DELETE', headers }), 405, 'GEN-405-001')
  }
})

interface Asset {
  readonly symbol: string
  readonly chain_id: number | null
}

function keyOf({ symbol, chain_id }: Asset): string {
  return `${symbol} ${String(chain_id ?? 0).padStart(9, '0')}`
}
