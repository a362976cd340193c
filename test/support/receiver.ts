import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** One call that a receiver got. */
export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** The bytes as they came; the signature is about these. */
  readonly body: string
  /** When it had come in whole, in epoch milliseconds. */
  readonly at: number
}

/** Answers one call. What it never answers hangs until the receiver is closed. */
export type Answering = (call: Received, response: ServerResponse) => void

/** A partner's server, which takes deliveries and keeps what it got. */
export interface Receiver {
  readonly url: string
  /** In the order in which they came in. */
  readonly calls: readonly Received[]
  /** How it answers from now on; at first each call gets 204. */
  readonly answer: (how: Answering) => void
  readonly close: () => Promise<void>
}

/** Starts a receiver on this machine, on the given port or any free one. */
export async function startReceiver(port = 0): Promise<Receiver> {
  const calls: Received[] = []
  let answering: Answering = (_call, response) => response.writeHead(204).end()
  const server = createServer((request, response) => {
    // A sender that goes away in the middle is none of the receiver's business.
    void text(request).then(
      (body) => {
        const call = { path: request.url ?? '', headers: request.headers, body, at: Date.now() }
        calls.push(call)
        answering(call, response)
      },
      () => response.destroy(),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: chosen } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${chosen}/hooks`,
    calls,
    answer: (how) => {
      answering = how
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
