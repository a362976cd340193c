import { isoMillis } from './clock.ts'
import { BadControl, NotKnown } from './control-errors.ts'
import { listCalls, listWebhooks } from './control-records.ts'
import type { ControlCall, ControlReply, ControlRoute } from './control-route.ts'
import { findSession } from './control-sessions.ts'
import { renderFault, renderSession } from './control-views.ts'
import { visitLink } from './control-visit.ts'
import { setKycStatus } from './customers.ts'
import { readDecimal } from './decimal.ts'
import { parseFaults } from './fault-requests.ts'
import { FAULT_KINDS } from './faults.ts'
import { filledTextAt, isRecord, type JsonRecord, numberAt } from './json.ts'
import { KYC_STATUSES, type Session, type Timings, type Transaction } from './state.ts'
import { renderTransaction } from './transaction-routes.ts'
import { arriveCrypto, FATES, latestTransaction, moveTo, type Outcome, submitCheckout } from './transactions.ts'
import { ACCOUNT_DEFAULT_VERSION } from './versions.ts'
import { isHttpUrl } from './webhook-profiles.ts'
import type { World } from './world.ts'

/** Farthest the clock moves in one call: a year and a day. */
export const ADVANCE_SECONDS_MAX = 31_708_800
/** How long one step of the clock waits for the webhooks it set off; a silent receiver must not stop time for long. */
const STEP_SETTLE_MS = 2_000
/** Items `GET /_sim/sessions` and `/_sim/transactions` answer at most, newest first. */
const LIST_MAX = 1_000
/** Longest of the settable timings. */
const TIMING_SECONDS_MAX = 86_400

const OUTCOMES = ['pay', 'decline', 'cancel', 'abandon', 'crypto_arrived', 'refund'] as const

/** The simulator's control API, under `/_sim`. */
export const controlRoutes: readonly ControlRoute[] = [
  { method: 'GET', url: '/_sim', run: (world) => done(overview(world)) },
  { method: 'POST', url: '/_sim/faults', run: addFaults },
  { method: 'GET', url: '/_sim/faults', run: (world) => done(listFaults(world)) },
  { method: 'DELETE', url: '/_sim/faults', run: forgetFaults },
  { method: 'DELETE', url: '/_sim/faults/:id', run: forgetFault },
  { method: 'POST', url: '/_sim/reset', run: reset },
  { method: 'GET', url: '/_sim/calls', run: async (world, call) => done(await listCalls(world, call)) },
  { method: 'POST', url: '/_sim/checkout', run: checkout },
  { method: 'POST', url: '/_sim/visit', run: visitLink },
  { method: 'POST', url: '/_sim/clock', run: advanceClock },
  { method: 'GET', url: '/_sim/clock', run: (world) => done(clockView(world)) },
  { method: 'POST', url: '/_sim/timings', run: setTimings },
  { method: 'GET', url: '/_sim/sessions', run: listSessions },
  { method: 'GET', url: '/_sim/transactions', run: listTransactions },
  { method: 'POST', url: '/_sim/transactions/:id', run: setTransaction },
  { method: 'POST', url: '/_sim/customers/:id/kyc', run: setCustomerKyc },
  { method: 'POST', url: '/_sim/webhooks', run: addWebhook },
  { method: 'GET', url: '/_sim/webhooks', run: async (world, call) => done(await listWebhooks(world, call)) },
]

function done(body: unknown): ControlReply {
  return { status: 200, body }
}

function overview(world: World): JsonRecord {
  return {
    simulator: 'meld',
    ...clockView(world),
    routes: controlRoutes.map(({ method, url }) => `${method} ${url}`),
    known_fault_kinds: FAULT_KINDS,
  }
}

function addFaults(world: World, { body }: ControlCall): ControlReply {
  return done({ faults: world.faults.add(parseFaults(body)).map(renderFault) })
}

function listFaults(world: World): JsonRecord {
  return { faults: world.faults.list().map(renderFault), known_kinds: FAULT_KINDS }
}

/** Forgets the faults of a label, or all. */
function forgetFaults(world: World, { query: { label, ...others } }: ControlCall): ControlReply {
  // A misspelt label would forget everybody's.
  const unknown = Object.keys(others)
  if (unknown.length > 0) throw new BadControl(`unknown parameter ${unknown.join(', ')}: send ?label=, or none for all`)
  return done({ forgotten_faults: world.faults.clear((fault) => label === undefined || fault.label === label) })
}

