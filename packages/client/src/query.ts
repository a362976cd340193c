/** A path with a query of all that is told; undefined and null are left out. */
export function withQuery(path: string, query: object | undefined): string {
  const told = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null)
  if (told.length === 0) return path
  return `${path}?${told.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`).join('&')}`
}
