/** Origins of this machine, on any port: what browsers, and apps inside webviews, send during development. */
export const loopbackOrigins: readonly string[] = [
  ...['localhost', '*.localhost', '127.0.0.1', '[::1]'].flatMap((host) => [`http://${host}:*`, `https://${host}:*`]),
  ...['capacitor', 'ionic', 'tauri'].map((scheme) => `${scheme}://localhost`),
]

const originPattern = /^([a-z][a-z0-9+.-]*:\/\/)([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/

/**
 * Whether one of the entries lets the origin in. An entry is an exact origin, or a pattern for any port
 * (`http://localhost:*`), which may stand for all subdomains as well (`http://*.localhost:*`). The patterns are those
 * of `frame-ancestors`, so that an entry can be sent to browsers unchanged.
 */
export function allowsOrigin(entries: readonly string[], origin: string): boolean {
  return entries.includes(origin) || patternsOf(origin).some((pattern) => entries.includes(pattern))
}

/**
 * Whether the text is the address of a page, with any path and query, on one of the origins. False for anything else,
 * and for an address with a user name, which may look like another host than it leads to.
 */
export function isPageOn(entries: readonly string[], text: string): boolean {
  if (text.length > pageLengthMax || !/^[\x21-\x7e]+$/.test(text) || !URL.canParse(text)) return false
  const { protocol, host, username, password } = new URL(text)
  return username === '' && password === '' && host !== '' && allowsOrigin(entries, `${protocol}//${host}`)
}

/** Longer than any address that browsers and proxies reliably pass on. */
const pageLengthMax = 2048

function patternsOf(origin: string): string[] {
  const [, scheme, host = ''] = originPattern.exec(origin) ?? []
  if (scheme === undefined) return []
  const labels = host.startsWith('[') ? [] : host.split('.')
  return [`${scheme}${host}:*`, ...labels.slice(1).map((_, at) => `${scheme}*.${labels.slice(at + 1).join('.')}:*`)]
}
