import type { networkInterfaces } from 'node:os'
import ipaddr from 'ipaddr.js'

/** This machine's address in the network that a phone is in, or why none could be chosen and what to do. */
export type LanChoice =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'fault'; readonly reason: string }

interface LanAddress {
  readonly address: string
  /** Of the network interface, such as `en0`. */
  readonly name: string
}

/** Interfaces that lead to containers, virtual machines and tunnels, where no phone is. */
const virtualInterface = /^(?:docker|br-|veth|virbr|vmnet|vboxnet|bridge|utun|tun|tap|tailscale|zt|wg|llw|awdl)/

/**
 * Chooses among the addresses of the interfaces, as `os.networkInterfaces()` gives them: the `wanted` one, or the only
 * private IPv4 one. One that the internet may reach is never chosen: whoever calls `rampway dev` may be any user.
 */
export function chooseLanAddress(interfaces: ReturnType<typeof networkInterfaces>, wanted?: string): LanChoice {
  const all = Object.entries(interfaces).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ family, internal }) => family === 'IPv4' && !internal)
      .map(({ address }): LanAddress => ({ address, name })),
  )
  const has = all.length === 0 ? 'It has none but its own.' : `It has ${listed(all)}.`
  if (wanted !== undefined) {
    if (!all.some(({ address }) => address === wanted)) {
      return fault(`${wanted} is no IPv4 address of this machine in a network. ${has}`)
    }
    if (rangeOf(wanted) === 'unicast') {
      return fault(`${wanted} may be reached from the internet, where anybody could call rampway dev. ${has}`)
    }
    return { kind: 'address', address: wanted }
  }
  const inPrivate = all.filter(({ address }) => rangeOf(address) === 'private')
  const real = inPrivate.filter(({ name }) => !virtualInterface.test(name))
  const [first, ...others] = real.length > 0 ? real : inPrivate
  if (first === undefined) {
    return fault(
      `This machine has no private IPv4 address: join the network that the phone is in, or name the address with --lan=ADDRESS. ${has}`,
    )
  }
  if (others.length > 0) {
    return fault(
      `This machine is in several networks. Say in which the phone is, with --lan=ADDRESS: ${listed([first, ...others])}.`,
    )
  }
  return { kind: 'address', address: first.address }
}

function fault(reason: string): LanChoice {
  return { kind: 'fault', reason }
}

function rangeOf(address: string): string {
  return ipaddr.parse(address).range()
}

function listed(addresses: readonly LanAddress[]): string {
  return addresses.map(({ address, name }) => `${address} (${name})`).join(', ')
}
