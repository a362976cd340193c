import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type pg from 'pg'

/** Tells waiting calls, in this process and in others, that something they wait for has happened. */
export interface Signals {
  /** Wakes this process's waiters on `topic`. Others are told by `pg_notify` of its `wireName` in the finishing statement. */
  readonly announce: (topic: string) => void
  /** A mark in the stream of signals: take it before looking, hand it to `wait`, and no signal in between is missed. */
  readonly mark: () => number
  /** Resolves when `topic` is announced after `mark`, or after `timeoutMs`: a hint to look again, never a promise. */
  readonly wait: (topic: string, mark: number, timeoutMs: number) => Promise<void>
  readonly close: () => Promise<void>
}

/** The LISTEN channel. */
export const signalChannel = 'rampway_signals'

/** How a topic is named on the channel, which everybody who reaches the database may listen to. */
function wireName(topic: string): string {
  return hash('sha256', topic, 'hex')
}

/** Signals remembered for a waiter that was still looking when they came. */
const recentMax = 10_000
const reconnectMs = 1_000

/**
 * LISTEN is a hint: it starts with the first wait, comes back after a lost connection, and where it does not work
 * (behind some poolers) the waiters' timeouts do the same, only later.
 */
export function createSignals(connect: () => pg.Client, onError: (error: Error) => void): Signals {
  const waiters = new Map<string, Set<() => void>>()
  /** What is waited for, by its name on the channel. */
  const topics = new Map<string, string>()
  const recent = new LRUCache<string, number>({ max: recentMax })
  let announced = 0
  let listener: pg.Client | undefined
  let retry: NodeJS.Timeout | undefined
  let closed = false

  const announce = (topic: string): void => {
    announced += 1
    recent.set(topic, announced)
    for (const wake of waiters.get(topic) ?? []) wake()
  }

  const listen = async (): Promise<void> => {
    if (listener !== undefined || closed) return
    const client = connect()
    listener = client
    client.on('notification', ({ payload }) => {
      if (payload !== undefined) announce(topics.get(payload) ?? payload)
    })
    const lost = (error?: Error): void => {
      if (listener !== client) return
      listener = undefined
      if (closed) return
      if (error !== undefined) onError(error)
      retry = setTimeout(() => void listen(), reconnectMs)
      retry.unref()
    }
    client.on('error', lost)
    client.on('end', () => lost())
    try {
      await client.connect()
      await client.query(`listen ${signalChannel}`)
      // What was said before we listened is gone: everybody looks again.
      for (const topic of [...waiters.keys()]) announce(topic)
    } catch (error) {
      lost(error instanceof Error ? error : new Error(String(error)))
      await client.end().catch(() => {})
    }
  }

  return {
    announce,
    mark: () => announced,
    wait: (topic, mark, timeoutMs) => {
      void listen()
      const name = wireName(topic)
      if (Math.max(recent.get(topic) ?? 0, recent.get(name) ?? 0) > mark) return Promise.resolve()
      return new Promise((resolve) => {
        const wake = (): void => {
          clearTimeout(timer)
          waiting.delete(wake)
          if (waiting.size === 0 && waiters.get(topic) === waiting) {
            waiters.delete(topic)
            topics.delete(name)
          }
          resolve()
        }
        const timer = setTimeout(wake, timeoutMs)
        const waiting = waiters.get(topic) ?? new Set()
        waiting.add(wake)
        waiters.set(topic, waiting)
        topics.set(name, topic)
      })
    },
    close: async () => {
      closed = true
      clearTimeout(retry)
      for (const topic of [...waiters.keys()]) announce(topic)
      await listener?.end().catch(() => {})
    },
  }
}
