import { expect, test } from 'vitest'
import { languages, textsIn } from './languages.ts'
import { placeholdersOf } from './wording.ts'

/** Every text of a language by its place, such as `faults.spent.title`. */
function textsByPlace(value: unknown, place = ''): ReadonlyMap<string, string> {
  if (typeof value === 'string') return new Map([[place, value]])
  if (typeof value !== 'object' || value === null) throw new Error(`${place} is no text.`)
  return new Map(
    Object.entries(value).flatMap(([name, member]: [string, unknown]) => [
      ...textsByPlace(member, place === '' ? name : `${place}.${name}`),
    ]),
  )
}

const english = textsByPlace(textsIn('en'))
const others = languages.filter((language) => language !== 'en')

test('there are ten languages', () => {
  expect(languages).toEqual(['en', 'es', 'pt', 'fr', 'de', 'it', 'ja', 'ko', 'tr', 'ar'])
  expect(english.size).toBeGreaterThan(80)
})

test.each(others)('%s has every text, and no other', (language) => {
  expect([...textsByPlace(textsIn(language)).keys()].toSorted()).toEqual([...english.keys()].toSorted())
})

test.each(others)('%s leaves nothing in English', (language) => {
  const left = [...textsByPlace(textsIn(language))].filter(([place, text]) => text === english.get(place))
  expect(left).toEqual([])
})

test.each(others)('%s has the placeholders of each text', (language) => {
  for (const [place, text] of textsByPlace(textsIn(language))) {
    expect(placeholdersOf(text), place).toEqual(placeholdersOf(english.get(place) ?? ''))
  }
})

test.each(languages)('%s names the provider exactly where it is known', (language) => {
  for (const [place, text] of textsByPlace(textsIn(language))) {
    expect(placeholdersOf(text).includes('provider'), place).toBe(place.endsWith('.named'))
  }
})

test.each(languages)('%s has no empty text, no space at an end, and each sentence has one', (language) => {
  for (const [place, text] of textsByPlace(textsIn(language))) {
    expect(text, place).toMatch(/^\S(?:.*\S)?$/)
    if (/\.(?:happened|next|description)\b|^nothing|^closeAnd|^appIs/.test(place)) expect(text, place).toMatch(/[.。]$/)
    if (/title|button/.test(place)) expect(text, place).not.toMatch(/[.。]$/)
  }
})

const scripts: Partial<Record<string, RegExp>> = {
  ja: /[\p{sc=Hira}\p{sc=Kana}\p{sc=Han}]/u,
  ko: /\p{sc=Hang}/u,
  ar: /\p{sc=Arab}/u,
}

test.each(languages)('%s is written in its script', (language) => {
  const script = scripts[language] ?? /\p{sc=Latn}/u
  for (const [place, text] of textsByPlace(textsIn(language))) expect(text, place).toMatch(script)
})

test.each(languages)('in %s each link page has a title of its own', (language) => {
  const titles = Object.values(textsIn(language).faults).map(({ title }) => title)
  expect(new Set(titles).size).toBe(titles.length)
})
