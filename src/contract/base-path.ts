/** The path that a public address puts before every path of ours, such as `/ramp`; empty where it has none. */
export function basePathOf(publicUrl: string): string {
  return new URL(publicUrl).pathname.replace(/\/+$/, '')
}

/**
 * A copy of a JSON value in which the root-relative links (`href` in `_links`, at any depth) begin with the base path, so
 * that they lead here through the proxy that takes it away. Nothing else is touched.
 */
export function linksUnder(basePath: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => linksUnder(basePath, item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === '_links' ? hrefsUnder(basePath, member) : linksUnder(basePath, member),
    ]),
  )
}

function hrefsUnder(basePath: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => hrefsUnder(basePath, item))
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === 'href' && typeof member === 'string' && member.startsWith('/')
        ? `${basePath}${member}`
        : hrefsUnder(basePath, member),
    ]),
  )
}
