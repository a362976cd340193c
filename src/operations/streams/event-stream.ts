import type { EventType, StoredEvent } from '../../domain/event.ts'
import { type EventStreamPlace, readEventPlace, writeEventPlace } from '../../domain/event-stream-position.ts'
import type { TenantId } from '../../domain/tenant.ts'
import { DatabaseUnavailableError } from '../../postgres/database-unavailable.ts'
import {
  findPosition,
  findPositionAt,
  lastPosition,
  markEvents,
  readEventsAfter,
  type ToldEvent,
  waitForEvents,
} from '../../store/event-log.ts'
import { peekLastPosition } from '../../store/event-positions.ts'
import type { Deps } from '../deps.ts'
import { msToNextPoll } from './poll-clock.ts'

/** One frame of a tenant's stream. */
export interface EventFrame {
  /** Where a reader who has it goes on. */
  readonly id: string
  /** Absent of a frame that only tells where the stream is, as `data`. */
  readonly event?: EventType
  readonly data?: string
}

/** What a reader asks for. */
export interface EventStreamRequest {
  /** The id of the last frame that the reader has, or of an event; null when it has none. */
  readonly after: string | null
  /** Epoch milliseconds; null: from now on. Counts where `after` is null. */
  readonly since: number | null
  readonly isWanted: (type: EventType) => boolean
  /** Writes an event for the reader. */
  readonly write: (event: StoredEvent, isReplay: boolean) => string
}

/** The frames of one stream, until `ended`. */
export type EventFrames = (ended: AbortSignal) => AsyncGenerator<EventFrame>

/** Most events that are read at once: what is rendered and not sent yet is held in memory. */
const pageMax = 50

/**
 * Begins a stream of a tenant's events in their order, replays included: after the reader's place none is left out, and
 * none comes twice but as a replay. The first frame tells where it begins, so that who is cut off before the first event
 * can go on as well. An unreachable database is waited out; rejects with anything else that reading raises.
 */
export async function openEventStream(deps: Deps, tenant: TenantId, request: EventStreamRequest): Promise<EventFrames> {
  const position = await beginningOf(deps, tenant, request)
  return (ended) => follow(deps, tenant, request, position, ended)
}

async function beginningOf(
  { database }: Deps,
  tenant: TenantId,
  { after, since }: EventStreamRequest,
): Promise<number> {
  const last = await lastPosition(database, tenant)
  const place: EventStreamPlace | undefined = after === null ? undefined : readEventPlace(after)
  if (place === undefined) return after === null && since !== null ? findPositionAt(database, tenant, since) : last
  // Beyond the end are places of another database alone.
  if ('position' in place) return Math.min(place.position, last)
  // Of an event that is kept no more, its id still tells the time.
  const known = await findPosition(database, tenant, place.event, 'oldest')
  return known ?? findPositionAt(database, tenant, Number.parseInt(place.event.slice(4, 16), 16))
}

async function* follow(
  { database }: Deps,
  tenant: TenantId,
  request: EventStreamRequest,
  from: number,
  ended: AbortSignal,
): AsyncGenerator<EventFrame> {
  let position = from
  yield { id: writeEventPlace(null, position) }
  while (!ended.aborted) {
    const mark = markEvents(database)
    try {
      const last = await peekLastPosition(database, tenant)
      while (position < last && !ended.aborted) {
        const page = await readEventsAfter(database, tenant, position, pageMax)
        yield* framesOf(page, request)
        position = page.at(-1)?.position ?? last
      }
    } catch (error) {
      if (!(error instanceof DatabaseUnavailableError)) throw error
    }
    if (!ended.aborted) await waitForEvents(database, tenant, mark, msToNextPoll())
  }
}

function* framesOf(
  page: readonly ToldEvent[],
  { since, after, isWanted, write }: EventStreamRequest,
): Generator<EventFrame> {
  const notBefore = after === null && since !== null ? since : Number.NEGATIVE_INFINITY
  let shown: ToldEvent | undefined
  for (const told of page) {
    const { position, event, isReplay } = told
    if (!isWanted(event.type) || (event.at < notBefore && !isReplay)) continue
    shown = told
    yield { id: writeEventPlace(event.id, position), event: event.type, data: write(event, isReplay) }
  }
  // So that nobody goes through what they do not want again.
  const last = page.at(-1)
  if (last !== undefined && last !== shown) yield { id: writeEventPlace(last.event.id, last.position) }
}
