import { GatewayError } from '../domain/errors.ts'
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

/** Whose stream is to be opened, and what it tells. */
export interface StreamOpening {
  readonly kind: StreamKind
  /** Whose it is, among those of its kind. */
  readonly owner: string
  /** Gives the frames; undefined where there is nothing more to tell. */
  readonly begin: () => Promise<Frames | undefined>
  /** Told when the frames fail; the reader is told to come again. */
  readonly onFailure: (error: unknown) => void
}

/** The streams that this process has open. */
export interface OpenStreams {
  readonly limits: StreamLimits
  /**
   * Opens a stream; undefined where there is nothing more to tell. Throws `too_many_streams`, `overloaded` when the process
   * has as many as it takes, or what `begin` throws.
   */
  readonly open: (opening: StreamOpening) => Promise<EventStream | undefined>
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
    open: async ({ kind, owner, begin, onFailure }) => {
      const leave = takePlace(kind, owner)
      const frames = await begin().catch((error: unknown) => {
        leave()
        throw error
      })
      if (frames === undefined) {
        leave()
        return undefined
      }
      const stream: EventStream = new EventStream(limits, (why) => {
        open.delete(stream)
        leave()
        metrics.streamEnded({ kind, why })
      })
      open.add(stream)
      if (isEnding) stream.reconnect('draining')
      stream.run(frames).catch((error: unknown) => {
        onFailure(error)
        stream.reconnect('failed')
      })
      return stream
    },
    end: () => {
      isEnding = true
      for (const stream of [...open]) stream.reconnect('draining')
    },
  }
}