function forgetFault(world: World, { params: { id } }: ControlCall): ControlReply {
  if (world.faults.clear((fault) => fault.id === id) === 0) {
    throw new NotKnown(`no fault ${id}: GET /_sim/faults lists them`)
  }
  return done({ forgotten_faults: 1 })
}

/** Forgets faults and recorded calls. Sessions, customers, transactions, webhooks and the clock stay. */
function reset(world: World): ControlReply {
  const forgotten = { forgotten_faults: world.faults.clear(), forgotten_calls: world.calls.clear() }
  world.webhooks.release()
  world.releaseHung()
  return done(forgotten)
}

/** Acts as the buyer without a browser. */
async function checkout(world: World, { body, resolveSession }: ControlCall): Promise<ControlReply> {
  const input = readObject(body, '{"session_id":"…","outcome":"pay"}')
  const outcome = OUTCOMES.find((known) => known === input.outcome)
  if (outcome === undefined) throw new BadControl(`"outcome" is one of ${OUTCOMES.join(', ')}`)
  const askedFate = input.fate ?? input.then
  const fate = [...FATES, 'crypto_arrived' as const].find((known) => known === askedFate)
  if (askedFate !== undefined && fate === undefined) {
    throw new BadControl(`"fate" (or "then") is one of ${FATES.join(', ')}, crypto_arrived`)
  }
  const amount = input.amount === undefined || input.amount === null ? undefined : readDecimal(input.amount)
  if (input.amount !== undefined && input.amount !== null && (amount === undefined || amount.lte(0))) {
    throw new BadControl('"amount" is a decimal number greater than 0, such as "49.99"')
  }
  const asked = { id: filledTextAt(input, 'session_id'), externalId: filledTextAt(input, 'external_session_id') }
  const session = await findSession(world, asked, resolveSession)
  if (outcome === 'abandon') return done({ outcome, session: renderSession(session), transaction: null })
  const transaction = act(world, session, outcome, { amount, fate: fate === 'crypto_arrived' ? undefined : fate })
  if (fate === 'crypto_arrived') arriveCrypto(world, transaction)
  return done({ outcome, session: renderSession(session), transaction: view(transaction) })
}

type How = Pick<Parameters<typeof submitCheckout>[2], 'amount' | 'fate'>

function act(world: World, session: Session, outcome: Outcome | 'crypto_arrived' | 'refund', how: How): Transaction {
  if (outcome !== 'crypto_arrived' && outcome !== 'refund') return submitCheckout(world, session, { ...how, outcome })
  const transaction = latestTransaction(world, session)
  if (transaction === undefined) throw new NotKnown(`session ${session.id} has no transaction yet: pay first`)
  if (outcome === 'refund') moveTo(world, transaction, 'REFUNDED')
  else arriveCrypto(world, transaction)
  return transaction
}

async function advanceClock(world: World, { body }: ControlCall): Promise<ControlReply> {
  const input = readObject(body, '{"advance_seconds":60}')
  const seconds = numberAt(input, 'advance_seconds')
  if (seconds === undefined || seconds < 0 || seconds > ADVANCE_SECONDS_MAX) {
    throw new BadControl(`"advance_seconds" is a number from 0 to ${ADVANCE_SECONDS_MAX}; time never goes back`)
  }
  await world.clock.advance(Math.round(seconds * 1000), () => world.webhooks.settle(STEP_SETTLE_MS))
  return done(clockView(world))
}

function clockView(world: World): JsonRecord {
  const nowMs = world.clock.now()
  return { now: isoMillis(nowMs), now_ms: nowMs, advanced_seconds: world.clock.advancedMs() / 1000 }
}

const TIMING_NAMES: Readonly<Record<string, keyof Timings>> = {
  settling_seconds: 'settlingMs',
  settled_seconds: 'settledMs',
  kyc_seconds: 'kycMs',
  webhook_retry_seconds: 'webhookRetryMs',
}

