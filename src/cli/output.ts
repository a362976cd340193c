/** Prints what a command has found or done: one JSON document for machines, or lines for people. */
export function print(asJson: boolean, document: unknown, lines: readonly string[]): void {
  process.stdout.write(
    asJson ? `${JSON.stringify(document, undefined, 2)}\n` : lines.map((line) => `${line}\n`).join(''),
  )
}
