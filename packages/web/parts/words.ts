/** A code in words: `SEPA_BANK_TRANSFER` is `Sepa bank transfer`. */
export function codeInWords(code: string): string {
  const words = code.replaceAll(/[_.]/g, ' ').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** A share from 0 to 1 for people. */
export function percentage(share: number): string {
  return `${(100 * share).toFixed(share > 0 && share < 1 ? 1 : 0)} %`
}

/** A number of things for people: `1,440`. */
export function countInWords(count: number): string {
  return count.toLocaleString()
}

/** The head and the tail of a long text, such as an address. */
export function shortened(text: string): string {
  return text.length <= 16 ? text : `${text.slice(0, 8)}…${text.slice(-6)}`
}
