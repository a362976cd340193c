import { distance } from 'fastest-levenshtein'

/** One typing error in four letters, two at most; with more it may well be another word. */
const lettersPerSlip = 4
const slipsMax = 2
/** Longer texts, in characters, are no typing errors, and comparing them is expensive. */
const textLengthMax = 64

/** A text without accents, case, spaces and signs: what two spellings of one word have in common. */
export function simplifyText(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .toLowerCase()
}

/**
 * The words that a text must stand for: those with the same letters and digits, else the nearest of those one or two
 * typing errors away. Empty when it resembles none.
 */
export function nearestWords(text: string, words: readonly string[]): readonly string[] {
  if (text.length > textLengthMax) return []
  const plain = simplifyText(text)
  if (plain === '') return []
  let [nearest, fewest]: [string[], number] = [[], slipsMax]
  for (const word of words) {
    const target = simplifyText(word)
    const slips = slipsBetween(plain, target)
    if (slips > Math.min(fewest, Math.floor(target.length / lettersPerSlip))) continue
    nearest = slips < fewest ? [word] : [...nearest, word]
    fewest = slips
  }
  return nearest
}

/** Two neighbouring letters swapped are one typing error. */
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
