import ipaddr from 'ipaddr.js'
import { isLoopbackHost } from '../domain/loopback.ts'

/** Says what is wrong with a text and how to fix it, without quoting it; undefined when nothing is. */
export type Explain = (text: string) => string | undefined

/** Longer than any address a browser or a proxy passes on unharmed. */
const urlLengthMax = 2048
const unprintable = /[^\x21-\x7e]/

/** A base address: http or https with an optional path; no query, fragment, user name or password. */
export const explainHttpAddress: Explain = (text) => {
  const url = readUrl(text)
  if (typeof url === 'string') return url
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with "https://"'
  if (url.username !== '' || url.password !== '')
    return 'must not hold a user name or password: remove the part before "@"'
  if (text.includes('?')) return 'must not hold a query: remove "?" and what follows'
  if (text.includes('#')) return 'must not hold a fragment: remove "#" and what follows'
  if (text.includes(';')) return 'must not hold ";", which no cookie path can hold'
  return undefined
}

/** As `explainHttpAddress`, and http only where the host is this machine. */
export const explainSecureAddress: Explain = (text) => {
  const fault = explainHttpAddress(text)
  if (fault !== undefined) return fault
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || isLoopbackHost(hostname)
    ? undefined
    : 'must begin with "https://": plain http is accepted only for localhost, 127.0.0.1 and [::1]'
}

/** The address without the slash at its end, so that paths can be appended. The text has passed `explainHttpAddress`. */
export function trimAddress(text: string): string {
  return new URL(text).href.replace(/\/+$/, '')
}

/** An origin exactly as browsers and webviews send it in `Origin`. */
export const explainOrigin: Explain = (text) => {
  if (text.includes('*')) return 'must be one exact origin: wildcards are not supported, so list each origin'
  if (text === 'null') return 'must not be "null": sandboxed pages and local files of anybody send that origin'
  const url = readUrl(text)
  if (typeof url === 'string') return url
  if (refusedSchemes.has(url.protocol))
    return 'must be the origin of a web page or webview, such as https://wallet.example'
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return webviewOrigin.test(text) ? undefined : 'must be scheme, host and port only, such as capacitor://localhost'
  }
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password'
  if (text === url.origin) return undefined
  if (text === `${url.origin}/`) return 'must not end in a slash: browsers send an origin without one'
  if (text.toLowerCase() !== text) return 'must be in lower case, as browsers send it'
  if (url.pathname !== '/' || text.includes('?') || text.includes('#')) {
    return 'must be scheme, host and port only: remove the path and what follows'
  }
  return 'must be written as browsers send it: leave out the default port (:443 of https, :80 of http)'
}

/** Where an end user may be led back to: an https page, an app's own scheme, or http on this machine. */
export const explainReturnLink: Explain = (text) => {
  const url = readUrl(text)
  if (typeof url === 'string') return url
  if (refusedSchemes.has(url.protocol)) {
    return `must not use the scheme "${url.protocol}", which can run code or read local data: use https or your app's own scheme`
  }
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password'
  if (!text.startsWith('/', url.protocol.length)) return 'must have a slash after the scheme, such as acmewallet://done'
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    return 'must use https: plain http is accepted only for localhost, 127.0.0.1 and [::1]'
  }
  return undefined
}

/** Where users get help: a mailbox, or a page. */
export const explainSupportAddress: Explain = (text) => {
  if (mailbox.test(text) && text.length <= mailboxLengthMax) return undefined
  if (!/^https?:/i.test(text)) return 'must be an e-mail address such as help@acme.example, or an https address'
  const url = readUrl(text)
  if (typeof url === 'string') return url
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password'
  return url.protocol === 'https:' ? undefined : 'must begin with "https://"'
}

