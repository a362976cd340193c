import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseWalletAddress, type WalletAddress } from './address.ts'
import { type Amount, parseAmount } from './amount.ts'
import type { ChainId } from './chain.ts'
import { paymentMethods } from './payment-method.ts'
import {
  fingerprintOf,
  isOpenable,
  isSameRequest,
  lockedFields,
  newExternalSessionId,
  newSessionId,
  parseSessionId,
  readExternalSessionId,
  type SessionRequest,
  sessionStatusAt,
  sessionStatuses,
} from './session.ts'
import { parseSubdivision, type Subdivision } from './subdivision.ts'
import { parseTenantId, type TenantId, tenantTag } from './tenant.ts'
import { resolveTrade, type Trade } from './trade.ts'

function tenantOf(text: string): TenantId {
  const tenant = parseTenantId(text)
  if (tenant === undefined) throw new Error(`${text} is no tenant`)
  return tenant
}

describe('the status as of now', () => {
  const expiresAt = 1_000

  test.each(sessionStatuses)(
    'is the stored %s before the end of life, and expired after it only while openable',
    (status) => {
      const openable = status === 'ready' || status === 'opened' || status === 'returned'
      expect(isOpenable(status)).toBe(openable)
      const [unseen, unobserved] = [null, 'not_observed' as const]
      expect(sessionStatusAt({ status, expiresAt, observation: unseen }, 999)).toBe(status)
      expect(sessionStatusAt({ status, expiresAt, observation: unseen }, 1_000)).toBe(openable ? 'expired' : status)
      expect(sessionStatusAt({ status, expiresAt, observation: unseen }, 1_001)).toBe(openable ? 'expired' : status)
      const checked = openable ? 'not_observed' : status
      expect(sessionStatusAt({ status, expiresAt, observation: unobserved }, 1_001)).toBe(checked)
    },
  )
})

describe('session ids', () => {
  test('are unique, have the documented form, read as themselves and sort by age', () => {
    const ids = Array.from({ length: 10_000 }, newSessionId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(parseSessionId(id)).toBe(id)
    expect(ids.toSorted()).toEqual(ids)
  })

  test.each([
    '',
    'ses_',
    newSessionId().toUpperCase(),
    newSessionId().slice(0, -1),
    `${newSessionId()}0`,
    `${newSessionId()}\n`,
    `${newSessionId().slice(0, -1)}g`,
    newSessionId().slice(4),
    newSessionId().replace('ses_', 'usr_'),
  ])('%j is none', (text) => {
    expect(parseSessionId(text)).toBeUndefined()
  })
})

describe('external session ids', () => {
  const tenant = tenantOf('org-demo:env-sandbox')

  test('name their session and tenant', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,40}:[A-Za-z0-9][A-Za-z0-9_.-]{0,40}$/), (text) => {
        const session = newSessionId()
        const owner = tenantOf(text)
        expect(readExternalSessionId(newExternalSessionId(owner, session))).toEqual({ session, tag: tenantTag(owner) })
      }),
    )
  })

  test('are unique among the calls of one session, and short', () => {
    const session = newSessionId()
    const ids = Array.from({ length: 5_000 }, () => newExternalSessionId(tenant, session))
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id.length).toBeLessThanOrEqual(64)
  })

  test("are not read from a text of another form: somebody else's session", () => {
    const own = newExternalSessionId(tenant, newSessionId())
    const others = [
      '',
      'rw_',
      own.slice(0, -1),
      `${own}0`,
      ` ${own}`,
      `${own}\n`,
      own.toUpperCase(),
      own.replace('rw_', 'xx_'),
    ]
    for (const text of others) expect(readExternalSessionId(text), JSON.stringify(text)).toBeUndefined()
    fc.assert(
      fc.property(fc.string({ maxLength: 70 }), (text) => {
        expect(readExternalSessionId(text)).toBeUndefined()
      }),
    )
  })
})

describe('the fingerprint of a request', () => {
  const base = requestOf({})

  test('is 32 bytes, and the same for the same request written otherwise', () => {
    expect(fingerprintOf(base)).toHaveLength(32)
    expect(fingerprintOf(requestOf({ sourceAmount: amountOf('100.0') }))).toEqual(fingerprintOf(base))
    expect(fingerprintOf(requestOf({ sourceAmount: amountOf('0100') }))).toEqual(fingerprintOf(base))
  })

  test('differs when any one thing that is asked for differs', () => {
    const others = [
      requestOf({ sourceAmount: amountOf('100.01') }),
      requestOf({ trade: tradeOf('USD', 'USDC', 1) }),
      requestOf({ trade: tradeOf('USDC', 'USD', 8453) }),
      requestOf({ trade: tradeOf('EUR', 'USDC', 8453) }),
      requestOf({ trade: tradeOf('USD', 'EURC', 8453) }),
      requestOf({ walletAddress: walletOf('0x8617E340B3D01FA5F11F306F4090FD50E238070D') }),
      requestOf({ country: 'CA' }),
      requestOf({ paymentMethod: 'CARD' }),
      requestOf({ paymentMethod: 'ACH' }),
      requestOf({ serviceProvider: 'TRANSAK' }),
      requestOf({ serviceProvider: 'CARD' }),
      requestOf({ returnLink: 'wallet://back' }),
      requestOf({ returnLink: 'TRANSAK' }),
      requestOf({ redirectFlow: true }),
      requestOf({ clientState: '' }),
      requestOf({ clientState: 'redirect_flow' }),
      requestOf({ clientState: 'US-NY' }),
      requestOf({ subdivision: subdivisionOf('US-NY') }),
    ]
    const prints = [base, ...others].map((request) => fingerprintOf(request).toString('hex'))
    expect(new Set(prints).size).toBe(prints.length)
    expect(others.filter((other) => isSameRequest(base, other) || isSameRequest(other, base))).toEqual([])
    expect([base, ...others].every((request) => isSameRequest(request, structuredClone(request)))).toBe(true)
  })
})

test('the payment method is locked in the widget only when it was asked for', () => {
  expect(lockedFields({ paymentMethod: null })).not.toContain('payment_method_type')
  for (const paymentMethod of paymentMethods) {
    expect(lockedFields({ paymentMethod })).toEqual([...lockedFields({ paymentMethod: null }), 'payment_method_type'])
  }
})

function requestOf(overrides: Partial<SessionRequest>): SessionRequest {
  return {
    trade: tradeOf('USD', 'USDC', 8453),
    sourceAmount: amountOf('100'),
    walletAddress: walletOf('0x52908400098527886E0F7030069857D2E4169EE7'),
    country: 'US',
    subdivision: null,
    paymentMethod: null,
    serviceProvider: null,
    returnLink: null,
    redirectFlow: false,
    clientState: null,
    ...overrides,
  }
}

function subdivisionOf(code: string): Subdivision {
  const subdivision = parseSubdivision(code)
  if (subdivision === undefined) throw new Error(`${code} is no subdivision`)
  return subdivision
}

function tradeOf(from: string, to: string, chain: ChainId): Trade {
  const trade = resolveTrade(from, to, chain)
  if (!('direction' in trade)) throw new Error(trade.detail)
  return trade
}

function amountOf(text: string): Amount {
  const amount = parseAmount(text)
  if (amount === undefined) throw new Error(`${text} is no amount`)
  return amount
}

function walletOf(text: string): WalletAddress {
  const wallet = parseWalletAddress(text)
  if (typeof wallet !== 'string') throw new Error(`${text} is no wallet`)
  return wallet
}
