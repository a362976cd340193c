/** True when the day with which an ISO 8601 text begins is one: `Date.parse` takes the 31st of February for the 3rd of March. */
export function beginsWithDay(text: string): boolean {
  const day = text.slice(0, 'yyyy-mm-dd'.length)
  const at = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day)
}
