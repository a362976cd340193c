import { connect } from 'node:net'
import { expect } from 'vitest'
import { test } from '../support/fixtures/gateway.ts'

const quotesPath = '/v0/ramp/quotes?source_amount=100&from_asset=USD&to_asset=USDC&chain_id=8453&country_code=US'

test('what cannot be read is refused after the answers to what came before it', async ({ gateway }) => {
  await gateway.fault({ path: '/payments/crypto/quote', kind: 'slow', delay_ms: 5_000 })
  const user = [`x-juno-orgid: ${gateway.demo.id}`, `x-juno-jwt: ${await gateway.mintToken()}`]
  const get = (path: string, headers: readonly string[] = []): string =>
    [`GET ${path} HTTP/1.1`, 'host: gateway', ...headers, '', ''].join('\r\n')
  const { hostname, port } = new URL(gateway.url)
  let received = ''
  const socket = connect(Number(port), hostname)
  socket.setEncoding('utf8').on('data', (chunk) => {
    received += chunk
  })
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.write(get(quotesPath, user) + get('/nope'))
  await expect
    .poll(async () => JSON.stringify((await gateway.control('/_sim/calls')).body.calls))
    .toContain('/payments/crypto/quote')
  expect(received).toBe('')
  socket.write('\0junk\r\n\r\n')
  await closed
  expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404', 'HTTP/1.1 400'])
})
