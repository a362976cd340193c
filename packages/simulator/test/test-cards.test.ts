import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { caseOfCard, TEST_CASES } from '../src/checkout/test-cases.ts'

const DETOURS = { three_d_secure: '3-D Secure', identity: 'identity check' } as const

test('the documentation lists every test card, with what it does', () => {
  const text = readFileSync(new URL('../../../docs/simulator.md', import.meta.url), 'utf8')
  const rows = TEST_CASES.map(({ card, name, detour, statuses }) => {
    const onTheWay = detour === undefined ? '–' : DETOURS[detour]
    return `| ${card} | \`${name}\` | ${onTheWay} | ${statuses.map((status) => `\`${status}\``).join(' → ')} |`
  })
  expect(text.split('\n').filter((line) => /^\| \d{4} /.test(line))).toEqual(rows)
})

test('a card number has its check digit, and is found however it is grouped', () => {
  for (const one of TEST_CASES) {
    const digits = one.card.replaceAll(' ', '')
    expect(digits).toMatch(/^\d{16}$/)
    expect(luhnSum(digits) % 10, one.card).toBe(0)
    for (const typed of [digits, one.card, one.card.replaceAll(' ', '-'), ` ${digits} `]) {
      expect(caseOfCard(typed)).toBe(one)
    }
  }
  expect(caseOfCard('5555 5555 5555 4444')).toBeUndefined()
  expect(caseOfCard('')).toBeUndefined()
})

function luhnSum(digits: string): number {
  return [...digits].reverse().reduce((sum, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2)
    return sum + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
}
