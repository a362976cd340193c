import type { FastifyRequest } from 'fastify'
import { GatewayError } from '../domain/errors.ts'
import { isLoopbackHost } from '../domain/loopback.ts'

/** Where operators reach the port, when that is not its own address. */
export type OperatorUrl = string | undefined

const cookiePattern = /^[0-9a-f]{64}$/

/** The cookie of a signed-in browser that a request shows; undefined when there is none that could be one of ours. */
export function readCookie(request: FastifyRequest, operatorUrl: OperatorUrl): string | undefined {
  const name = cookieName(request, operatorUrl)
  const values = (request.headers.cookie ?? '').split(';').flatMap((pair) => {
    const [given, value] = pair.trim().split('=', 2)
    return given === name && value !== undefined ? [value] : []
  })
  // Two would mean that somebody else set one of them.
  const [value] = values
  return values.length === 1 && value !== undefined && cookiePattern.test(value) ? value : undefined
}

/** True when a request shows a cookie of ours by its name, whatever its value. */
export function showsCookie(request: FastifyRequest, operatorUrl: OperatorUrl): boolean {
  return (request.headers.cookie ?? '').includes(`${cookieName(request, operatorUrl)}=`)
}

/** The header that makes a browser keep a cookie for so long, or forget it. */
export function setCookie(request: FastifyRequest, operatorUrl: OperatorUrl, value: string, seconds: number): string {
  const secure = isSecure(request, operatorUrl) ? '; Secure' : ''
  const name = cookieName(request, operatorUrl)
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure}`
}

/** Browsers share cookies between the ports of this machine: two gateways must not take each other's. */
function cookieName(request: FastifyRequest, operatorUrl: OperatorUrl): string {
  if (isSecure(request, operatorUrl)) return '__Host-rampway_operator'
  return `rampway_operator_${request.socket.localPort ?? 0}`
}

function isSecure({ protocol }: FastifyRequest, operatorUrl: OperatorUrl): boolean {
  return protocol === 'https' || operatorUrl?.startsWith('https:') === true
}

/** Throws `insecure_connection` where a cookie would travel in the clear beyond this machine. */
export function requireSafeConnection(request: FastifyRequest, operatorUrl: OperatorUrl): void {
  if (isSecure(request, operatorUrl) || isLoopbackHost(request.hostname)) return
  throw new GatewayError('insecure_connection')
}

/**
 * Throws `foreign_origin` for a request that a page of another origin made a browser send: another site, or another port
 * of this machine, with which ours shares its cookies. A write must say where it comes from.
 */
export function requireOwnOrigin(request: FastifyRequest, operatorUrl: OperatorUrl, isWrite: boolean): void {
  const { origin, 'sec-fetch-site': site } = request.headers
  const own = [
    `${request.protocol}://${request.host}`,
    ...(operatorUrl === undefined ? [] : [new URL(operatorUrl).origin]),
  ]
  const isForeign = origin !== undefined && !own.includes(origin)
  // `none`: the person asked for it, not a page.
  const isFromElsewhere = site !== undefined && site !== 'same-origin' && (isWrite || site !== 'none')
  const saysNothing = isWrite && origin === undefined && site === undefined
  if (isForeign || isFromElsewhere || saysNothing) throw new GatewayError('foreign_origin')
}
