/** The proxies between us and other hosts. Their addresses may hold a password. */
export interface OutboundProxy {
  /** For http addresses; undefined: none. */
  readonly http: string | undefined
  /** For https addresses; undefined: as `http`. */
  readonly https: string | undefined
  /** Hosts that are reached without one, as in `NO_PROXY`. Our own machine always is. */
  readonly bypass: string
}

const ownMachine = 'localhost,127.0.0.1,[::1]'

/** The proxies as undici's `EnvHttpProxyAgent` takes them. */
export function proxyAgentOptions(proxy: OutboundProxy): {
  readonly httpProxy: string
  readonly httpsProxy: string
  readonly noProxy: string
} {
  // An empty text keeps undici from reading the environment, which is read elsewhere.
  return {
    httpProxy: proxy.http ?? '',
    httpsProxy: proxy.https ?? '',
    noProxy: `${ownMachine},${proxy.bypass}`,
  }
}
