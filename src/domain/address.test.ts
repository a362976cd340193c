import fc from 'fast-check'
import { getAddress } from 'viem'
import { expect, test } from 'vitest'
import { describeUnusable, findUnusable, parseWalletAddress } from './address.ts'
import { cryptoAssets } from './asset-registry.ts'

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
const lowerHex = fc
  .string({ unit: digit, minLength: 40, maxLength: 40 })
  .filter((hex) => findUnusable(`0x${hex}`) === undefined)

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

const tokens = cryptoAssets.flatMap((asset) =>
  asset.contract === null ? [] : [{ ...asset, contract: asset.contract }],
)

test.each(tokens)('the contract of $symbol on chain $chainId is nobody’s wallet, in any case', (token) => {
  const { contract, symbol, chainId } = token
  const upper = `0x${contract.slice(2).toUpperCase()}`
  for (const text of [contract, contract.toLowerCase(), upper, flipCase(contract)]) {
    expect(parseWalletAddress(text)).toEqual({ kind: 'contract', symbol, chainId })
  }
})

test.each([
  ['zero', '0'.repeat(40)],
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 0x0a, 0x12, 0x64, 0x100, 0x1001, 0x1010, 0x2005, 0xffff_ffff].map((number) => [
    'reserved',
    number.toString(16).padStart(40, '0'),
  ]),
  ['reserved', `4200${'0'.repeat(34)}06`],
  ['reserved', `02${'0'.repeat(37)}5`],
  ['burn', '000000000000000000000000000000000000dEaD'],
  ['burn', 'dEAD000000000000000000000000000000000000'],
  ['burn', 'DEAD'.repeat(10)],
  ['burn', `${'0'.repeat(32)}deadbeef`],
  ['burn', 'deadbeef'.repeat(5)],
  ['burn', `${'0'.repeat(36)}beef`],
  ['burn', 'dead000000000000000042069420694206942069'],
  ['placeholder', 'EeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE'],
  ['placeholder', 'f'.repeat(40)],
])('%s: 0x%s is nobody’s wallet', (kind, hex) => {
  for (const text of [hex, hex.toLowerCase(), hex.toUpperCase()]) {
    expect(parseWalletAddress(`0x${text}`)).toMatchObject({ kind })
  }
})

test('an address that somebody can have found a key for is taken, however many zeros or words it has', () => {
  for (const hex of [
    `${'0'.repeat(23)}1${'a'.repeat(16)}`,
    `${'a'.repeat(8)}${'0'.repeat(23)}${'1'.repeat(9)}`,
    `dead${'0'.repeat(16)}a1b2c3d4e5f6a1b2c3d4`,
    'a1'.repeat(20),
    '1'.repeat(40),
  ]) {
    expect(typeof parseWalletAddress(`0x${hex}`), hex).toBe('string')
  }
})

test('the words name the contract that was taken for a wallet', () => {
  const usdc = { kind: 'contract', symbol: 'USDC', chainId: 8453 } as const
  expect(describeUnusable(usdc)).toContain('the contract of USDC on Base, not a wallet')
})

function flipCase(address: string): string {
  const flip = (letter: string) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase())
  return `0x${address.slice(2).replace(/[a-f]/i, flip)}`
}

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
