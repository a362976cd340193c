import { createServer, type Server } from 'node:http'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { OutboundProxy } from '../../src/outbound/proxy.ts'
import { createOutbound } from '../../src/outbound/request.ts'

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** A host that can be reached through a proxy alone, and the proxy. */
async function startHidden() {
  const port = await listen(createServer((request, response) => response.end(`hello ${request.headers.host}`)))
  const tunnels: string[] = []
  const proxy = createServer()
  proxy.on('connect', (request, socket, head) => {
    tunnels.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim())
    const upstream = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      upstream.write(head)
      upstream.pipe(socket)
      socket.pipe(upstream)
    })
    for (const end of [upstream, socket]) end.on('error', () => end.destroy())
  })
  return { port, proxyPort: await listen(proxy), tunnels }
}

function send(proxy: OutboundProxy | undefined, url: string) {
  const outbound = createOutbound({ proxy })
  onTestFinished(() => outbound.close())
  return outbound.send({ name: 'test', method: 'GET', url, deadlineMs: 20_000, responseBytesMax: 1_000 })
}

test('a host is reached through the proxy, with its user name and password', async () => {
  const { proxyPort, tunnels } = await startHidden()
  const http = `http://user:pass@127.0.0.1:${proxyPort}`
  const answer = await send({ http, https: undefined, bypass: '' }, 'http://meld.invalid/')
  expect(answer).toMatchObject({ kind: 'answered', text: 'hello meld.invalid' })
  expect(tunnels).toEqual([`meld.invalid:80 Basic ${Buffer.from('user:pass').toString('base64')}`])
})

test('our own machine and the hosts to bypass are reached straight', async () => {
  const { port, proxyPort, tunnels } = await startHidden()
  const proxy = { http: `http://127.0.0.1:${proxyPort}`, https: undefined, bypass: 'meld.invalid' }
  expect(await send(proxy, `http://127.0.0.1:${port}/`)).toMatchObject({ kind: 'answered' })
  expect(await send(proxy, `http://localhost:${port}/`)).toMatchObject({ kind: 'answered' })
  expect(await send(proxy, 'http://meld.invalid/')).toMatchObject({ kind: 'not_sent' })
  expect(tunnels).toEqual([])
})

test('what a proxy does not let through was certainly not sent', async () => {
  const refusing = createServer()
  refusing.on('connect', (_request, socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'))
  const http = `http://127.0.0.1:${await listen(refusing)}`
  expect(await send({ http, https: undefined, bypass: '' }, 'http://meld.invalid/')).toMatchObject({ kind: 'not_sent' })
})