/** An address or block whose `X-Forwarded-*` headers are believed, or the words `loopback` and `private`. */
export const explainProxy: Explain = (text) => {
  if (Object.hasOwn(proxyWords, text)) return undefined
  if (!text.includes('/')) {
    return ipaddr.isValid(text) && !isShortIPv4(text)
      ? undefined
      : 'must be an IP address, a block such as 10.0.0.0/8, or the word "loopback" or "private"'
  }
  if (!ipaddr.isValidCIDR(text) || isShortIPv4(text)) return 'must be a block such as 10.0.0.0/8 or fd00::/8'
  return text.endsWith('/0')
    ? 'must not hold every address: anybody could then forge the address of a caller'
    : undefined
}

/** The blocks that a `trusted_proxies` entry stands for. The text has passed `explainProxy`. */
export function expandProxy(text: string): readonly string[] {
  return Object.entries(proxyWords).find(([word]) => word === text)?.[1] ?? [text]
}

/** Where to listen: an IP address or a host name, without scheme or port. */
export const explainHost: Explain = (text) => {
  if (text.includes('://') || text.includes('/'))
    return 'must be an address only, such as 0.0.0.0: remove the scheme and path'
  const bare = text.replace(/^\[(.*)\]$/, '$1')
  if (ipaddr.isValid(bare) && (bare.includes(':') || !isShortIPv4(bare))) {
    return bare === text ? undefined : 'must be an IPv6 address without brackets, such as ::1'
  }
  if (/:\d+$/.test(text)) return 'must not hold a port: give the port on its own'
  return hostName.test(text) ? undefined : 'must be an IP address such as 127.0.0.1 or a host name'
}

/** How to reach PostgreSQL. The words never hold any part of the address, which has a password in it. */
export const explainDatabaseUrl: Explain = (text) => {
  const form = 'postgres://user:password@host:5432/database'
  if (!/^postgres(ql)?:\/\//.test(text)) return `must begin with "postgres://" or "postgresql://", such as ${form}`
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || text.includes('#') || !isDecodable(text)) {
    return `must have the form ${form}: in the password write "@", ":", "/", "?", "#" and "%" percent-encoded (%40, %3A, %2F, %3F, %23, %25); a Unix socket is named by postgres://user@localhost/database?host=/its/directory`
  }
  return url.pathname.length > 1 ? undefined : `must name the database after the host, such as ${form}`
}

/** Schemes that run code, read local data, or are no page at all. */
const refusedSchemes: ReadonlySet<string> = new Set(
  [
    ['javascript', 'vbscript', 'data', 'blob', 'file', 'filesystem', 'about', 'view-source'],
    ['jar', 'resource', 'chrome', 'content', 'ws', 'wss', 'ftp', 'mailto', 'tel', 'sms'],
  ]
    .flat()
    .map((scheme) => `${scheme}:`),
)

const proxyWords = {
  loopback: ['127.0.0.0/8', '::1/128'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
} as const

/** What mail programs take from a link without quoting. */
const mailbox = /^(?:mailto:)?[a-z0-9.!$*+_~-]+@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*$/i
/** RFC 5321. */
const mailboxLengthMax = 254

const webviewOrigin = /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9.-]+(:\d{1,5})?$/
const hostName = /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$/

/** `127.1` and `0x7f000001` are addresses to some programs and names to others. */
function isShortIPv4(text: string): boolean {
  const address = text.split('/')[0] ?? ''
  return !address.includes(':') && !ipaddr.IPv4.isValidFourPartDecimal(address)
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

/** The parsed address, or what is wrong with the text. */
function readUrl(text: string): URL | string {
  if (text.length > urlLengthMax) return `must have at most ${urlLengthMax} characters`
  // URL drops tabs and line breaks, so that "java\nscript:" would pass for something else.
  if (unprintable.test(text))
    return 'must hold printable ASCII only: remove spaces and line breaks, percent-encode the rest'
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:/.test(text))
    return 'must be a whole address with its scheme, such as https://wallet.example'
  return URL.canParse(text) ? new URL(text) : 'must be a valid address, such as https://wallet.example'
}
