import { isLoopbackHost } from '../domain/loopback.ts'
import { type Check, ok, skipped, type Verdict } from './check.ts'

const whyAddress =
  'A link belongs to the network that opened it, and providers are told the user’s address. With the proxy’s in its place everybody seems to be one user.'

/** What the settings alone show. */
export const proxies: Check = {
  id: 'proxies',
  expected: 'the proxies in front, and nobody else, in trusted_proxies',
  why: whyAddress,
  reach: 'process',
  run: async ({ settings, publicUrl }) => {
    if (settings === null) return skipped('trusted_proxies is not known here: add --config')
    const { trustedProxies } = settings
    const listed = trustedProxies.length === 0 ? 'nobody is trusted' : `trusted: ${trustedProxies.join(', ')}`
    const everybody = trustedProxies.filter((proxy) => /\/0$/.test(proxy))
    if (everybody.length > 0) {
      const found = `${everybody.join(', ')} trusts everybody: whoever calls can say any address`
      return [{ severity: 'error', found, fix: 'Write the addresses of the proxies in front alone.' } satisfies Verdict]
    }
    const isTls = publicUrl?.startsWith('https:') === true && !isLoopbackHost(new URL(publicUrl).hostname)
    if (!isTls || trustedProxies.length > 0) return [ok(listed)]
    const found = `${listed}, while the public URL is https: something in front ends TLS`
    return [{ severity: 'warning', found, fix: 'Write its address into trusted_proxies.' }]
  },
}
