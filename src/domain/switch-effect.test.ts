import { expect, test } from 'vitest'
import { newSwitchId, type Switch } from './switch.ts'
import { type Fate, fateOf, type RecordedRouting } from './switch-effect.ts'
import { indexSwitches } from './switch-lookup.ts'
import { parseTenantId, type TenantId } from './tenant.ts'

const now = 1_000_000

function switchOf(named: Partial<Switch>): Switch {
  return {
    id: newSwitchId(),
    tenant: null,
    provider: null,
    country: null,
    method: null,
    direction: null,
    asset: null,
    chainId: null,
    state: 'off',
    reason: 'because',
    createdAt: 1,
    createdBy: 'Ada',
    endsAt: null,
    endedAt: null,
    endedBy: null,
    ...named,
  }
}

/** A buy that BANXA opened, before TRANSAK and STRIPE; MOONPAY had failed. */
const recorded: RecordedRouting = {
  tenant: parseTenantId('org-a:live') as TenantId,
  direction: 'buy',
  country: 'DE',
  fiat: 'EUR',
  symbol: 'USDC',
  chainId: 8453,
  paymentMethod: null,
  pinned: null,
  chosen: { provider: 'BANXA', method: 'SEPA' },
  candidates: [
    { provider: 'MOONPAY', method: 'CREDIT_DEBIT_CARD' },
    { provider: 'BANXA', method: 'SEPA' },
    { provider: 'TRANSAK', method: 'CREDIT_DEBIT_CARD' },
    { provider: 'STRIPE', method: 'SEPA' },
  ],
  failed: ['MOONPAY'],
  coolingDown: [],
  sessions: 1,
}

function fate(named: Partial<Switch>, changes: Partial<RecordedRouting> = {}, active: readonly Switch[] = []): Fate {
  const listed = [{ method: 'IDEAL', type: 'BANK_TRANSFER' }]
  const before = indexSwitches(1, active)
  const after = indexSwitches(1, [...active, switchOf(named)])
  return fateOf({ ...recorded, ...changes }, { before, after, now, listedFor: () => listed })
}

test('a session goes on as it did where the switch is about nobody who had a part in it', () => {
  expect(fate({ provider: 'BANXA', country: 'FR' })).toEqual({ kind: 'unaffected' })
  expect(fate({ provider: 'TRANSAK' })).toEqual({ kind: 'unaffected' })
  expect(fate({ provider: 'BANXA', method: 'CARD' })).toEqual({ kind: 'unaffected' })
  expect(fate({ country: 'DE' }, { chosen: null })).toEqual({ kind: 'unaffected' })
})

test('it moves to the next in the ranking that is on and was not tried in vain, or finds nobody', () => {
  expect(fate({ provider: 'BANXA' })).toEqual({ kind: 'moved', from: 'BANXA', to: 'TRANSAK' })
  expect(fate({ method: 'BANK_TRANSFER' })).toEqual({ kind: 'moved', from: 'BANXA', to: 'TRANSAK' })
  expect(fate({ provider: 'BANXA' }, { failed: ['MOONPAY', 'TRANSAK'] })).toMatchObject({ to: 'STRIPE' })
  expect(fate({ country: 'DE' })).toEqual({ kind: 'nobody' })
  expect(fate({ provider: 'BANXA' }, { pinned: 'BANXA' })).toEqual({ kind: 'nobody' })
})

test('the effect is that of this switch, beside those that are active', () => {
  const active = [switchOf({ provider: 'TRANSAK' })]
  expect(fate({ provider: 'BANXA' }, {}, active)).toEqual({ kind: 'moved', from: 'BANXA', to: 'STRIPE' })
  const both = [switchOf({ provider: 'BANXA' })]
  expect(fate({ provider: 'BANXA', country: 'DE' }, {}, both)).toEqual({ kind: 'unaffected' })
  expect(fate({ provider: 'TRANSAK' }, {}, both)).toEqual({ kind: 'moved', from: 'TRANSAK', to: 'STRIPE' })
})

test('where too little was recorded nobody guesses', () => {
  const old = recorded.candidates?.map(({ provider }) => ({ provider, method: undefined })) ?? []
  expect(fate({ method: 'SEPA' }, { candidates: old })).toEqual({ kind: 'unknown' })
  expect(fate({ provider: 'BANXA' }, { candidates: old })).toMatchObject({ to: 'TRANSAK' })
  expect(fate({ provider: 'BANXA' }, { candidates: null })).toEqual({ kind: 'unknown' })
  expect(fate({ provider: 'BANXA', method: 'SEPA' }, { chosen: { provider: 'BANXA', method: null } })).toEqual({
    kind: 'unknown',
  })
  // A broad type may have been any method under it.
  expect(fate({ method: 'SEPA' }, { chosen: { provider: 'BANXA', method: 'BANK_TRANSFER' } })).toEqual({
    kind: 'unknown',
  })
  const last = { failed: ['TRANSAK', 'STRIPE'], coolingDown: ['MOONPAY'] }
  expect(fate({ provider: 'BANXA' }, last)).toEqual({ kind: 'unknown' })
  expect(fate({ country: 'DE' }, last)).toEqual({ kind: 'nobody' })
})

test('a method that Meld lists under a broad type is off with it', () => {
  const paid = { chosen: { provider: 'BANXA', method: 'IDEAL' } }
  expect(fate({ method: 'BANK_TRANSFER' }, paid)).toMatchObject({ kind: 'moved' })
  expect(fate({ method: 'CARD' }, paid)).toEqual({ kind: 'unaffected' })
})
