import type { FastifyRequest } from 'fastify'
import { GatewayError } from '../domain/errors.ts'
import { isLoopbackHost } from '../domain/loopback.ts'

/** A page that signs browsers in, and keeps them so by a cookie. */
export interface CookieSite {
  /** Names the cookie. */
  readonly name: 'operator' | 'portal'
  /** Where people reach the page, when that is not the port's own address. */
  readonly url: string | undefined
}

const cookiePattern = /^[0-9a-f]{64}$/

/** The cookie of a signed-in browser that a request shows; undefined when there is none that could be one of ours. */
export function readCookie(request: FastifyRequest, site: CookieSite): string | undefined {
  const name = cookieName(request, site)
  const values = (request.headers.cookie ?? '').split(';').flatMap((pair) => {
    const [given, value] = pair.trim().split('=', 2)
    return given === name && value !== undefined ? [value] : []
  })
  // Two would mean that somebody else set one of them.
  const [value] = values
  return values.length === 1 && value !== undefined && cookiePattern.test(value) ? value : undefined
}

/** True when a request shows a cookie of ours by its name, whatever its value. */
export function showsCookie(request: FastifyRequest, site: CookieSite): boolean {
  return (request.headers.cookie ?? '').includes(`${cookieName(request, site)}=`)
}

/** The header that makes a browser keep a cookie for so long, or forget it. */
export function setCookie(request: FastifyRequest, site: CookieSite, value: string, seconds: number): string {
  const secure = isSecure(request, site) ? '; Secure' : ''
  const name = cookieName(request, site)
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure}`
}

/** Browsers share cookies between the ports of this machine: two gateways must not take each other's. */
function cookieName(request: FastifyRequest, site: CookieSite): string {
  if (isSecure(request, site)) return `__Host-rampway_${site.name}`
  return `rampway_${site.name}_${request.socket.localPort ?? 0}`
}

function isSecure({ protocol }: FastifyRequest, { url }: CookieSite): boolean {
  return protocol === 'https' || url?.startsWith('https:') === true
}

/** Throws `insecure_connection` where a cookie would travel in the clear beyond this machine. */
function requireSafeConnection(request: FastifyRequest, site: CookieSite): void {
  if (isSecure(request, site) || isLoopbackHost(request.hostname)) return
  throw new GatewayError('insecure_connection')
}

/**
 * Throws `foreign_origin` for a request that a page of another origin made a browser send: another site, or another port
 * of this machine, with which ours shares its cookies. A write must say where it comes from.
 */
export function requireOwnOrigin(request: FastifyRequest, { url }: CookieSite, isWrite: boolean): void {
  const { origin, 'sec-fetch-site': fetchSite } = request.headers
  const own = [`${request.protocol}://${request.host}`, ...(url === undefined ? [] : [new URL(url).origin])]
  const isForeign = origin !== undefined && !own.includes(origin)
  // `none`: the person asked for it, not a page.
  const isFromElsewhere = fetchSite !== undefined && fetchSite !== 'same-origin' && (isWrite || fetchSite !== 'none')
  const saysNothing = isWrite && origin === undefined && fetchSite === undefined
  if (isForeign || isFromElsewhere || saysNothing) throw new GatewayError('foreign_origin')
}

/**
 * The same for a request that signs a browser in, by a secret of its own: programs say nothing of where they come from,
 * and no page can make a browser say nothing. Throws `insecure_connection` too.
 */
export function requireOwnSignIn(request: FastifyRequest, site: CookieSite): void {
  requireSafeConnection(request, site)
  const { origin, 'sec-fetch-site': fetchSite } = request.headers
  if (origin !== undefined || fetchSite !== undefined) requireOwnOrigin(request, site, true)
}

/** What a page of our own may have a browser send unasked. */
export const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD'])
