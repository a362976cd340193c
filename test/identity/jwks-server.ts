import { createServer } from 'node:http'
import { onTestFinished } from 'vitest'

/** How the server answers from now on. */
export type JwksBehaviour =
  | { readonly kind: 'keys'; readonly keys: readonly object[] }
  | { readonly kind: 'body'; readonly body: string; readonly status?: number }
  | { readonly kind: 'redirect'; readonly to: string }
  | { readonly kind: 'reset' }
  | { readonly kind: 'hang' }

/** A real JWKS endpoint on loopback whose behaviour a test can change at any time. */
export interface JwksServer {
  readonly url: string
  readonly become: (behaviour: JwksBehaviour) => void
  /** How many requests have arrived. */
  readonly fetchCount: () => number
}

/** Starts the server and stops it when the test has finished. */
export async function startJwksServer(first: JwksBehaviour): Promise<JwksServer> {
  let behaviour = first
  let fetches = 0
  const server = createServer((_request, response) => {
    fetches += 1
    switch (behaviour.kind) {
      case 'keys':
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: behaviour.keys }))
        return
      case 'body':
        response.writeHead(behaviour.status ?? 200).end(behaviour.body)
        return
      case 'redirect':
        response.writeHead(302, { location: behaviour.to }).end()
        return
      case 'reset':
        response.destroy()
        return
      case 'hang':
        return
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the JWKS server has no port')
  return {
    url: `http://127.0.0.1:${address.port}/jwks.json`,
    become: (next) => {
      behaviour = next
    },
    fetchCount: () => fetches,
  }
}
