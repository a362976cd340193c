import type { RecordedCall } from './calls.ts'
import { BadControl } from './control-errors.ts'
import type { ControlCall } from './control-route.ts'
import { idsOfSession } from './control-sessions.ts'
import type { Delivery } from './deliveries.ts'
import { encodeJson, type JsonRecord } from './json.ts'
import type { World } from './world.ts'

/** What `GET /_sim/calls` answers: what Meld received, in order. */
export async function listCalls(world: World, { query, resolveSession }: ControlCall): Promise<JsonRecord> {
  const { path, method } = query
  const isAsked = ({ path: called, method: used }: RecordedCall): boolean =>
    (path === undefined || called.startsWith(path)) && (method ?? used) === used
  const page = await readPage(world, query, resolveSession)
  const calls = page.take(world.calls.list(), isAsked, (call) => encodeJson([call.path, call.query, call.body]))
  // A call that is not answered yet is sought again, for its outcome.
  const waiting = calls.find(
    ({ status, faults }) => status === null && !faults.some((kind) => NEVER_ANSWERED.has(kind)),
  )
  return { calls, next: waiting === undefined ? page.next(world.calls.list()) : waiting.seq - 1 }
}

/** Faults after which a call stays without a status. */
const NEVER_ANSWERED: ReadonlySet<string> = new Set(['hang', 'reset', 'reset_after_accept'])

/** What `GET /_sim/webhooks` answers: the targets, and what was sent to them, in order. */
export async function listWebhooks(world: World, { query, resolveSession }: ControlCall): Promise<JsonRecord> {
  const profiles = [...world.webhooks.profiles.values()].map(({ id, url, accountId, eventTypes, status }) => ({
    id,
    url,
    account_id: accountId,
    event_types: eventTypes,
    status,
  }))
  const page = await readPage(world, query, resolveSession)
  const all = world.webhooks.deliveries()
  const deliveries = page.take(
    all,
    () => true,
    ({ body }) => body,
  )
  return { webhooks: profiles, deliveries, next: page.next(all), dropped: world.webhooks.dropped() }
}

type Numbered = Pick<RecordedCall | Delivery, 'seq'>

interface Page {
  /** Those after `after` that are asked for and speak of the session, the newest `limit` of them. */
  readonly take: <R extends Numbered>(
    records: readonly R[],
    isAsked: (record: R) => boolean,
    textOf: (record: R) => string,
  ) => readonly R[]
  /** The `after` of the next poll. */
  readonly next: (records: readonly Numbered[]) => number
}

async function readPage(
  world: World,
  query: ControlCall['query'],
  resolveSession: ControlCall['resolveSession'],
): Promise<Page> {
  const after = wholeNumber(query, 'after') ?? 0
  const limit = wholeNumber(query, 'limit') ?? Number.MAX_SAFE_INTEGER
  const id = query.session_id
  const ids = id === undefined ? undefined : await idsOfSession(world, id, resolveSession)
  return {
    take: (records, isAsked, textOf) => {
      const first = records[0]?.seq ?? 0
      const found = records.slice(Math.max(0, after + 1 - first)).filter((record) => {
        if (!isAsked(record)) return false
        if (ids === undefined) return true
        const text = textOf(record)
        return ids.some((known) => text.includes(known))
      })
      return found.slice(-limit)
    },
    next: (records) => Math.max(after, records.at(-1)?.seq ?? 0),
  }
}

function wholeNumber(query: ControlCall['query'], name: 'after' | 'limit'): number | undefined {
  const text = query[name]
  if (text === undefined) return undefined
  if (!/^\d{1,15}$/.test(text) || (name === 'limit' && Number(text) === 0)) {
    throw new BadControl(
      `"${name}" is a whole number, such as ?${name}=${name === 'after' ? 'the "next" of the last answer' : 50}`,
    )
  }
  return Number(text)
}
