/** Rows of texts as lines whose columns stand below each other; the last column is not filled up. */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = []
  for (const row of rows)
    row.forEach((cell, n) => {
      widths[n] = Math.max(widths[n] ?? 0, cell.length)
    })
  return rows.map((row) =>
    row
      .map((cell, n) => (n === row.length - 1 ? cell : cell.padEnd(widths[n] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

/** An instant for people, to the minute in UTC; a dash for none. */
export function minuteOf(instant: number | null): string {
  return instant === null ? '–' : `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')}Z`
}

/** How long it is since an instant, roughly: `3 min`, `5 h`, `2 d`. */
export function ageOf(instant: number, now: number): string {
  const minutes = Math.max(0, now - instant) / 60_000
  if (minutes < 120) return `${Math.floor(minutes)} min`
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60 / 24)} d`
}
