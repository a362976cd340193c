import fc from 'fast-check'
import { expect, test } from 'vitest'
import { languages } from './languages.ts'
import { chooseLanguage } from './negotiation.ts'

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['de', 'de'],
  ['DE-at', 'de'],
  ['pt-BR,pt;q=0.9,en-US;q=0.8', 'pt'],
  ['zh-Hant-TW, ja;q=0.5', 'ja'],
  ['nb, da;q=0.9, sv;q=0.8', 'en'],
  // The browser's list is in its user's order, whatever the order of ours.
  ['tr, ar, de', 'tr'],
  ['en;q=0.2, ar;q=0.9', 'ar'],
  ['fr;q=0.5,it;q=0.500,ko;q=0.4', 'fr'],
  // 0 is "not at all".
  ['en;q=0, *', 'es'],
  ['fr;q=0, fr-CA', 'fr'],
  ['*', 'en'],
  ['*;q=0', 'en'],
  ['zh, *;q=0.1', 'en'],
  ['de;q=0.5, *;q=0.9', 'en'],
  // What cannot be read says nothing.
  ['de;q=2, fr;q=0.1', 'fr'],
  ['de;q=abc', 'en'],
  ['de;q=0.1234, it;q=0.1', 'it'],
  [';;;,,, ;q=1, ko', 'ko'],
  ['constructor, __proto__', 'en'],
  [' es ; q=0.7 ,en;q=0.3', 'es'],
] as const)('Accept-Language %j is answered in %s', (header, language) => {
  expect(chooseLanguage(header)).toBe(language)
})

test('a language that the address asks for goes before the header, if we have it', () => {
  expect(chooseLanguage('de', 'ja')).toBe('ja')
  expect(chooseLanguage('de', 'pt-BR')).toBe('pt')
  for (const asked of ['xx', '', 'de;q=1', '../ja', 'toString']) expect(chooseLanguage('fr', asked)).toBe('fr')
})

test('whatever is sent, the answer is a language that we have, and quickly', () => {
  const piece = fc.constantFrom('de', 'en', '*', ';', 'q=', '0.5', '1', ',', ' ', '-', 'pt-BR', 'x', '\u0000', 'é')
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece, { maxLength: 400 }).map((pieces) => pieces.join('')),
      ),
      (header) => {
        expect(languages).toContain(chooseLanguage(header))
      },
    ),
  )
  const began = performance.now()
  chooseLanguage('de;q=0.1,'.repeat(20_000))
  chooseLanguage(`a${'-a'.repeat(80_000)}!`)
  expect(performance.now() - began).toBeLessThan(10_000)
})

test('of the languages that somebody lists with falling wishes the first is chosen', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...languages], { minLength: 1 }), (listed) => {
      const header = listed.map((language, index) => `${language};q=${(1 - index / 20).toFixed(2)}`).join(', ')
      expect(chooseLanguage(header)).toBe(listed[0])
    }),
  )
})
