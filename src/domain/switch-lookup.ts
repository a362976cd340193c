import type { ListedMethod, PaymentMethod } from './payment-method.ts'
import { compareSpecificity, isActive, type Switch } from './switch.ts'
import type { TenantId } from './tenant.ts'
import type { Direction } from './trade.ts'

/** A trade at a provider, as switches judge it. */
export interface SwitchedTrade {
  readonly tenant: TenantId
  readonly provider: string
  readonly country: string
  /**
   * How it is paid, by Meld's code and its broad type; null where nobody knows yet, and then it may be anything: every
   * switch on a method is about it.
   */
  readonly method: ListedMethod | null
  readonly direction: Direction
  /** ISO 4217. */
  readonly fiat: string
  /** Of the crypto leg. */
  readonly symbol: string
  readonly chainId: number
}

/** A method that no switch names: with it, only the switches that are about every method are found. */
export const noMethod: ListedMethod = { method: '', type: null }

/** Switches, made ready for finding those that are about a trade: less than a microsecond for a thousand. */
export interface SwitchIndex {
  /** Rises with every change of the stored switches. */
  readonly version: number
  /** Those that name most come first. */
  readonly switches: readonly Switch[]
  readonly dimensions: Dimensions
}

const bitsPerWord = 32
const allBits = 0xffff_ffff

/** A set of switches, as bits by their place in `SwitchIndex.switches`. */
type Members = Uint32Array

/** By each value that switches name: those that name it, and those that name none. */
interface Dimension {
  readonly unnamed: Members
  readonly byValue: ReadonlyMap<string | number, Members>
}

interface Dimensions {
  readonly tenant: Dimension
  readonly provider: Dimension
  readonly country: Dimension
  readonly method: Dimension
  readonly direction: Dimension
  readonly asset: Dimension
  readonly chain: Dimension
}

/** Makes the index of switches, in whatever order they come. */
export function indexSwitches(version: number, unsorted: readonly Switch[]): SwitchIndex {
  const switches = unsorted.toSorted(compareSpecificity)
  const dimensions = {
    tenant: dimensionOf(switches, ({ tenant }) => tenant),
    provider: dimensionOf(switches, ({ provider }) => provider),
    country: dimensionOf(switches, ({ country }) => country),
    method: dimensionOf(switches, ({ method }) => method),
    direction: dimensionOf(switches, ({ direction }) => direction),
    asset: dimensionOf(switches, ({ asset }) => asset),
    chain: dimensionOf(switches, ({ chainId }) => chainId),
  }
  return { version, switches, dimensions }
}

/** No switches. */
export const noSwitches: SwitchIndex = indexSwitches(0, [])

/**
 * The switch that excludes a trade, of several the one that names most; undefined when none does. With `isOpen` it is a
 * session's that was opened before, which a `drain` leaves alone.
 */
export function findSwitch(index: SwitchIndex, trade: SwitchedTrade, now: number, isOpen = false): Switch | undefined {
  const { switches, dimensions } = index
  if (switches.length === 0) return undefined
  const tenant = membersOf(dimensions.tenant, trade.tenant)
  const provider = membersOf(dimensions.provider, trade.provider)
  const country = membersOf(dimensions.country, trade.country)
  const direction = membersOf(dimensions.direction, trade.direction)
  const chain = membersOf(dimensions.chain, trade.chainId)
  const fiat = membersOf(dimensions.asset, trade.fiat)
  const crypto = membersOf(dimensions.asset, trade.symbol)
  const method = trade.method === null ? null : membersOf(dimensions.method, trade.method.method)
  const type = membersOf(dimensions.method, trade.method?.type ?? '')
  for (let word = 0; word < tenant.length; word += 1) {
    const legs = at(fiat, word) | at(crypto, word)
    const paid = method === null ? allBits : at(method, word) | at(type, word)
    let found =
      at(tenant, word) & at(provider, word) & at(country, word) & at(direction, word) & at(chain, word) & legs & paid
    for (; found !== 0; found &= found - 1) {
      const one = switches[word * bitsPerWord + trailingZeros(found)]
      if (one !== undefined && isActive(one, now) && !(isOpen && one.state === 'drain')) return one
    }
  }
  return undefined
}

function dimensionOf(
  switches: readonly Switch[],
  namedBy: (one: Switch) => string | number | PaymentMethod | null,
): Dimension {
  const words = Math.ceil(switches.length / bitsPerWord)
  const unnamed = new Uint32Array(words)
  const byValue = new Map<string | number, Members>()
  for (const [place, one] of switches.entries()) if (namedBy(one) === null) add(unnamed, place)
  for (const [place, one] of switches.entries()) {
    const value = namedBy(one)
    if (value === null) continue
    const members = byValue.get(value) ?? unnamed.slice()
    byValue.set(value, members)
    add(members, place)
  }
  return { unnamed, byValue }
}

function add(members: Members, place: number): void {
  const word = Math.floor(place / bitsPerWord)
  members[word] = at(members, word) | (1 << (place % bitsPerWord))
}

function membersOf({ unnamed, byValue }: Dimension, value: string | number): Members {
  return byValue.get(value) ?? unnamed
}

function at(members: Members, word: number): number {
  return members[word] ?? 0
}

function trailingZeros(bits: number): number {
  return bitsPerWord - 1 - Math.clz32(bits & -bits)
}
