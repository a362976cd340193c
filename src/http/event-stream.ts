import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'

/** One event of a stream of server-sent events. */
export interface StreamFrame {
  /** Where a reader who has it goes on; absent leaves that where it was. */
  readonly id?: string
  /** Absent for what only tells where the stream is. */
  readonly event?: string
  /** Without line breaks. */
  readonly data?: string
}

/** Why a stream ended. */
export type StreamEnd = 'ended' | 'gone' | 'lived' | 'draining' | 'slow' | 'failed'

/** How a stream behaves; all but the last in milliseconds. */
export interface StreamTimes {
  /** Between comments that keep proxies from taking it for dead. */
  readonly heartbeatMs: number
  /** It ends after this long, so that who is on it is asked anew who they are, and spreads over the processes. */
  readonly lifeMs: number
  /** A reader that is `backlogBytesMax` behind for so long is cut off. */
  readonly stalledMs: number
  /** After its end a stream waits for so long for its reader to take the rest. */
  readonly lingerMs: number
  /** What is held for a reader beyond what the system holds. */
  readonly backlogBytesMax: number
}

/** How long a browser waits before it opens a stream anew. */
const retryMs = 2_000

/** The body of a stream: it is handed to the framework, which closes it when its reader goes. */
export class EventStream extends Readable {
  readonly #times: StreamTimes
  readonly #ended = new AbortController()
  readonly #onEnd: (why: StreamEnd) => void
  readonly #heartbeat: NodeJS.Timeout
  readonly #life: NodeJS.Timeout
  #response: ServerResponse | undefined
  #resume: (() => void) | undefined

  /** `onEnd` is called once. */
  constructor(times: StreamTimes, onEnd: (why: StreamEnd) => void) {
    super({ highWaterMark: times.backlogBytesMax })
    this.#times = times
    this.#onEnd = onEnd
    this.#heartbeat = setInterval(() => this.push(':\n\n'), times.heartbeatMs).unref()
    this.#life = setTimeout(() => this.reconnect('lived'), times.lifeMs).unref()
    this.push(`retry: ${retryMs}\n\n`)
  }

  /** Sends frames until they or the stream end; rejects with what they reject with. */
  async run(frames: (ended: AbortSignal) => AsyncIterable<StreamFrame>): Promise<void> {
    const { signal } = this.#ended
    for await (const frame of frames(signal)) {
      if (signal.aborted) return
      if (!this.push(textOf(frame))) await this.#untilTaken()
    }
    this.#finish('ended')
  }

  /** Tells the reader to come again, and ends. */
  reconnect(why: StreamEnd): void {
    if (this.#ended.signal.aborted) return
    this.push(textOf({ event: 'reconnect', data: JSON.stringify({ reason: why }) }))
    this.#finish(why)
  }

  /** Whom the framework answers with it: a reader that takes nothing holds nobody up for longer than `lingerMs`. */
  attach(response: ServerResponse): void {
    this.#response = response
    response.once('close', () => this.#stop('gone'))
  }

  override _read(): void {
    this.#resume?.()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#stop('gone')
    done(error)
  }

  /** Resolves when the reader has taken enough, or is cut off. */
  async #untilTaken(): Promise<void> {
    await new Promise<void>((resolve) => {
      const cut = setTimeout(() => {
        this.#stop('slow')
        this.destroy()
        resolve()
      }, this.#times.stalledMs)
      this.#resume = () => {
        clearTimeout(cut)
        resolve()
      }
    })
    this.#resume = undefined
  }

  #finish(why: StreamEnd): void {
    if (this.#ended.signal.aborted) return
    this.push(null)
    this.#stop(why)
    const response = this.#response
    if (response === undefined || response.closed) return
    const linger = setTimeout(() => response.destroy(), this.#times.lingerMs).unref()
    response.once('close', () => clearTimeout(linger))
  }

  #stop(why: StreamEnd): void {
    if (this.#ended.signal.aborted) return
    clearInterval(this.#heartbeat)
    clearTimeout(this.#life)
    this.#ended.abort()
    this.#resume?.()
    this.#onEnd(why)
  }
}

function textOf({ id, event, data }: StreamFrame): string {
  const lines = [
    id === undefined ? '' : `id: ${id}\n`,
    event === undefined ? '' : `event: ${event}\n`,
    data === undefined ? '' : `data: ${data}\n`,
  ]
  return `${lines.join('')}\n`
}
