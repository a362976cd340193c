import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { knownProviders } from './known-providers.ts'
import { paymentMethods } from './payment-method.ts'
import { openInOf, type SurfaceQuery, surfaces } from './surface.ts'

const queries: fc.Arbitrary<SurfaceQuery> = fc.record({
  serviceProvider: fc.oneof(fc.constantFrom(...knownProviders, null), fc.string()),
  paymentMethod: fc.oneof(fc.constantFrom(...paymentMethods, 'PAYPAL', 'VENMO', 'IDEAL', null), fc.string()),
  direction: fc.constantFrom('buy', 'sell'),
})

function orderOf(query: Partial<SurfaceQuery>): string[] {
  const openIn = openInOf({ serviceProvider: null, paymentMethod: null, direction: 'buy', ...query })
  return openIn.map(({ surface }) => surface)
}

test('whatever is asked, there is a surface to try, none twice, and going there in the whole window is the last', () => {
  fc.assert(
    fc.property(queries, (query) => {
      const order = orderOf(query)
      expect(new Set(order).size).toBe(order.length)
      expect(surfaces).toEqual(expect.arrayContaining(order))
      expect(order.indexOf('redirect')).toBe(order.length - 1)
      expect(order).toContain('popup')
    }),
    { numRuns: 2_000 },
  )
})

test('a frame that is not the first choice says why, in a sentence', () => {
  fc.assert(
    fc.property(queries, (query) => {
      const openIn = openInOf(query)
      const hasReason = openIn.some(({ reason }) => reason !== null)
      expect(hasReason).toBe(openIn[0]?.surface !== 'iframe')
      for (const { reason } of openIn) expect(reason ?? 'None.').toMatch(/^[A-Z].*\.$/)
    }),
  )
})

describe('where a widget is shown', () => {
  test.each([
    [{ serviceProvider: 'TRANSAK' }, ['iframe', 'popup', 'redirect']],
    [{ serviceProvider: 'STRIPE' }, ['popup', 'redirect']],
    [{ serviceProvider: 'MOONPAY', paymentMethod: 'APPLE_PAY' }, ['popup', 'redirect']],
    [{ serviceProvider: 'MOONPAY', paymentMethod: 'CREDIT_DEBIT_CARD' }, ['iframe', 'popup', 'redirect']],
    [{ serviceProvider: 'TRANSAK', paymentMethod: 'APPLE_PAY' }, ['popup', 'iframe', 'redirect']],
    [{ serviceProvider: 'TRANSAK', paymentMethod: 'ACH' }, ['popup', 'iframe', 'redirect']],
    [{ serviceProvider: 'TRANSAK', paymentMethod: 'ACH', direction: 'sell' as const }, ['iframe', 'popup', 'redirect']],
    [{ serviceProvider: 'STRIPE', paymentMethod: 'ACH' }, ['popup', 'redirect']],
    [{ serviceProvider: 'NEWCOMER' }, ['popup', 'iframe', 'redirect']],
    [{ serviceProvider: null }, ['popup', 'iframe', 'redirect']],
  ])('%j: %j', (query, order) => {
    expect(orderOf(query)).toEqual(order)
  })
})
