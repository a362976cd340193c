import { BlockList, isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { LRUCache } from 'lru-cache'

/**
 * The address that one hop of `X-Forwarded-For`, or a socket, names, in its shortest form and without what proxies write
 * around it: a port, brackets, quotes, the IPv4-mapped form, the zone of a link-local address. Undefined for anything
 * else, such as `unknown` or an obfuscated name.
 */
export function readHop(text: string): string | undefined {
  const known = knownHops.get(text)
  if (known !== undefined) return known.address
  const address = parseHop(text)
  if (text.length <= hopLengthMax) knownHops.set(text, { address })
  return address
}

/** Hops that are remembered: most requests come from few addresses, such as a proxy's, or from one again and again. */
const knownHopsMax = 5_000
/** No address is written longer than this, whatever stands around it. */
const hopLengthMax = 100
const knownHops = new LRUCache<string, { readonly address: string | undefined }>({ max: knownHopsMax })

function parseHop(text: string): string | undefined {
  const [, bracketed, dotted, bare] = hopPattern.exec(text.trim().replace(/^"(.*)"$/, '$1')) ?? []
  const [address = '', zone] = (bracketed ?? dotted ?? bare ?? '').split('%', 2)
  // Short forms such as `8.8` mean different addresses to different programs.
  if (isIP(address) === 0) return undefined
  const parsed = ipaddr.process(address)
  if (zone !== undefined && parsed.range() !== 'linkLocal') return undefined
  return parsed.toString()
}

/** A closed socket has no address any more, whatever its type says. */
type Hop = string | undefined

/**
 * `[2001:db8::1]:443`, `203.0.113.7:51234` or `::ffff:203.0.113.7:51234`, or an address alone; RFC 7239 allows a
 * made-up port.
 */
const hopPattern = /^(?:\[([^\]]+)\](?::\w+)?|((?:::ffff:)?\d+\.\d+\.\d+\.\d+)(?::\w+)?|(.*))$/i

/** Whether a hop is one of these addresses and CIDR blocks, so that what it says about the hop before it is believed. */
export function createTrust(proxies: readonly string[]): (hop: Hop) => boolean {
  const trusted = new BlockList()
  for (const proxy of proxies) {
    const [network = '', prefix] = proxy.split('/', 2)
    if (prefix === undefined) trusted.addAddress(network, familyOf(network))
    else trusted.addSubnet(network, Number(prefix), familyOf(network))
  }
  return (hop) => {
    const address = hop === undefined ? undefined : readHop(hop)
    return address !== undefined && trusted.check(address, familyOf(address))
  }
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4'
}

/**
 * Where a request comes from, behind trusted proxies; undefined when the last of them does not say, and when the caller
 * has hung up.
 */
export function clientAddress(request: { readonly ip: Hop }): string | undefined {
  return request.ip === undefined ? undefined : readHop(request.ip)
}

/** Ranges that never belong to an end user on the internet: what a proxy's own hop or a test machine shows. */
const innerRanges: ReadonlySet<string> = new Set([
  'loopback',
  'private',
  'linkLocal',
  'uniqueLocal',
  'carrierGradeNat',
  'unspecified',
  'broadcast',
  'multicast',
])

/**
 * The address that a hop names, if it is a public one that a provider can use; null for private, loopback and unreadable
 * ones, and for none.
 */
export function publicAddress(hop: Hop): string | null {
  if (hop === undefined) return null
  const known = knownPublic.get(hop)
  if (known !== undefined) return known.address
  const read = readHop(hop)
  const address = read === undefined || innerRanges.has(ipaddr.parse(read).range()) ? null : read
  if (hop.length <= hopLengthMax) knownPublic.set(hop, { address })
  return address
}

const knownPublic = new LRUCache<string, { readonly address: string | null }>({ max: knownHopsMax })

/**
 * The network that an address belongs to, as its owner keeps it when devices change theirs: an IPv4 address itself, the
 * /64 of an IPv6 one. Undefined for no address.
 */
export function networkOf(address: string | undefined): string | undefined {
  const parsed = address === undefined ? undefined : ipaddr.parse(address)
  if (!(parsed instanceof ipaddr.IPv6)) return address
  return `${parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`
}
