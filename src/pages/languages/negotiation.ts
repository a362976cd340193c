import { isLanguage, type Language, languages } from './languages.ts'

const languageDefault: Language = 'en'

/** No browser lists as many, and each costs a little. */
const rangesMax = 64

/** What somebody wants, by a language's tag or `*`: from 0, not at all, to 1. */
type Wishes = ReadonlyMap<string, number>

/**
 * The language for a page: the one that `asked` names (`de`, `pt-BR`), else the one that fits `Accept-Language` best
 * (RFC 9110: by q-values, and by their order where those are equal; a region falls back on its language), else English.
 * What cannot be read says nothing.
 */
export function chooseLanguage(acceptLanguage: string | undefined, asked?: string): Language {
  const named = asked === undefined ? undefined : parseLanguage(asked)
  if (named !== undefined) return named
  const wishes = readWishes(acceptLanguage ?? '')
  const [best] = languages
    .map((language) => ({ language, quality: qualityOf(language, wishes), place: placeOf(language, wishes) }))
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality || a.place - b.place)
  return best?.language ?? languageDefault
}

/** The highest wish for each language, in the order in which they were first named. */
function readWishes(header: string): Wishes {
  const wishes = new Map<string, number>()
  for (const range of header.split(',', rangesMax)) {
    const [, tag, weight = '1'] =
      /^\s*([a-z]{1,8}(?:-[a-z0-9]{1,8})*|\*)\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?$/i.exec(range) ?? []
    if (tag === undefined) continue
    const name = tag === '*' ? '*' : parseLanguage(tag)
    if (name !== undefined) wishes.set(name, Math.max(wishes.get(name) ?? 0, Number(weight)))
  }
  return wishes
}

function qualityOf(language: Language, wishes: Wishes): number {
  return wishes.get(language) ?? wishes.get('*') ?? 0
}

/** Languages that `*` alone stands for come where it stands, ours in their own order. */
function placeOf(language: Language, wishes: Wishes): number {
  const names = [...wishes.keys()]
  return names.indexOf(wishes.has(language) ? language : '*')
}

/** The language of ours that a tag such as `de` or `pt-BR` names; undefined when it names none. */
export function parseLanguage(tag: string): Language | undefined {
  const name = tag.split('-', 1)[0]?.toLowerCase() ?? ''
  return isLanguage(name) ? name : undefined
}
