import { GatewayError } from '../domain/errors.ts'
import type { WorkLog } from '../observe/log.ts'
import type { Metrics } from '../observe/metrics.ts'
import { EventStream, type StreamFrame, type StreamTimes } from './event-stream.ts'

/** For whom a stream is. */
export type StreamKind = 'user' | 'partner'

/** How many streams one process has open at most, and how they behave. */
export interface StreamLimits extends StreamTimes {
  /** In all. */
  readonly openMax: number
  /** Of one user, or one partner. */
  readonly openMaxOf: Readonly<Record<StreamKind, number>>
}

export const streamLimits: StreamLimits = {
  openMax: 1_000,
  openMaxOf: { user: 4, partner: 8 },
  heartbeatMs: 15_000,
  lifeMs: 5 * 60_000,
  stalledMs: 5_000,
  lingerMs: 2_000,
  backlogBytesMax: 64 * 1_024,
}

/** Whoever is refused a stream may ask again after this long. */
const retryAfterSeconds = 10

/** The frames of a stream. */
export type Frames = (ended: AbortSignal) => AsyncIterable<StreamFrame>

/** A place that one stream has, from before anything is read for it. */
export interface StreamPlace {
  /** What `begin` gives; the place is left where that rejects. */
  readonly prepare: <T>(begin: () => Promise<T>) => Promise<T>
  /** Opens the stream, which leaves the place at its end. Where its frames fail, its reader is told to come again. */
  readonly open: (frames: Frames, log: WorkLog) => EventStream
  /** There is nothing to tell. */
  readonly leave: () => void
}

/** The streams that this process has open. */
export interface OpenStreams {
  readonly limits: StreamLimits
  /**
   * Takes a place for a stream of an owner among those of its kind. Throws `too_many_streams`, or `overloaded` when the
   * process has as many as it takes.
   */
  readonly take: (kind: StreamKind, owner: string) => StreamPlace
  /** Tells every reader to come again, and ends the streams, those that are being opened too. */
  readonly end: () => void
}

/** Keeps the streams of a process. */
export function createOpenStreams(metrics: Metrics, limits: StreamLimits = streamLimits): OpenStreams {
  const open = new Set<EventStream>()
  const places = new Map<string, number>()
  let placesTaken = 0
  let isEnding = false

  const takePlace = (kind: StreamKind, owner: string): (() => void) => {
    const name = `${kind} ${owner}`
    const taken = places.get(name) ?? 0
    const headers = { 'retry-after': String(retryAfterSeconds) }
    if (taken >= limits.openMaxOf[kind]) {
      const detail = `There are ${taken} streams of this ${kind} open already, which is as many as there may be.`
      throw new GatewayError('too_many_streams', { detail, headers })
    }
    if (placesTaken >= limits.openMax) {
      const detail = `There are ${placesTaken} streams open already, which is as many as there may be; poll meanwhile.`
      throw new GatewayError('overloaded', { detail, headers, reason: 'streams_full' })
    }
    places.set(name, taken + 1)
    placesTaken += 1
    metrics.streamsOpen(+1)
    return () => {
      const left = (places.get(name) ?? 1) - 1
      if (left === 0) places.delete(name)
      else places.set(name, left)
      placesTaken -= 1
      metrics.streamsOpen(-1)
    }
  }

  return {
    limits,
    take: (kind, owner) => {
      const leave = takePlace(kind, owner)
      return {
        leave,
        prepare: async (begin) => {
          try {
            return await begin()
          } catch (error) {
            leave()
            throw error
          }
        },
        open: (frames, log) => {
          const stream: EventStream = new EventStream(limits, (why) => {
            open.delete(stream)
            leave()
            metrics.streamEnded({ kind, why })
          })
          open.add(stream)
          if (isEnding) stream.reconnect('draining')
          stream.run(frames).catch((err: unknown) => {
            log.error({ err }, 'a stream failed')
            stream.reconnect('failed')
          })
          return stream
        },
      }
    },
    end: () => {
      isEnding = true
      for (const stream of [...open]) stream.reconnect('draining')
    },
  }
}
