import { randomUUID } from 'node:crypto'
import type { Brand } from './brand.ts'
import type { ChainId } from './chain.ts'
import type { Country } from './country.ts'
import type { PaymentMethod } from './payment-method.ts'
import type { TenantId } from './tenant.ts'
import type { Direction } from './trade.ts'

/** `swi_` and 32 hexadecimal digits. */
export type SwitchId = Brand<'SwitchId'>

/**
 * What a switch does to what it names. `off`: nothing new is opened, and links that were opened before lead there no
 * more, unless a trade is under way. `drain`: nothing new is opened, and sessions that are open already go on.
 */
export const switchStates = ['off', 'drain'] as const

/** One of `switchStates`. */
export type SwitchState = (typeof switchStates)[number]

/** What a switch names; a null names everything of its kind. */
export interface SwitchScope {
  readonly tenant: TenantId | null
  readonly provider: string | null
  /** Where the user is. */
  readonly country: Country | null
  /** A method, or a broad type with every method under it; never one that Meld does not tell from another. */
  readonly method: PaymentMethod | null
  readonly direction: Direction | null
  /** A symbol, of either leg. */
  readonly asset: string | null
  /** Of the crypto leg. */
  readonly chainId: ChainId | null
}

/** Part of the routing that an operator has turned off, for a while or until somebody ends it. */
export interface Switch extends SwitchScope {
  readonly id: SwitchId
  readonly state: SwitchState
  /** The operator's own words. Never shown to callers. */
  readonly reason: string
  /** Instants are epoch milliseconds. */
  readonly createdAt: number
  readonly createdBy: string
  /** When it ends by itself; null: when somebody ends it. */
  readonly endsAt: number | null
  /** When somebody ended it; null where nobody did. */
  readonly endedAt: number | null
  readonly endedBy: string | null
}

/** What is common to every switch that is to be made. */
export interface NewSwitch extends SwitchScope {
  readonly state: SwitchState
  readonly reason: string
  readonly endsAt: number | null
}

/** Most switches that are active at once: what each process compares a trade with, in microseconds. */
export const activeSwitchesMax = 1_000
/** The longest that a switch may be set to last; without an end it lasts until somebody ends it. */
export const switchMsMax = 366 * 24 * 60 * 60_000

/** Makes a new id. */
export function newSwitchId(): SwitchId {
  return `swi_${randomUUID().replaceAll('-', '')}` as SwitchId
}

const idPattern = /^swi_[0-9a-f]{32}$/

/** Reads a switch's id; undefined when the text has another form. */
export function parseSwitchId(text: string): SwitchId | undefined {
  return idPattern.test(text) ? (text as SwitchId) : undefined
}

/** True while it is in force, by the clock that tells `now`. */
export function isActive({ endsAt, endedAt }: Pick<Switch, 'endsAt' | 'endedAt'>, now: number): boolean {
  return endedAt === null && (endsAt === null || endsAt > now)
}

/** True of a scope that names nothing, which is every trade of every tenant. */
export function namesEverything(scope: SwitchScope): boolean {
  return namedIn(scope) === 0
}

/** How many kinds of things a scope names. */
export function namedIn({ tenant, provider, country, method, direction, asset, chainId }: SwitchScope): number {
  return [tenant, provider, country, method, direction, asset, chainId].filter((named) => named !== null).length
}

/** The order in which switches are told: what names most first, then `off`, then the newest. */
export function compareSpecificity(a: Switch, b: Switch): number {
  return (
    namedIn(b) - namedIn(a) ||
    switchStates.indexOf(a.state) - switchStates.indexOf(b.state) ||
    b.createdAt - a.createdAt ||
    (a.id < b.id ? -1 : Number(a.id > b.id))
  )
}

/** What a scope names, for people: `BANXA, in DE, for buys`; `everything`. */
export function describeScope({ tenant, provider, country, method, direction, asset, chainId }: SwitchScope): string {
  const words = [
    provider,
    country === null ? null : `in ${country}`,
    method === null ? null : `by ${method}`,
    direction === null ? null : `for ${direction}s`,
    asset === null ? null : `of ${asset}`,
    chainId === null ? null : `on chain ${chainId}`,
    tenant === null ? null : `at ${tenant}`,
  ].filter((word) => word !== null)
  return words.length === 0 ? 'everything' : words.join(', ')
}
