import fc from 'fast-check'
import { expect, test } from 'vitest'
import { networkOfAddress, shortWallet } from './redaction.ts'

test('an IPv4 address is shown as its /24, an IPv6 one as its /48', () => {
  expect(networkOfAddress('203.0.113.77')).toBe('203.0.113.0/24')
  expect(networkOfAddress('::ffff:203.0.113.77')).toBe('203.0.113.0/24')
  expect(networkOfAddress('2001:db8:1234:5678::9')).toBe('2001:db8:1234::/48')
  expect(networkOfAddress('2001:0DB8::1')).toBe('2001:db8:0::/48')
  expect(networkOfAddress('::1')).toBe('0:0:0::/48')
  expect(networkOfAddress('not an address')).toBeNull()
})

test('addresses of one network are shown alike, whatever follows', () => {
  const group = fc.integer({ min: 0, max: 0xffff }).map((n) => n.toString(16))
  const rest = fc.array(group, { minLength: 5, maxLength: 5 })
  fc.assert(
    fc.property(fc.array(group, { minLength: 3, maxLength: 3 }), rest, rest, (net, a, b) => {
      const shown = networkOfAddress([...net, ...a].join(':'))
      expect(shown).toBe(networkOfAddress([...net, ...b].join(':')))
      expect(shown).toBe(`${net.join(':')}::/48`)
    }),
  )
})

test('of a wallet the middle is left out', () => {
  expect(shortWallet('0x52908400098527886E0F7030069857D2E4169EE7')).toBe('0x5290…9EE7')
})
