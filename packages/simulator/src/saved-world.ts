import type { Big } from 'big.js'
import { decimal } from './decimal.ts'
import { decodeJson, encodeJson, isRecord, type JsonRecord } from './json.ts'
import {
  accountKey,
  type Customer,
  createState,
  type Session,
  type State,
  type Timings,
  type Transaction,
} from './state.ts'
import type { WebhookProfile } from './webhook-target.ts'
import type { World } from './world.ts'
import { type WaitingEvent, WORLD_VERSION, type WorldForm } from './world-form.ts'

/** Sessions and customers kept, the newest; more are remembered while the simulator runs. */
export const KEPT_MAX = 2_000

/** What a simulator continues from. */
export interface SavedWorld {
  readonly secret: string
  readonly advancedMs: number
  readonly timings: Timings
  readonly state: State
  readonly profiles: readonly WebhookProfile[]
  readonly events: readonly WaitingEvent[]
}

/** The world as it is now, to be saved: everything but faults and recorded calls. */
export function writeWorld(world: World, secret: string): WorldForm {
  const sessions = [...world.state.sessions.values()].slice(-KEPT_MAX)
  const kept = new Set(sessions.map(({ id }) => id))
  const used = new Set(sessions.map(({ customerId }) => customerId))
  const customers = [...world.state.customers.values()]
  const newest = new Set(customers.slice(-KEPT_MAX))
  return {
    version: WORLD_VERSION,
    secret,
    advancedMs: world.clock.advancedMs(),
    timings: world.timings,
    sessions: sessions.map(writeSession),
    transactions: [...world.state.transactions.values()].filter(({ session }) => kept.has(session.id)).map(writeTrade),
    customers: customers.filter((customer) => used.has(customer.id) || newest.has(customer)).map(writeCustomer),
    profiles: [...world.webhooks.profiles.values()]
      .filter(({ isKept }) => isKept)
      .map(({ isKept: _, ...profile }) => ({ ...profile, eventTypes: [...profile.eventTypes] })),
    events: [...world.webhooks.waiting()],
  }
}

/** Loads a saved world. Throws when it holds what this simulator cannot have written. */
export function readWorld(form: WorldForm): SavedWorld {
  const state = createState()
  for (const session of form.sessions) {
    state.sessions.set(session.id, { ...session, sourceAmount: decimal(session.sourceAmount) })
    if (session.externalSessionId === null) continue
    state.externalSessionIds.set(accountKey(session.accountId, session.externalSessionId), session.id)
  }
  for (const { sessionId, ...trade } of form.transactions) {
    const session = state.sessions.get(sessionId)
    if (session === undefined) throw new TypeError(`transaction ${trade.id} has no session`)
    state.transactions.set(trade.id, readTrade(trade, session))
  }
  for (const customer of form.customers) {
    state.customers.set(customer.id, readCustomer(customer))
    if (customer.externalId === null) continue
    state.externalCustomerIds.set(accountKey(customer.accountId, customer.externalId), customer.id)
  }
  const { secret, advancedMs, timings, events } = form
  return {
    secret,
    advancedMs,
    timings,
    state,
    profiles: form.profiles.map((one) => ({ ...one, isKept: true })),
    events,
  }
}

function writeSession(session: Session): WorldForm['sessions'][number] {
  return {
    ...session,
    sourceAmount: session.sourceAmount.toFixed(),
    lockFields: [...session.lockFields],
    transactionIds: [...session.transactionIds],
  }
}

function writeTrade({ session, ...trade }: Transaction): WorldForm['transactions'][number] {
  const { network, transaction, partner, total } = trade.fees
  return {
    ...trade,
    sessionId: session.id,
    sourceAmount: trade.sourceAmount.toFixed(),
    destinationAmount: trade.destinationAmount.toFixed(),
    fees: {
      network: network === null ? null : network.toFixed(),
      transaction: transaction.toFixed(),
      partner: partner.toFixed(),
      total: total.toFixed(),
    },
    ahead: trade.ahead === null ? null : { atMs: trade.ahead.atMs, path: [...trade.ahead.path] },
  }
}

function readTrade(trade: Omit<WorldForm['transactions'][number], 'sessionId'>, session: Session): Transaction {
  const { network, transaction, partner, total } = trade.fees
  return {
    ...trade,
    session,
    sourceAmount: decimal(trade.sourceAmount),
    destinationAmount: decimal(trade.destinationAmount),
    fees: {
      network: network === null ? null : decimal(network),
      transaction: decimal(transaction),
      partner: decimal(partner),
      total: decimal(total),
    } satisfies Record<string, Big | null>,
  }
}

function writeCustomer(customer: Customer): WorldForm['customers'][number] {
  return {
    ...customer,
    details: encodeJson(customer.details),
    addresses: customer.addresses.map(encodeJson),
    previouslyUsed: [...customer.previouslyUsed].map(([provider, atMs]) => ({ provider, atMs })),
  }
}

function readCustomer(customer: WorldForm['customers'][number]): Customer {
  return {
    ...customer,
    details: readObject(customer.details),
    addresses: customer.addresses.map(readObject),
    previouslyUsed: new Map(customer.previouslyUsed.map(({ provider, atMs }) => [provider, atMs])),
  }
}

function readObject(text: string): JsonRecord {
  const value = decodeJson(text)
  if (!isRecord(value)) throw new TypeError('not a JSON object')
  return value
}
