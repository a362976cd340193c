import type { RecordedCall } from './calls.ts'
import { BadControl } from './control-errors.ts'
import type { ControlCall } from './control-route.ts'
import { idsOfSession } from './control-sessions.ts'
import { encodeJson, type JsonRecord } from './json.ts'
import type { World } from './world.ts'

/** What `GET /_sim/calls` answers: what Meld received, in order. */
export async function listCalls(world: World, { query, resolveSession }: ControlCall): Promise<JsonRecord> {
  const { path, method } = query
  const page = await readPage(world, query, resolveSession)
  const isAsked = (call: RecordedCall): boolean =>
    (path === undefined || call.path.startsWith(path)) &&
    (method === undefined || call.method === method) &&
    page.speaksOfSession(() => encodeJson([call.path, call.query, call.body]))
  const calls = page.take(world.calls, isAsked)
  // A call that is not answered yet is sought again, for its outcome.
  const waiting = calls.find(
    ({ status, faults }) => status === null && !faults.some((kind) => NEVER_ANSWERED.has(kind)),
  )
  return { calls, next: waiting === undefined ? world.calls.last() : waiting.seq - 1 }
}

/** Faults after which a call stays without a status. */
const NEVER_ANSWERED: ReadonlySet<string> = new Set(['hang', 'reset', 'reset_after_accept'])

/** What `GET /_sim/webhooks` answers: the targets, and what was sent to them, in order. */
export async function listWebhooks(world: World, { query, resolveSession }: ControlCall): Promise<JsonRecord> {
  const { profiles, deliveries, dropped } = world.webhooks
  const page = await readPage(world, query, resolveSession)
  return {
    webhooks: [...profiles.values()].map(({ id, url, accountId, eventTypes, status }) => ({
      id,
      url,
      account_id: accountId,
      event_types: eventTypes,
      status,
    })),
    deliveries: page.take(deliveries, ({ body }) => page.speaksOfSession(() => body)),
    next: deliveries.last(),
    dropped: dropped(),
  }
}

/** Records in the order of their `seq`, without gaps. */
interface Records<R> {
  readonly list: () => readonly R[]
  readonly last: () => number
}

/** What a query asks of a list of records. */
interface Page {
  /** Those after `after` that are asked for, the newest `limit` of them. */
  readonly take: <R extends { readonly seq: number }>(
    records: Records<R>,
    isAsked: (record: R) => boolean,
  ) => readonly R[]
  /** Whether a text has an id of `session_id`; every one does where no session is asked for. */
  readonly speaksOfSession: (text: () => string) => boolean
}

async function readPage(
  world: World,
  query: ControlCall['query'],
  resolveSession: ControlCall['resolveSession'],
): Promise<Page> {
  const after = wholeNumber(query, 'after') ?? 0
  const limit = wholeNumber(query, 'limit') ?? Number.MAX_SAFE_INTEGER
  if (limit === 0) throw new BadControl('"limit" is a whole number greater than 0')
  const id = query.session_id
  const ids = id === undefined ? undefined : await idsOfSession(world, id, resolveSession)
  return {
    take: (records, isAsked) => {
      const all = records.list()
      const first = all[0]?.seq ?? 0
      // A number that was not given yet is of an earlier start.
      const skipped = after > records.last() ? 0 : Math.max(0, after + 1 - first)
      return all.slice(skipped).filter(isAsked).slice(-limit)
    },
    speaksOfSession: (text) => {
      if (ids === undefined) return true
      const spoken = text()
      return ids.some((known) => spoken.includes(known))
    },
  }
}

function wholeNumber(query: ControlCall['query'], name: 'after' | 'limit'): number | undefined {
  const text = query[name]
  if (text === undefined) return undefined
  if (!/^\d{1,15}$/.test(text)) throw new BadControl(`"${name}" is a whole number`)
  return Number(text)
}
