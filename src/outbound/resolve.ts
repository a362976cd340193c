import { Resolver } from 'node:dns/promises'

/** The addresses of a host name. Rejects with the resolver's error; the signal ends it early. */
export type ResolveHost = (host: string, signal: AbortSignal) => Promise<readonly string[]>

/** The first question of a name is repeated after this long, in milliseconds, … */
const firstTryMs = 1_500
/** … and there are so many, each with twice the time. */
const tries = 2

/**
 * Asks the name servers of this machine. Not its hosts file, and not by way of the system's own resolver: that occupies
 * one of a few threads of this process for as long as somebody's name server lets it wait.
 */
export const resolveWithDns: ResolveHost = async (host, signal) => {
  const resolver = new Resolver({ timeout: firstTryMs, tries })
  const cancel = (): void => resolver.cancel()
  signal.addEventListener('abort', cancel)
  try {
    const [v4, v6] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
    const addresses = [v4, v6].flatMap((each) => (each.status === 'fulfilled' ? each.value : []))
    if (addresses.length === 0 && v4.status === 'rejected') throw v4.reason
    return addresses
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}
