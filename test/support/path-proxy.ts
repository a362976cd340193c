import { once } from 'node:events'
import { createServer, request as forward } from 'node:http'

/** A proxy that has a gateway under a path of its own address, and takes the path away, as nginx and Traefik do. */
export interface PathProxy {
  readonly url: string
  /** Says where the gateway is, which starts later. */
  readonly pointTo: (inside: string) => void
  /** What it was asked for outside the path, which it does not know. */
  readonly lost: readonly string[]
  readonly close: () => Promise<void>
}

/** Starts it on a free port. */
export async function startPathProxy(path: string): Promise<PathProxy> {
  let inside: string | undefined
  const lost: string[] = []
  const server = createServer((incoming, outgoing) => {
    const url = incoming.url ?? '/'
    if (inside === undefined || !url.startsWith(`${path}/`)) {
      lost.push(url)
      outgoing.writeHead(404).end()
      return
    }
    const { hostname, port } = new URL(inside)
    const { method, headers } = incoming
    const onward = forward({ hostname, port, method, headers, path: url.slice(path.length) }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    incoming.pipe(onward)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.')
  return {
    url: `http://127.0.0.1:${address.port}${path}`,
    pointTo: (url) => {
      inside = url
    },
    lost,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
