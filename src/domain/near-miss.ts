import { distance } from 'fastest-levenshtein'

/** One slip of the finger in four letters, two at the most: more, and it may well be another word. */
const lettersPerSlip = 4
const slipsMax = 2
/** Longer texts, in characters, are nobody's slip, and comparing them costs. */
const textLengthMax = 64

/** A text without accents, case, spaces and signs: what two spellings of one word have in common. */
export function plainText(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .toLowerCase()
}

/**
 * The words that a text was surely meant to be: those with the same letters and digits, else those that are a slip or
 * two away, the nearest only. Empty when it resembles none.
 */
export function nearestWords(text: string, words: readonly string[]): readonly string[] {
  if (text.length > textLengthMax) return []
  const plain = plainText(text)
  if (plain === '') return []
  let [nearest, fewest]: [string[], number] = [[], slipsMax]
  for (const word of words) {
    const target = plainText(word)
    const slips = slipsBetween(plain, target)
    if (slips > Math.min(fewest, Math.floor(target.length / lettersPerSlip))) continue
    nearest = slips < fewest ? [word] : [...nearest, word]
    fewest = slips
  }
  return nearest
}

/** Two neighbours that changed places are one slip. */
function slipsBetween(given: string, meant: string): number {
  const from = [...given].findIndex((letter, index) => letter !== meant[index])
  const isSwap =
    given.length === meant.length &&
    given[from] === meant[from + 1] &&
    given[from + 1] === meant[from] &&
    given.slice(from + 2) === meant.slice(from + 2)
  return isSwap && from !== -1 ? 1 : distance(given, meant)
}

/** `Did you mean A or B?` */
export function didYouMean(words: readonly string[]): string {
  return `Did you mean ${words.join(' or ')}?`
}
