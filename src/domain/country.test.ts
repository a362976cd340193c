import { expect, test } from 'vitest'
import { countries, guessCountry, isCountry } from './country.ts'

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

const english = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']

test('each is guessed from its code in other letters and from its name, and from no other country’s', () => {
  const ours = new Set(countries.map((code) => english.of(code)))
  let others = 0
  for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
    const name = english.of(code)
    if (name === undefined || (ours.has(name) && !isCountry(code))) continue
    const expected = isCountry(code) ? code : undefined
    for (const text of [name, code.toLowerCase(), ` ${code}`, `${code}-01`])
      expect(guessCountry(text), text).toBe(expected)
    if (expected === undefined) others++
  }
  expect(others).toBeGreaterThan(200)
})

test('each is guessed from its alpha-3 code', () => {
  const alpha3 =
    'USA CAN MEX BRA ARG CHL COL PER GBR DEU FRA ITA ESP NLD BEL IRL PRT AUT CHE SWE NOR DNK FIN POL CZE GRC SGP HKG JPN KOR AUS NZL IND THA PHL MYS IDN ARE SAU ISR TUR ZAF NGA'
  for (const [index, code] of alpha3.split(' ').entries()) {
    expect(guessCountry(code), code).toBe(countries[index])
    expect(guessCountry(code.toLowerCase()), code).toBe(countries[index])
  }
})

test('other words that are in use are guessed too, with a slip of the finger', () => {
  const cases = {
    UK: 'GB',
    'u.k.': 'GB',
    'Great Britain': 'GB',
    Scotland: 'GB',
    'U.S.': 'US',
    'United States of America': 'US',
    UAE: 'AE',
    KSA: 'SA',
    EL: 'GR',
    Deutschland: 'DE',
    España: 'ES',
    Türkiye: 'TR',
    Holland: 'NL',
    Germny: 'DE',
    Columbia: 'CO',
    'US-NY': 'US',
    'gb-eng': 'GB',
  }
  for (const [text, code] of Object.entries(cases)) expect(guessCountry(text), text).toBe(code)
  for (const text of ['', 'XX', 'EU', 'North Korea', 'Iceland', 'en', 'constructor', 'x'.repeat(10_000)]) {
    expect(guessCountry(text), text.slice(0, 20)).toBeUndefined()
  }
})
