import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ChainId, chains } from './chain.ts'
import { countries } from './country.ts'
import { coversMethod, type PaymentMethod } from './payment-method.ts'
import { activeSwitchesMax, compareSpecificity, newSwitchId, type Switch, switchStates } from './switch.ts'
import { findSwitch, indexSwitches, noMethod, noSwitches, type SwitchedTrade } from './switch-lookup.ts'
import { parseTenantId, type TenantId } from './tenant.ts'
import { directions } from './trade.ts'

const now = 1_000_000
const tenants = ['org-a:live', 'org-b:live'].map((text) => parseTenantId(text) as TenantId)
const providers = ['TRANSAK', 'BANXA', 'STRIPE']
const someCountries = countries.slice(0, 3)
const someChains: readonly ChainId[] = chains.slice(0, 3).map(({ id }) => id)
const methods: readonly PaymentMethod[] = ['CARD', 'CREDIT_DEBIT_CARD', 'BANK_TRANSFER', 'SEPA']
const listed = [
  { method: 'CREDIT_DEBIT_CARD', type: 'CARD' },
  { method: 'SEPA', type: 'BANK_TRANSFER' },
  { method: 'IDEAL', type: 'BANK_TRANSFER' },
  { method: 'CARD', type: null },
  noMethod,
  null,
]

/** Mostly null, so that switches with few names and with many meet the same trades. */
function any<T>(values: readonly T[]): fc.Arbitrary<T | null> {
  return fc.option(fc.constantFrom(...values), { freq: 2 })
}

const anySwitch: fc.Arbitrary<Switch> = fc.record({
  id: fc.constant(null).map(newSwitchId),
  tenant: any(tenants),
  provider: any(providers),
  country: any(someCountries),
  method: any(methods),
  direction: any(directions),
  asset: any(['USDC', 'ETH', 'EUR']),
  chainId: any(someChains),
  state: fc.constantFrom(...switchStates),
  reason: fc.constant('because'),
  createdAt: fc.nat(now),
  createdBy: fc.constant('Ada'),
  endsAt: fc.option(fc.constantFrom(now - 1, now, now + 1)),
  endedAt: fc.option(fc.constantFrom(now - 5, now + 5), { freq: 4 }),
  endedBy: fc.constant(null),
})

const anyTrade: fc.Arbitrary<SwitchedTrade> = fc.record({
  tenant: fc.constantFrom(...tenants),
  provider: fc.constantFrom(...providers),
  country: fc.constantFrom(...someCountries),
  method: fc.constantFrom(...listed),
  direction: fc.constantFrom(...directions),
  fiat: fc.constantFrom('USD', 'EUR'),
  symbol: fc.constantFrom('USDC', 'ETH', 'USDT'),
  chainId: fc.constantFrom(...someChains),
})

/** The same as the index, one switch after the other. */
function isAbout(one: Switch, trade: SwitchedTrade): boolean {
  return (
    (one.tenant === null || one.tenant === trade.tenant) &&
    (one.provider === null || one.provider === trade.provider) &&
    (one.country === null || one.country === trade.country) &&
    (one.direction === null || one.direction === trade.direction) &&
    (one.asset === null || one.asset === trade.fiat || one.asset === trade.symbol) &&
    (one.chainId === null || one.chainId === trade.chainId) &&
    (one.method === null || trade.method === null || coversMethod(one.method, trade.method))
  )
}

function naively(switches: readonly Switch[], trade: SwitchedTrade, isOpen: boolean): Switch | undefined {
  return switches
    .filter((one) => one.endedAt === null && (one.endsAt === null || one.endsAt > now))
    .filter((one) => !isOpen || one.state === 'off')
    .filter((one) => isAbout(one, trade))
    .toSorted(compareSpecificity)[0]
}

