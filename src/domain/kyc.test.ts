import { expect, test } from 'vitest'
import { claimedState, claimsRead, kycOff, kycStates } from './kyc.ts'

const policy = { ...kycOff, policy: 'approved', claim: 'kyc_status', approvedValues: ['verified', 'true'] } as const

test('a claim is approved by the tenant’s own list alone, whatever the words mean elsewhere', () => {
  for (const value of ['verified', 'true']) expect(claimedState(policy, value)).toBe('approved')
  for (const value of ['approved', 'Verified', ' verified', 'false', '', 'constructor']) {
    expect(claimedState(policy, value), value).toBe('pending')
  }
})

test('a claim that names another state is that state, and a token without the claim is pending', () => {
  for (const state of kycStates.filter((each) => each !== 'approved')) expect(claimedState(policy, state)).toBe(state)
  expect(claimedState(policy, undefined)).toBe('pending')
})

test('only the claims that the policy names are read out of a token', () => {
  expect(claimsRead(kycOff)).toEqual([])
  expect(claimsRead({ ...policy, shareTokenClaim: 'kyc_token' })).toEqual(['kyc_status', 'kyc_token'])
})
