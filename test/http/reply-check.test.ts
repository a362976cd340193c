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

const headers = { 'content-type': 'application/json; charset=utf-8', 'x-trace-id': problem.trace_id }

/** What is said of a reply that differs like this from a right one. */
function faultOf(changes: Partial<Exchange>, body: unknown = asset): string | undefined {
  return findReplyFault({
    method: 'GET',
    url: '/v0/assets/ETH?chain_id=1',
    timestampFormat: undefined,
    status: 200,
    headers,
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
  expect(faultOf({ headers: { ...headers, 'content-type': 'text/plain' } })).toContain('its content type is text/plain')
  const html = { ...headers, 'content-type': 'text/html; charset=utf-8' }
  expect(faultOf({ url: '/healthz', headers: html, status: 200 })).toContain('content type')
})

test('an error that the endpoint does not declare is told, and so is a member that no problem of its code has', () => {
  const status = 404
  expect(faultOf({ status }, { ...problem, error_code: 'RMP-404-002' })).toContain('its error_code is RMP-404-002')
  expect(faultOf({ status }, { ...problem, limit: {} })).toContain('"additionalProperty":"limit"')
  expect(faultOf({ method: 'POST', status: 405 }, problem)).toContain('error_code')
})

test('a header that is declared and not there, one that is there and not declared, and an odd one are told', () => {
  const { 'x-trace-id': _, ...others } = headers
  expect(faultOf({ headers: others })).toContain('it lacks the header x-trace-id')
  expect(faultOf({ headers: { ...headers, etag: '"a"' } })).toContain('the header etag, which is not declared')
  expect(faultOf({ status: 404, headers: { ...headers, 'retry-after': '5' } }, problem)).toContain('retry-after')
  const late = { ...problem, status: 503, error_code: 'SYS-503-001-R' }
  expect(faultOf({ status: 503 }, late)).toContain('it lacks the header retry-after')
  expect(faultOf({ status: 503, headers: { ...headers, 'retry-after': 'soon' } }, late)).toContain('is soon')
  expect(faultOf({ status: 503, headers: { ...headers, 'retry-after': '5' } }, late)).toBeUndefined()
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
  const tagged = { ...headers, etag: '"a"', 'cache-control': 'private' }
  const supported = { url: '/v0/ramp/supported-values', headers: tagged }
  const iso = '2026-11-26T20:00:00Z'
  expect(faultOf(supported, values(1_764_187_200_000))).toBeUndefined()
  expect(faultOf(supported, values(iso))).toContain('/fetched_at')
  expect(faultOf({ ...supported, timestampFormat: 'iso8601' }, values(iso))).toBeUndefined()
  expect(faultOf({ ...supported, timestampFormat: 'iso8601' }, values(1_764_187_200_000))).toContain('/fetched_at')
})
