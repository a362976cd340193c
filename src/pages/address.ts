/**
 * What an address on a page must not be: schemes that run script or show foreign content under our origin. The
 * configuration refuses them as well; this is the last gate before an end user's click.
 */
const forbiddenSchemes: ReadonlySet<string> = new Set([
  'javascript:',
  'data:',
  'vbscript:',
  'blob:',
  'file:',
  'filesystem:',
  'about:',
  'view-source:',
])

const hostPattern = '(?:[a-z0-9._-]+|\\[[0-9a-f:.]+\\])'
const originPattern = new RegExp(
  `^[a-z][a-z0-9+.-]*://(?:${hostPattern}(?::\\d{1,5})?|(?:\\*\\.)?${hostPattern}:\\*)$`,
  'i',
)
const ancestorPattern = /^[a-z][a-z0-9+.-]*:\/\/(?:(?:\*\.)?[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(?:\d{1,5}|\*))?$/i

/**
 * A return link (`https://…` or a deep link such as `myapp://…`) in the normal form that browsers read, which is the
 * form that was checked. Throws a TypeError when it is not absolute or its scheme could run script.
 */
export function readReturnLink(text: string): string {
  const url = parseUrl(text)
  if (url === undefined) {
    throw new TypeError(`The return link ${JSON.stringify(text)} is not an absolute URL such as myapp://ramp/done.`)
  }
  if (forbiddenSchemes.has(url.protocol)) {
    throw new TypeError(`A return link must not use ${url.protocol} Use https: or a deep link scheme of your app.`)
  }
  return url.href
}

/** The names under which a return link carries the session; the second where the link has a parameter of the first. */
const sessionParameters = ['session_id', 'rampway_session_id'] as const

/**
 * A return link that carries the session its user comes back from, for an app that it starts. What the link holds
 * already, fragment included, stays as it was written, and so does a parameter of the same name.
 */
export function withSession(link: string, sessionId: string): string {
  const fragmentAt = link.includes('#') ? link.indexOf('#') : link.length
  const [address, fragment] = [link.slice(0, fragmentAt), link.slice(fragmentAt)]
  const queryAt = address.indexOf('?')
  const query = queryAt === -1 ? '' : address.slice(queryAt + 1)
  const taken = new URLSearchParams(query)
  const name = sessionParameters.find((one) => !taken.has(one))
  if (name === undefined) return link
  const joint = queryAt === -1 ? '?' : query === '' || query.endsWith('&') ? '' : '&'
  return `${address}${joint}${name}=${encodeURIComponent(sessionId)}${fragment}`
}

/** The address of a page of ours or another web page: a root-relative path or an http(s) URL; else a TypeError. */
export function readWebLink(text: string): string {
  if (/^\/(?![/\\])/.test(text)) return text
  const url = parseUrl(text)
  if (url !== undefined && (url.protocol === 'https:' || url.protocol === 'http:')) return url.href
  throw new TypeError(`${JSON.stringify(text)} is neither a root-relative path nor an http(s) URL.`)
}

/**
 * An origin, such as `https://wallet.example` or `capacitor://localhost`, or a pattern such as `http://localhost:*`; else
 * a TypeError.
 */
export function readOrigin(text: string): string {
  if (originPattern.test(text)) return text
  throw new TypeError(`${JSON.stringify(text)} is not an origin. Write scheme://host or scheme://host:port, no path.`)
}

/**
 * A source for `frame-ancestors`: an origin, all subdomains (`https://*.example`) or all ports (`http://localhost:*`) of
 * one, or `*`; else a TypeError.
 */
export function readFrameAncestor(text: string): string {
  if (text === '*' || ancestorPattern.test(text)) return text
  throw new TypeError(`${JSON.stringify(text)} cannot stand in frame-ancestors. Write scheme://host[:port], no path.`)
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}
