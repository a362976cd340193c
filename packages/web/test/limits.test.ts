import { describe, expect, it } from 'vitest'
import { initialState } from '../playground/address.ts'
import { nearestAmount } from '../playground/choose/limits.ts'
import { nearestChangeOf } from '../playground/see/nearest-change.ts'
import { reasonOf } from '../ui/exclusion-reason.ts'

const limits = { minimum: '5', maximum: '30000', providers: 6 }

describe('an amount', () => {
  it('beyond the limits is offered the nearest within', () => {
    expect(nearestAmount('3', limits)).toBe('5')
    expect(nearestAmount('30000.01', limits)).toBe('30000')
    expect(nearestAmount('5', limits)).toBeUndefined()
    expect(nearestAmount('', limits)).toBeUndefined()
    expect(nearestAmount('3', undefined)).toBeUndefined()
  })
})

describe('a provider that is out', () => {
  const say = { currency: 'USD', method: () => 'bank transfer', country: () => 'Germany' }

  it('is told of with its bound, and with all that would have to change at once', () => {
    const exclusion = {
      service_provider: 'MOONPAY',
      reason: 'amount_too_low' as const,
      limit: { kind: 'minimum' as const, amount: '2000', currency: 'USD' },
      nearest: { source_amount: '2000', payment_method_type: 'SEPA' as const, country_code: 'DE' as const },
    }
    expect(reasonOf(exclusion)).toBe('wants a larger amount: at least 2,000 USD')
    const proposed = nearestChangeOf(exclusion, say)
    expect(proposed?.words).toBe('Pay 2,000 USD and pay by bank transfer and trade in Germany')
    expect({ ...initialState, ...proposed?.changes }).toMatchObject({ amount: '2000', method: 'SEPA', country: 'DE' })
  })

  it('may be out for a reason that is newer than this page', () => {
    const exclusion = { service_provider: 'MOONPAY', reason: 'moved_abroad' as never }
    expect(reasonOf(exclusion)).toBe('moved abroad')
    expect(nearestChangeOf(exclusion, say)).toBeUndefined()
  })
})
