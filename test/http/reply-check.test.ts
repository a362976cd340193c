import { expect, test } from 'vitest'
import { type Exchange, findReplyFault } from '../support/reply-check.ts'

const asset = {
  _links: { self: { href: '/v0/assets/ETH?chain_id=1' }, assets: { href: '/v0/assets' } },
  asset: { symbol: 'ETH', name: 'Ether', asset_type: 'crypto', decimals: 18, chain_id: 1, contract_address: null },
}
const problem = {
  type: 'http://127.0.0.1/errors/ast-404-001',
  title: 'Asset Not Found',
  status: 404,
  detail: 'Use another one.',
  instance: '/v0/assets/ETH',
  error_code: 'AST-404-001',
  trace_id: 'a'.repeat(32),
}

/** What is said of a reply that differs like this from a right one. */
function faultOf(changes: Partial<Exchange>, body: unknown = asset): string | undefined {
  return findReplyFault({
    method: 'GET',
    url: '/v0/assets/ETH?chain_id=1',
    timestampFormat: undefined,
    status: 200,
    contentType: 'application/json; charset=utf-8',
    text: JSON.stringify(body),
    ...changes,
  })
}

test('a reply as it is declared is let pass, behind a base path and as an answer to HEAD too', () => {
  expect(faultOf({})).toBeUndefined()
  expect(faultOf({ url: '/ramp/v0/assets/ETH' })).toBeUndefined()
  expect(faultOf({ method: 'HEAD', text: '' })).toBeUndefined()
  expect(faultOf({ status: 404 }, problem)).toBeUndefined()
})

test('a status that is not declared is told', () => {
  expect(faultOf({ status: 202 })).toContain('there is no such status here')
  expect(faultOf({ url: '/nobody', status: 200 })).toContain('no endpoint')
})

test('a member that is not declared, one that is missing and one of another type are told', () => {
  expect(faultOf({}, { ...asset, more: 1 })).toContain('"additionalProperty":"more"')
  expect(faultOf({}, { ...asset, asset: { ...asset.asset, secret: 1 } })).toContain('/asset')
  expect(faultOf({}, { _links: asset._links })).toContain('"missingProperty":"asset"')
  expect(faultOf({}, { ...asset, asset: { ...asset.asset, decimals: '18' } })).toContain('/asset/decimals')
})

test('another content type than the declared one is told', () => {
  expect(faultOf({ contentType: 'text/plain' })).toContain('its content type is text/plain')
  expect(faultOf({ url: '/healthz', contentType: 'text/html; charset=utf-8', status: 200 })).toContain('content type')
})

test('an error that the endpoint does not declare is told, and so is a member that no problem of its code has', () => {
  const status = 404
  expect(faultOf({ status }, { ...problem, error_code: 'RMP-404-002' })).toContain('its error_code is RMP-404-002')
  expect(faultOf({ status }, { ...problem, limit: {} })).toContain('"additionalProperty":"limit"')
  expect(faultOf({ method: 'POST', status: 405 }, problem)).toContain('error_code')
})

test('an instant in the form that was not asked for is told', () => {
  const values = (fetchedAt: unknown) => ({
    _links: Object.fromEntries(['self', 'sessions', 'quotes', 'assets'].map((rel) => [rel, { href: '/' }])),
    fetched_at: fetchedAt,
    stale: false,
    ...Object.fromEntries(
      ['fiats', 'assets', 'chains', 'countries', 'payment_methods', 'providers', 'limits'].map((name) => [name, []]),
    ),
    limits_complete: true,
  })
  const url = '/v0/ramp/supported-values'
  const iso = '2026-11-26T20:00:00Z'
  expect(faultOf({ url }, values(1_764_187_200_000))).toBeUndefined()
  expect(faultOf({ url }, values(iso))).toContain('/fetched_at')
  expect(faultOf({ url, timestampFormat: 'iso8601' }, values(iso))).toBeUndefined()
  expect(faultOf({ url, timestampFormat: 'iso8601' }, values(1_764_187_200_000))).toContain('/fetched_at')
})
