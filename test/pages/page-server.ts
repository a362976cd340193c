import { once } from 'node:events'
import { createServer } from 'node:http'
import { demoBrand } from '../../src/dev/demo-brand.ts'
import { assets } from '../../src/pages/assets.ts'
import { findBrandFile } from '../../src/pages/brand.ts'
import type { Page } from '../../src/pages/page.ts'

/** A web server on loopback with an origin of its own. */
export interface PageServer {
  readonly origin: string
  /** Serves a page of ours, or any HTML, at a path. */
  readonly put: (path: string, content: Page | string) => void
  /** The paths asked for so far, in order. */
  readonly requested: readonly string[]
  readonly close: () => Promise<void>
}

const branded = [{ brand: demoBrand }]

/** Starts a server that sends pages exactly as they are, with the assets they refer to. */
export async function startPageServer(): Promise<PageServer> {
  const contents = new Map<string, Page | string>()
  const requested: string[] = []
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    requested.push(path)
    const content = contents.get(path)
    const asset = assets.get(path) ?? findBrandFile(branded, path)
    if (typeof content === 'string') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(content)
    } else if (content !== undefined) {
      response.writeHead(content.status, content.headers).end(content.html)
    } else if (asset !== undefined) {
      response.writeHead(200, { ...asset.headers, 'content-type': asset.contentType }).end(asset.body)
    } else {
      response.writeHead(404).end()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The test server has no port.')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    put: (path, content) => void contents.set(path, content),
    requested,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
