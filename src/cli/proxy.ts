import type { ProxySettings } from '../config/environment.ts'
import type { OutboundProxy } from '../outbound/proxy.ts'

/** The proxies of the environment, for outbound calls. */
export function proxyOf(settings: ProxySettings | undefined): OutboundProxy | undefined {
  if (settings === undefined) return undefined
  return { http: settings.http?.reveal(), https: settings.https?.reveal(), bypass: settings.bypass }
}
