/** Where a gateway is, without a slash at the end. Throws a TypeError when it is no http or https address. */
export function readBaseUrl(baseUrl: string): string {
  if (/^https?:\/\/[^/?#@\s]+(\/[^?#\s]*)?$/.test(baseUrl)) return baseUrl.replace(/\/+$/, '')
  const shown = String(baseUrl).replace(/\/\/.*@/, '//…@')
  throw new TypeError(`baseUrl must be an http or https address without a password and a query, not ${shown}`)
}
