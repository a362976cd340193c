import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'

/** Meld gives a receiver ten seconds. */
export const WEBHOOK_TIMEOUT_MS = 10_000
/** Bytes of a receiver's answer that are kept: enough for a problem detail. */
const ANSWER_BYTES_MAX = 2_000

/** What became of one attempt; `reason` is the text of `Meld-Retry-Reason`, `answer` the body that came back. */
export type DeliveryOutcome =
  | { readonly kind: 'delivered'; readonly status: number; readonly answer: string }
  | { readonly kind: 'failed'; readonly status: number | null; readonly answer: string | null; readonly reason: string }

/** Posts one webhook. Any 2xx counts as delivered. Never throws: whatever goes wrong is an outcome. */
export function postWebhook(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
): Promise<DeliveryOutcome> {
  return new Promise((resolve) => {
    const send = url.startsWith('https:') ? requestHttps : requestHttp
    let timedOut = false
    const length = { 'content-length': Buffer.byteLength(body) }
    // No agent: a connection of its own per attempt, so that nothing outlives the receiver or the simulator.
    const options = { method: 'POST', headers: { ...headers, ...length }, agent: false as const, signal }
    const request = send(url, options, (response) => {
      const status = response.statusCode ?? 0
      readAnswer(response, (answer) => {
        clearTimeout(timer)
        if (status >= 200 && status < 300) resolve({ kind: 'delivered', status, answer })
        else resolve({ kind: 'failed', status, answer, reason: `HTTP error: ${status}` })
      })
    })
    const timer = setTimeout(() => {
      timedOut = true
      request.destroy()
    }, WEBHOOK_TIMEOUT_MS)
    request.once('error', () => {
      clearTimeout(timer)
      resolve({ kind: 'failed', status: null, answer: null, reason: timedOut ? 'Timeout' : 'Could not connect' })
    })
    request.once('close', () => clearTimeout(timer))
    request.end(body)
  })
}

/** Hands over the beginning of the answer once all of it was read, or the connection has gone. */
function readAnswer(response: IncomingMessage, done: (answer: string) => void): void {
  const kept: Buffer[] = []
  let bytes = 0
  response.on('data', (chunk: Buffer) => {
    if (bytes < ANSWER_BYTES_MAX) kept.push(chunk.subarray(0, ANSWER_BYTES_MAX - bytes))
    bytes += chunk.length
  })
  response.on('error', () => {})
  response.once('close', () => done(Buffer.concat(kept).toString()))
}
