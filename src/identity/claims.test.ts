import { expect, it } from 'vitest'
import { namedClaimLengthMax, readNamedClaims } from './claims.ts'
import { checkClaims } from './kinds/registry.ts'

const keys = { kind: 'pinned', keys: [] } as const
const privy = { kind: 'privy', appId: 'app', keys } as const
const dynamic = { kind: 'dynamic', environmentId: 'env', issuers: ['host/env'], keys } as const
const times = { iat: 1_000, exp: 2_000 }
const privyClaims = { iss: 'privy.io', aud: 'app', sub: 'did:privy:x', sid: 's', ...times }
const dynamicClaims = { iss: 'host/env', environment_id: 'env', sub: 'x', scope: 'user:basic', ...times }
const nowMs = 1_500_000

// The issuer was chosen by unsigned claims, so the signed ones must bear the choice out by themselves.
it('Signed Privy claims are bound to the issuer whatever chose it', () => {
  expect(checkClaims(privy, privyClaims, nowMs).kind).toBe('claims')
  expect(checkClaims(privy, { ...privyClaims, iss: 'evil-privy.io' }, nowMs)).toHaveProperty('reason', 'issuer_unknown')
  expect(checkClaims(privy, { ...privyClaims, aud: 'other' }, nowMs)).toHaveProperty('reason', 'audience_wrong')
})

it('Signed Dynamic claims are bound to the issuer whatever chose it', () => {
  expect(checkClaims(dynamic, dynamicClaims, nowMs).kind).toBe('claims')
  expect(checkClaims(dynamic, { ...dynamicClaims, iss: 'host/env2' }, nowMs)).toHaveProperty('reason', 'issuer_unknown')
  expect(checkClaims(dynamic, { ...dynamicClaims, environment_id: 'x' }, nowMs)).toHaveProperty(
    'reason',
    'environment_wrong',
  )
})

it('Only subject and expiry are copied out of a token', () => {
  const check = checkClaims(privy, { ...privyClaims, admin: true }, nowMs)
  expect(check).toEqual({ kind: 'claims', claims: { subject: 'did:privy:x', expiresAt: 2_000_000 } })
})

it('Named claims come out as texts; other shapes, empty and overlong ones count as absent', () => {
  const claims = {
    a: 'approved',
    b: true,
    c: 2,
    d: { state: 'approved' },
    e: ['approved'],
    f: null,
    g: '',
    h: 'x'.repeat(namedClaimLengthMax + 1),
    i: 'nobody asked',
  }
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'constructor', 'absent']
  expect(readNamedClaims(claims, names)).toEqual({ a: 'approved', b: 'true', c: '2' })
})
