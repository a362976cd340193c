import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type pg from 'pg'
import { hangUp, isDirect } from './connection.ts'

/** Wakes calls that wait for something, in this process and in others. */
export interface Signals {
  /**
   * Wakes this process's waiters on `topic`. Others are told by `pg_notify` of its `wireName` in the finishing
   * statement.
   */
  readonly announce: (topic: string) => void
  /**
   * A mark in the stream of signals: take it before checking, hand it to `wait`, and no signal in between is missed.
   */
  readonly mark: () => number
  /** Resolves when `topic` is announced after `mark`, or after `timeoutMs`: a hint to check again, never a promise. */
  readonly wait: (topic: string, mark: number, timeoutMs: number) => Promise<void>
  readonly close: () => Promise<void>
}

/** The LISTEN channel. */
export const signalChannel = 'rampway_signals'

/**
 * How a topic is named on the channel, which everybody who reaches the database may listen to. For `postgres/` and
 * `store/` only.
 */
export function wireName(topic: string): string {
  return hash('sha256', topic, 'hex')
}

/** Signals remembered for a waiter that was still checking when they came. */
const recentMax = 10_000
const reconnectMs = 1_000
/** Behind a pooler there is no LISTEN; how often it is checked whether the pooler is still there. */
const poolerAgainMs = 60_000
/** How often the listening connection, which may be silent for hours, is checked for being alive. */
const heartbeatMs = 10_000

/**
 * LISTEN is a hint only: it starts with the first wait, and again after a lost connection. Behind a pooler, where
 * others would be listening in our place, there is none: waiters wake by their timeouts, only later.
 */
export function createSignals(connect: () => pg.Client, onError: (error: Error) => void): Signals {
  const waiters = new Map<string, Set<() => void>>()
  /** The topics that somebody waits for, by their names on the channel. */
  const topics = new Map<string, string>()
  const recent = new LRUCache<string, number>({ max: recentMax })
  let announced = 0
  let listener: pg.Client | undefined
  let retry: NodeJS.Timeout | undefined
  let heartbeat: NodeJS.Timeout | undefined
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
    let isOver = false
    const giveUp = (error: unknown, againMs = reconnectMs): void => {
      if (isOver) return
      isOver = true
      clearInterval(heartbeat)
      void hangUp(client)
      if (closed) return
      if (error !== undefined) onError(error instanceof Error ? error : new Error(String(error)))
      retry = setTimeout(() => {
        listener = undefined
        void listen()
      }, againMs)
      retry.unref()
    }
    client.on('notification', ({ payload }) => {
      if (payload !== undefined) announce(topics.get(payload) ?? payload)
    })
    client.on('error', giveUp)
    client.on('end', () => giveUp(undefined))
    try {
      await client.connect()
      if (!(await isDirect(client))) return giveUp(undefined, poolerAgainMs)
      await client.query(`listen ${signalChannel}`)
      if (closed) return
      heartbeat = setInterval(() => void client.query('select 1').catch(giveUp), heartbeatMs)
      heartbeat.unref()
      // Signals from before we listened are lost: everybody checks again.
      for (const topic of [...waiters.keys()]) announce(topic)
    } catch (error) {
      giveUp(error)
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
      clearInterval(heartbeat)
      if (listener !== undefined) await hangUp(listener)
    },
  }
}
