import Type from 'typebox'
import { didYouMean, nearestWords } from '../domain/near-miss.ts'
import type { Reader } from './field.ts'

/**
 * One word of a closed set. Anything else is refused with all of them, and with the one that it resembles; `absence`
 * says what leaving it out means, `guess` knows further words.
 */
export function oneOf<const Word extends string>(
  words: readonly Word[],
  absence: string,
  guess: (text: string) => readonly Word[] = (text) => words.filter((word) => nearestWords(text, words).includes(word)),
): Reader<Word> {
  const choice = `Send one of ${words.join(', ')}, or leave it out${absence}.`
  const read: Reader<Word>['read'] = (value) => {
    const word = words.find((known) => known === value)
    if (word !== undefined) return { value: word }
    if (typeof value !== 'string') return { fault: choice }
    if (value.includes(',')) return { fault: `Only one can be named. ${choice}` }
    const meant = guess(value)
    return { fault: meant.length === 0 ? choice : `${didYouMean(meant)} ${choice}` }
  }
  return { read, schema: Type.Enum([...words]) }
}
