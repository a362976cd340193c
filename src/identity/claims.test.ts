import { expect, it } from 'vitest'
import { namedClaimLengthMax, readNamedClaims } from './claims.ts'
import { checkDynamicClaims } from './dynamic.ts'
import { checkPrivyClaims } from './privy.ts'

const keys = { kind: 'pinned', keys: [] } as const
const privy = { kind: 'privy', appId: 'app', keys } as const
const dynamic = { kind: 'dynamic', environmentId: 'env', issuers: ['host/env'], keys } as const
const times = { iat: 1_000, exp: 2_000 }
const privyClaims = { iss: 'privy.io', aud: 'app', sub: 'did:privy:x', sid: 's', ...times }
const dynamicClaims = { iss: 'host/env', environment_id: 'env', sub: 'x', scope: 'user:basic', ...times }
const nowMs = 1_500_000

// The issuer was chosen by unsigned claims, so the signed ones must bear the choice out by themselves.
it('Signed Privy claims are bound to the issuer whatever chose it', () => {
  expect(checkPrivyClaims(privyClaims, privy, nowMs).kind).toBe('claims')
  expect(checkPrivyClaims({ ...privyClaims, iss: 'evil-privy.io' }, privy, nowMs)).toHaveProperty(
    'reason',
    'issuer_unknown',
  )
  expect(checkPrivyClaims({ ...privyClaims, aud: 'other' }, privy, nowMs)).toHaveProperty('reason', 'audience_wrong')
})

it('Signed Dynamic claims are bound to the issuer whatever chose it', () => {
  expect(checkDynamicClaims(dynamicClaims, dynamic, nowMs).kind).toBe('claims')
  expect(checkDynamicClaims({ ...dynamicClaims, iss: 'host/env2' }, dynamic, nowMs)).toHaveProperty(
    'reason',
    'issuer_unknown',
  )
  expect(checkDynamicClaims({ ...dynamicClaims, environment_id: 'x' }, dynamic, nowMs)).toHaveProperty(
    'reason',
    'environment_wrong',
  )
})

it('Only subject and expiry are copied out of a token', () => {
  const check = checkPrivyClaims({ ...privyClaims, admin: true }, privy, nowMs)
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
