import type { FastifyInstance } from 'fastify'
import ipaddr from 'ipaddr.js'
import { GatewayError } from '../domain/errors.ts'
import { isLoopbackHost } from '../domain/loopback.ts'

/** By which names the operator's port may be called. */
export interface HostOptions {
  /** The address that it listens on. */
  readonly host: string
  /** Where operators reach it, when that is not its own address. */
  readonly operatorUrl?: string | undefined
}

/** Tells nothing that anybody may not know, to supervisors who go by names of their own inside a network. */
const openPaths: ReadonlySet<string> = new Set(['/healthz', '/readyz'])

/**
 * Refuses requests that name a host which is not ours: a site that makes its name lead here (DNS rebinding) would be of the
 * same origin as our own pages in the eyes of the browser that visits it. It cannot do so with an address, with
 * `localhost`, or with the host of `operatorUrl`. Beyond loopback, without `operatorUrl`, nobody knows which names are ours.
 */
export function refuseForeignHosts(app: FastifyInstance, { host, operatorUrl }: HostOptions): void {
  const isLoopback = isLoopbackHost(host)
  if (!isLoopback && operatorUrl === undefined) return
  const ours = operatorUrl === undefined ? undefined : new URL(operatorUrl).hostname
  app.addHook('onRequest', ({ headers, routeOptions }, _reply, done) => {
    const named = hostnameOf(headers.host)
    const isOurs = named !== undefined && (named === ours || isLoopbackHost(named) || ipaddr.isValid(named))
    const path = routeOptions.url ?? ''
    const isProbe = openPaths.has(path) || (!isLoopback && path === '/metrics')
    done(isOurs || isProbe ? undefined : new GatewayError('foreign_host'))
  })
}

/** The name or address of a Host header, in small letters and without brackets; undefined when it is none. */
function hostnameOf(header: string | undefined): string | undefined {
  const url = `http://${header ?? ''}/`
  if (header === undefined || /[/?#@\\\s]/.test(header) || !URL.canParse(url)) return undefined
  return new URL(url).hostname.replace(/^\[(.*)\]$/, '$1')
}
