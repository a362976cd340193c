import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import { Deadline } from '../domain/deadline.ts'
import type { ReceiverCall, ReceiverResult } from '../domain/receiver-call.ts'
import { failureOf } from './receiver-failure.ts'

/** What is kept of an answer's body, in bytes; the rest is not read. */
export const answerBytesMax = 4 * 1024
/** An answer counts from its head on; its body is waited for this long. */
const bodyMs = 2_000
/** Preliminary answers (1xx) that are put up with. */
const preliminaryMax = 8
/** What is kept of the headers: so many, each of so many characters. */
const headersKept = 40
const headerLengthMax = 512

/** Sends a call over a connection of its own and reads the beginning of the answer. Never rejects. */
export function readReceiver(
  dispatcher: Dispatcher,
  target: URL,
  call: ReceiverCall,
  signal: AbortSignal,
): Promise<ReceiverResult> {
  return new Promise((resolve) => {
    const answer = new Answer((result) => {
      signal.removeEventListener('abort', giveUp)
      resolve(result)
    })
    const giveUp = (): void => answer.giveUp()
    signal.addEventListener('abort', giveUp)
    if (signal.aborted) return answer.giveUp()
    try {
      dispatcher.dispatch(
        {
          origin: target.origin,
          path: `${target.pathname}${target.search}`,
          method: 'POST',
          headers: { 'accept-encoding': 'identity', ...call.headers },
          body: call.body,
        },
        answer,
      )
    } catch (error) {
      answer.onResponseError(undefined, error)
    }
  })
}

/** Collects the beginning of one answer; settles once. Whoever made the connection ends it then. */
class Answer implements Dispatcher.DispatchHandler {
  private readonly resolve: (result: ReceiverResult) => void
  private settled = false
  private preliminary = 0
  private head: { readonly status: number; readonly headers: IncomingHttpHeaders } | undefined
  private readonly chunks: Buffer[] = []
  private bytes = 0
  private bodyDeadline: Deadline | undefined

  constructor(resolve: (result: ReceiverResult) => void) {
    this.resolve = resolve
  }

  onRequestStart(): void {}

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status >= 200) {
      this.head = { status, headers }
      this.bodyDeadline = new Deadline(bodyMs, () => this.giveUp())
      return
    }
    this.preliminary += 1
    if (this.preliminary > preliminaryMax) this.settle({ kind: 'failed', failure: 'malformed_answer' })
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.settled) return
    this.chunks.push(chunk.subarray(0, answerBytesMax - this.bytes))
    this.bytes += chunk.length
    if (this.bytes >= answerBytesMax) this.giveUp()
  }

  onResponseEnd(): void {
    this.giveUp()
  }

  onResponseError(_controller: unknown, error: unknown): void {
    if (this.head === undefined) this.settle({ kind: 'failed', failure: failureOf(error) })
    else this.giveUp()
  }

  /** Settles with what there is: an answer, from its head on. */
  giveUp(): void {
    if (this.head === undefined) {
      this.settle({ kind: 'failed', failure: 'timeout' })
      return
    }
    const { status, headers } = this.head
    const body = storable(Buffer.concat(this.chunks).toString('utf8'))
    this.settle({ kind: 'answered', status, headers: keptOf(headers), body })
  }

  private settle(result: ReceiverResult): void {
    if (this.settled) return
    this.settled = true
    this.bodyDeadline?.cancel()
    this.resolve(result)
  }
}

function keptOf(headers: IncomingHttpHeaders): Record<string, string> {
  const kept = Object.entries(headers).slice(0, headersKept)
  return Object.fromEntries(
    kept.map(([name, value]) => [name, storable(String(value ?? '')).slice(0, headerLengthMax)]),
  )
}

/** PostgreSQL keeps no NUL in a text. */
function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD')
}
