/** A value as TypeScript writes it, from the second line on indented by that many spaces. */
export function literal(value: unknown, indent = 0): string {
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `[${value.map((item) => literal(item, indent)).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const margin = ' '.repeat(indent)
  const members = Object.entries(value).map(([name, member]) => `${margin}  ${name}: ${literal(member, indent + 2)},\n`)
  return members.length === 0 ? '{}' : `{\n${members.join('')}${margin}}`
}

/** A text in single quotes. */
export function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

/** A text as one word of a POSIX shell, whatever it holds. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
