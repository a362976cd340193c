import { isIPv4, isIPv6 } from 'node:net'

/**
 * The network that an IP address belongs to, which names no single household: the /24 of an IPv4 address, the /48 of an
 * IPv6 one. Takes an address, or a smaller network; null for anything else.
 */
export function networkOfAddress(text: string): string | null {
  const [address = ''] = text.split('/')
  if (isIPv4(address)) return `${address.split('.').slice(0, 3).join('.')}.0/24`
  if (!isIPv6(address)) return null
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return networkOfAddress(mapped)
  const [head = '', tail] = address.split('::')
  const groups = head === '' ? [] : head.split(':')
  // What `::` stands for is zeros, of which only those among the first three groups matter here.
  const kept = tail === undefined ? groups : [...groups, '0', '0', '0']
  const [a = '0', b = '0', c = '0'] = kept.slice(0, 3).map((group) => Number.parseInt(group, 16).toString(16))
  return `${a}:${b}:${c}::/48`
}

/** A wallet's address with its middle left out: enough to compare with one that is known, too little to look it up. */
export function shortWallet(address: string): string {
  return `${address.slice(0, 6)}…${address.slice(-4)}`
}
