import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'

/** Meld gives a receiver ten seconds. */
export const WEBHOOK_TIMEOUT_MS = 10_000

/** What became of one attempt; `reason` is the text of `Meld-Retry-Reason`. */
export type DeliveryOutcome =
  | { readonly kind: 'delivered'; readonly status: number }
  | { readonly kind: 'failed'; readonly status: number | null; readonly reason: string }

/** Posts one webhook. Any 2xx counts as delivered. Never throws: whatever goes wrong is an outcome. */
export function postWebhook(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
): Promise<DeliveryOutcome> {
  return new Promise((resolve) => {
    const send = url.startsWith('https:') ? requestHttps : requestHttp
    const fail = (reason: string, status: number | null = null): void => resolve({ kind: 'failed', status, reason })
    let timedOut = false
    const length = { 'content-length': Buffer.byteLength(body) }
    // No agent: a connection of its own per attempt, so that nothing outlives the receiver or the simulator.
    const options = { method: 'POST', headers: { ...headers, ...length }, agent: false as const, signal }
    const request = send(url, options, (response) => {
      const status = response.statusCode ?? 0
      response.resume()
      response.once('close', () => clearTimeout(timer))
      if (status >= 200 && status < 300) resolve({ kind: 'delivered', status })
      else fail(`HTTP error: ${status}`, status)
    })
    const timer = setTimeout(() => {
      timedOut = true
      request.destroy()
    }, WEBHOOK_TIMEOUT_MS)
    request.once('error', () => {
      clearTimeout(timer)
      fail(timedOut ? 'Timeout' : 'Could not connect')
    })
    request.once('close', () => clearTimeout(timer))
    request.end(body)
  })
}
