/**
 * Prints what a command has found or done: one JSON document for machines, or lines for people. Texts of others stand in
 * them, of which nothing may steer the terminal or pretend to be a line of its own.
 */
export function print(asJson: boolean, document: unknown, lines: readonly string[]): void {
  process.stdout.write(
    asJson
      ? `${JSON.stringify(document, undefined, 2).replaceAll(steering, escaped)}\n`
      : lines.map((line) => `${line.replaceAll(/[\t\n\r]+/g, ' ').replaceAll(steering, escaped)}\n`).join(''),
  )
}

/** Prints one JSON document in one line, for programs that read as it comes. */
export function printJsonLine(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document).replaceAll(steering, escaped)}\n`)
}

/** Control characters other than line ends, and those that change the direction of writing. */
const steering = /[^\P{Cc}\n]|\p{Bidi_Control}|\p{Zl}|\p{Zp}/gu

/** As JSON has it. */
function escaped(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
}