function setTimings(world: World, { body }: ControlCall): ControlReply {
  const input = readObject(body, '{"settling_seconds":5,"settled_seconds":10}')
  const changed: Partial<Record<keyof Timings, number>> = {}
  for (const name of Object.keys(input)) {
    const timing = TIMING_NAMES[name]
    const seconds = numberAt(input, name)
    if (timing === undefined) throw new BadControl(`unknown timing "${name}"`, { known: Object.keys(TIMING_NAMES) })
    if (seconds === undefined || seconds < 0 || seconds > TIMING_SECONDS_MAX) {
      throw new BadControl(`"${name}" is a number of seconds from 0 to ${TIMING_SECONDS_MAX}`)
    }
    changed[timing] = seconds * 1000
  }
  world.timings = { ...world.timings, ...changed }
  const shown = Object.entries(TIMING_NAMES).map(([name, timing]) => [name, world.timings[timing] / 1000])
  return done(Object.fromEntries(shown))
}

function listSessions(world: World, { query }: ControlCall): ControlReply {
  const { external_session_id: externalId } = query
  const sessions = [...world.state.sessions.values()]
    .filter((session) => externalId === undefined || session.externalSessionId === externalId)
    .reverse()
  return done({ total: sessions.length, sessions: sessions.slice(0, LIST_MAX).map(renderSession) })
}

function listTransactions(world: World): ControlReply {
  const transactions = [...world.state.transactions.values()].reverse()
  return done({ total: transactions.length, transactions: transactions.slice(0, LIST_MAX).map(view) })
}

/** Sets any status, also one Meld has not thought of yet, and sends its webhook. */
function setTransaction(world: World, { params, body }: ControlCall): ControlReply {
  const input = readObject(body, '{"status":"REFUNDED"}')
  const transaction = world.state.transactions.get(params.id ?? '')
  if (transaction === undefined) throw new NotKnown(`no transaction ${params.id}: GET /_sim/transactions lists them`)
  if (input.event === 'crypto_arrived') arriveCrypto(world, transaction)
  else {
    const status = filledTextAt(input, 'status')
    if (status === undefined) throw new BadControl('name a "status" such as "REFUNDED", or {"event":"crypto_arrived"}')
    moveTo(world, transaction, status)
  }
  return done({ transaction: view(transaction) })
}

function setCustomerKyc(world: World, { params, body }: ControlCall): ControlReply {
  const status = KYC_STATUSES.find((known) => known === readObject(body, '{"status":"APPROVED"}').status)
  if (status === undefined) throw new BadControl(`"status" is one of ${KYC_STATUSES.join(', ')}`)
  const customer = world.state.customers.get(params.id ?? '')
  if (customer === undefined) throw new NotKnown(`no customer ${params.id}`)
  setKycStatus(world, customer, status)
  return done({ customer_id: customer.id, status })
}

/** Registers a webhook target for every account (or one), with a secret of your own or a made one. */
function addWebhook(world: World, { body }: ControlCall): ControlReply {
  const input = readObject(body, '{"url":"http://127.0.0.1:8080/v0/webhooks/meld/events","secret":"…"}')
  const url = filledTextAt(input, 'url')
  if (url === undefined || !isHttpUrl(url)) throw new BadControl('"url" is an absolute http or https address')
  const secret = filledTextAt(input, 'secret')
  const eventTypes = input.event_types ?? []
  const isTextList = Array.isArray(eventTypes) && eventTypes.every((type) => typeof type === 'string')
  if (!isTextList) throw new BadControl('"event_types" is a list of event types; empty means all')
  const signingClock = input.signing_clock ?? 'simulator'
  if (signingClock !== 'simulator' && signingClock !== 'base') {
    throw new BadControl('"signing_clock" is "simulator" (moves with /_sim/clock) or "base" (does not)')
  }
  const profile = world.webhooks.addProfile({
    accountId: filledTextAt(input, 'account_id') ?? null,
    name: filledTextAt(input, 'name') ?? 'simulator control',
    url,
    eventTypes,
    eventVersion: filledTextAt(input, 'event_version') ?? isoMillis(world.clock.now()).slice(0, 10),
    status: 'ACTIVE',
    signingClock,
    ...(secret === undefined ? {} : { secret }),
  })
  return done({ id: profile.id, url: profile.url, secret: profile.secret })
}

function view(transaction: Transaction): JsonRecord {
  return renderTransaction(transaction, ACCOUNT_DEFAULT_VERSION)
}

function readObject(body: unknown, example: string): JsonRecord {
  if (!isRecord(body)) throw new BadControl(`send a JSON object such as ${example}`)
  return body
}
