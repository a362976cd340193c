import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createResponseClass } from './response.ts'

/** The answer of a listener that serves this text, and may begin to drain while it does. */
async function serveText(text: string, length: number, drainMeanwhile = false) {
  let isDraining = false
  const server = createServer({ ServerResponse: createResponseClass(() => isDraining) }, (_request, response) => {
    isDraining = drainMeanwhile
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'content-length': String(length) })
    response.end(text)
  })
  server.listen(0, '127.0.0.1')
  onTestFinished(() => void server.closeAllConnections())
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return fetch(`http://127.0.0.1:${port}/`)
}

test.each([
  ['ASCII', 'plain \u007f'],
  ['nothing', ''],
  ['Latin-1', 'é\u0080ÿ'],
  ['more', 'naïve 中文 🙂 a\u2028b'],
  ['more than one write', 'ü'.repeat(100_000)],
])('a text of %s comes as the bytes of its UTF-8', async (_what, text) => {
  const answer = await serveText(text, Buffer.byteLength(text))
  expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(text))).toBe(true)
})

test('an answer keeps its connection, unless the listener drains by the time it is written', async () => {
  expect((await serveText('ok', 2)).headers.get('connection')).toBe('keep-alive')
  expect((await serveText('ok', 2, true)).headers.get('connection')).toBe('close')
})
