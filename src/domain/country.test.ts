import { expect, test } from 'vitest'
import { countries, isCountry } from './country.ts'

test('the countries are 43 different ISO 3166-1 alpha-2 codes', () => {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
  expect(countries).toHaveLength(43)
  expect(new Set(countries).size).toBe(43)
  for (const code of countries) {
    expect(code).toMatch(/^[A-Z]{2}$/)
    expect(names.of(code), code).toBeDefined()
  }
})

test('the countries are those of the contract', () => {
  const contract =
    'US CA MX BR AR CL CO PE GB DE FR IT ES NL BE IE PT AT CH SE NO DK FI PL CZ GR SG HK JP KR AU NZ IN TH PH MY ID AE SA IL TR ZA NG'
  expect(countries.join(' ')).toBe(contract)
})

test('a country is known by its code in upper case only', () => {
  for (const code of countries) expect(isCountry(code)).toBe(true)
  for (const text of ['us', 'Us', ' US', 'USA', '', 'XX', 'ZZ', 'RU', 'CN', 'UK', 'constructor']) {
    expect(isCountry(text), text).toBe(false)
  }
})
