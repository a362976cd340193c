import { createServer } from 'node:http'

/** What the upstream answers a call with; `reset` breaks the connection after reading the request. */
export type Canned =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | 'reset'

/** One call as it came in. */
export interface SeenCall {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: string
}

/** A real HTTP server that answers each path as told; for replies that no well-behaved upstream would give. */
export interface CannedUpstream {
  readonly url: string
  readonly seen: readonly SeenCall[]
  /** Sets the answer for a path from now on; a function is asked anew for each call. */
  readonly answer: (path: string, reply: Canned | ((call: SeenCall) => Canned | Promise<Canned>)) => void
  readonly close: () => Promise<void>
}

/** Starts it on a free port of the loopback interface. Paths without an answer get an HTML 404. */
export async function startCannedUpstream(): Promise<CannedUpstream> {
  const replies = new Map<string, (call: SeenCall) => Canned | Promise<Canned>>()
  const seen: SeenCall[] = []
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://canned')
    let body = ''
    for await (const chunk of request) body += chunk
    const call = { method: request.method ?? '', path: url.pathname, query: url.searchParams, body }
    seen.push(call)
    const reply = await (replies.get(url.pathname) ?? notFound)(call)
    if (reply === 'reset') {
      request.socket.destroy()
      return
    }
    const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? null)
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers }).end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the canned upstream has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    answer: (path, reply) => replies.set(path, typeof reply === 'function' ? reply : () => reply),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function notFound(): Canned {
  return { status: 404, body: '<html>Not Found</html>' }
}