test('every combination of names is found as by comparing one switch after the other, the most specific first', () => {
  fc.assert(
    fc.property(
      fc.array(anySwitch, { maxLength: 80 }),
      fc.array(anyTrade, { minLength: 5 }),
      fc.boolean(),
      (switches, trades, isOpen) => {
        const index = indexSwitches(1, switches)
        for (const trade of trades) {
          expect(findSwitch(index, trade, now, isOpen)).toEqual(naively(switches, trade, isOpen))
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('each name by itself excludes what it names and nothing else', () => {
  const trade: SwitchedTrade = {
    tenant: tenants[0] as TenantId,
    provider: 'BANXA',
    country: 'DE',
    method: { method: 'SEPA', type: 'BANK_TRANSFER' },
    direction: 'sell',
    fiat: 'EUR',
    symbol: 'USDC',
    chainId: 8453,
  }
  const scope = {
    tenant: null,
    provider: null,
    country: null,
    method: null,
    direction: null,
    asset: null,
    chainId: null,
  }
  const rest = {
    id: newSwitchId(),
    state: 'off' as const,
    reason: 'because',
    createdAt: 1,
    createdBy: 'Ada',
    endsAt: null,
    endedAt: null,
    endedBy: null,
  }
  const hits: readonly Partial<Switch>[] = [
    {},
    { tenant: trade.tenant },
    { provider: 'BANXA' },
    { country: 'DE' },
    { method: 'SEPA' },
    { method: 'BANK_TRANSFER' },
    { direction: 'sell' },
    { asset: 'EUR' },
    { asset: 'USDC' },
    { chainId: 8453 },
  ]
  const misses: readonly Partial<Switch>[] = [
    { tenant: tenants[1] as TenantId },
    { provider: 'STRIPE' },
    { country: 'FR' },
    { method: 'ACH' },
    { method: 'CARD' },
    { direction: 'buy' },
    { asset: 'USD' },
    { chainId: 1 },
    { provider: 'BANXA', country: 'FR' },
  ]
  for (const named of hits) {
    expect(
      findSwitch(indexSwitches(1, [{ ...scope, ...rest, ...named }]), trade, now),
      JSON.stringify(named),
    ).toBeDefined()
  }
  for (const named of misses) {
    expect(
      findSwitch(indexSwitches(1, [{ ...scope, ...rest, ...named }]), trade, now),
      JSON.stringify(named),
    ).toBeUndefined()
  }
})

test('a switch ends at its instant by the clock alone', () => {
  const trade = fc.sample(anyTrade, 1)[0] as SwitchedTrade
  const index = indexSwitches(1, [
    {
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
      endsAt: 5_000,
      endedAt: null,
      endedBy: null,
    },
  ])
  expect(findSwitch(index, trade, 4_999)).toBeDefined()
  expect(findSwitch(index, trade, 5_000)).toBeUndefined()
})

// The promises are five microseconds and one, on a machine that does nothing else.
test('a thousand switches are searched in microseconds, and none in next to no time', () => {
  const switches = fc.sample(anySwitch, { numRuns: activeSwitchesMax, seed: 7 })
  // None of them is about a provider that none of them names, so that every word is looked at.
  const named = switches.map((one) => ({ ...one, provider: one.provider ?? 'BANXA' }))
  const trade = { ...(fc.sample(anyTrade, 1)[0] as SwitchedTrade), provider: 'NOBODY' }
  const indexedOnce = indexSwitches(1, named)
  expect(microsecondsOf(() => findSwitch(indexedOnce, trade, now))).toBeLessThan(20)
  expect(microsecondsOf(() => findSwitch(noSwitches, trade, now))).toBeLessThan(4)
})

/** The best of several rounds: a busy machine makes some of them slow, and none of them fast. */
function microsecondsOf(work: () => unknown): number {
  const [rounds, repeats] = [200, 200]
  const took = Array.from({ length: rounds }, () => {
    const begun = performance.now()
    for (let n = 0; n < repeats; n += 1) work()
    return ((performance.now() - begun) * 1_000) / repeats
  })
  return Math.min(...took)
}
