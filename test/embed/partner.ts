import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The file that pages import, as it was built. */
export const embedFile = new URL('../../packages/embed/dist/embed.js', import.meta.url)

/** Strict, but for what a frame of the widget needs. */
export const strictPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src *; frame-src *; require-trusted-types-for 'script'; trusted-types 'none'"

/** A partner's site, on another origin than the gateway; to browsers another site, too. */
export interface Partner {
  readonly origin: string
  /** What its pages are served with, and the script they run. */
  readonly serve: (served: { readonly policy?: string; readonly script: string }) => void
  readonly close: () => Promise<void>
}

const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>A partner's shop</title>
<h1>Shop</h1><button id="open">Buy crypto</button>
<div id="mount"></div><div id="root"></div><script type="module" src="/app.js"></script>`

/** Starts it on `localhost`; gateways of tests are on `127.0.0.1`. */
export async function startPartner(): Promise<Partner> {
  const embed = await readFile(embedFile)
  let served = { policy: strictPolicy, script: '' }
  const server = createServer((request, response) => {
    const isScript = request.url?.endsWith('.js')
    const body = request.url === '/embed.js' ? embed : isScript ? served.script : page
    response
      .writeHead(200, {
        'content-type': isScript ? 'text/javascript' : 'text/html',
        'content-security-policy': served.policy,
      })
      .end(body)
  })
  server.listen(0, 'localhost')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://localhost:${port}`,
    serve: ({ policy = strictPolicy, script }) => {
      served = { policy, script }
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
