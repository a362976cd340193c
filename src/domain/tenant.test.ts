import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseTenantId, tenantIdLengthMax, tenantTag } from './tenant.ts'

const half = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,40}$/)

test('two non-empty halves with one colon are a tenant', () => {
  fc.assert(
    fc.property(half, half, (org, env) => {
      expect(parseTenantId(`${org}:${env}`)).toBe(`${org}:${env}`)
    }),
  )
  const documented = 'org-3b8b85b2a0fc4564b813fa93c8ef89cf:env-fd617c5800134505a1c205e5a3123589'
  expect(parseTenantId(documented)).toBe(documented)
})

test.each([
  '',
  ':',
  'org',
  'org:',
  ':env',
  'a:b:c',
  'a::b',
  ' a:b',
  'a:b ',
  'a:b\n',
  'a b:c',
  'a/b:c',
  '-a:b',
  'a:é',
  'a:\0',
])('%j is no tenant', (text) => {
  expect(parseTenantId(text)).toBeUndefined()
})

test('128 characters are accepted, 129 are not', () => {
  expect(parseTenantId(`${'o'.repeat(63)}:${'e'.repeat(64)}`)).toHaveLength(tenantIdLengthMax)
  expect(parseTenantId(`${'o'.repeat(64)}:${'e'.repeat(64)}`)).toBeUndefined()
})

test('the tag is six bytes, the same each time, and different for tenants that differ', () => {
  const tags = Array.from({ length: 5_000 }, (_, n) => parseTenantId(`org-${n}:env`)).map((id) => {
    if (id === undefined) throw new Error('a tenant is expected')
    expect(tenantTag(id)).toEqual(tenantTag(id))
    return tenantTag(id)
  })
  for (const tag of tags) expect(tag).toHaveLength(6)
  expect(new Set(tags.map((tag) => tag.toString('hex'))).size).toBe(tags.length)
})
