import fc from 'fast-check'
import { getAddress } from 'viem'
import { expect, test } from 'vitest'
import { parseWalletAddress } from './address.ts'

/** The examples that EIP-55 itself publishes. */
const published = [
  '0x52908400098527886E0F7030069857D2E4169EE7',
  '0x8617E340B3D01FA5F11F306F4090FD50E238070D',
  '0xde709f2102306220921060314715629080e2fb77',
  '0x27b1fdb04752bbc536007a920d24acb045561c26',
  '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
  '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
  '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
]

const digit = fc.constantFrom(...'0123456789abcdef')
const lowerHex = fc.string({ unit: digit, minLength: 40, maxLength: 40 }).filter((hex) => /[1-9a-f]/.test(hex))

test.each(published)('the published EIP-55 address %s reads as itself', (address) => {
  expect(parseWalletAddress(address)).toBe(address)
})

test('an address in lower or upper case is given the checksum that viem computes', () => {
  fc.assert(
    fc.property(lowerHex, (hex) => {
      const expected = getAddress(`0x${hex}`)
      expect(parseWalletAddress(`0x${hex}`)).toBe(expected)
      expect(parseWalletAddress(`0x${hex.toUpperCase()}`)).toBe(expected)
      expect(parseWalletAddress(expected)).toBe(expected)
    }),
  )
})

test('a letter in the wrong case is refused, and the refusal names the address that would pass', () => {
  fc.assert(
    fc.property(lowerHex, fc.nat({ max: 39 }), (hex, at) => {
      const right = getAddress(`0x${hex}`)
      const letter = right.charAt(at + 2)
      const flipped = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()
      const wrong = `${right.slice(0, at + 2)}${flipped}${right.slice(at + 3)}`
      const digits = wrong.slice(2)
      fc.pre(wrong !== right && digits !== digits.toLowerCase() && digits !== digits.toUpperCase())
      expect(parseWalletAddress(wrong)).toEqual({ kind: 'checksum', checksummed: right })
    }),
  )
})

test('a mistyped digit of a checksummed address is refused', () => {
  const typo = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAec'
  expect(parseWalletAddress(typo)).toEqual({ kind: 'checksum', checksummed: getAddress(typo.toLowerCase()) })
})

test('the zero address is refused as such', () => {
  expect(parseWalletAddress(`0x${'0'.repeat(40)}`)).toEqual({ kind: 'zero' })
  expect(parseWalletAddress(`0x${'0'.repeat(39)}1`)).toBe(`0x${'0'.repeat(39)}1`)
})

test.each([
  '',
  '0x',
  `0x${'a'.repeat(39)}`,
  `0x${'a'.repeat(41)}`,
  'a'.repeat(40),
  `0X${'a'.repeat(40)}`,
  `0x${'g'.repeat(40)}`,
  ` 0x${'a'.repeat(40)}`,
  `0x${'a'.repeat(40)}\n`,
  'vitalik.eth',
  'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq',
  'XE7338O073KYGTWWZN0F2WZ0R8PX5ZPPZS',
])('%j has not the form of an EVM address', (text) => {
  expect(parseWalletAddress(text)).toEqual({ kind: 'form' })
})
