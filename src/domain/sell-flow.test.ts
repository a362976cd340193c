import { expect, test } from 'vitest'
import { flowExclusion, sellFlowsOf } from './sell-flow.ts'

test('a provider serves a sell in the flows it has, and in no other', () => {
  const exclusion = (provider: string, redirectFlow: boolean) =>
    flowExclusion(provider, { direction: 'sell', redirectFlow })
  expect([exclusion('TRANSAK', true), exclusion('TRANSAK', false)]).toEqual([null, null])
  expect([exclusion('PAYBIS', true), exclusion('PAYBIS', false)]).toEqual(['redirect_flow_not_supported', null])
  expect([exclusion('BANXA', true), exclusion('BANXA', false)]).toEqual([null, 'standard_flow_not_supported'])
})

test('a provider that nobody knows is never taken for one whose user sends nothing', () => {
  expect(sellFlowsOf('NEWCOMER')).toEqual(['standard'])
})

test('buys have no such flow', () => {
  for (const redirectFlow of [true, false]) {
    for (const provider of ['PAYBIS', 'BANXA']) {
      expect(flowExclusion(provider, { direction: 'buy', redirectFlow })).toBe(null)
    }
  }
})
