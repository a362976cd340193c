import { createSecretKey } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request as forward } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'vitest'
import { arrivalHeader, makeArrivalProof } from '../../src/domain/arrival.ts'
import { test } from '../support/fixtures/own-gateways.ts'
import type { TestGateway } from '../support/gateway.ts'
import { saidOf } from './patients.ts'

/** A proxy in front of a gateway that does with `X-Forwarded-For` what `write` says. */
async function startProxy(inside: string, write: (before: string, from: string) => string) {
  const { hostname, port } = new URL(inside)
  const server = createServer((incoming, outgoing) => {
    const before = String(incoming.headers['x-forwarded-for'] ?? '')
    const headers = { ...incoming.headers, 'x-forwarded-for': write(before, '198.51.100.9') }
    const onward = forward({ hostname, port, method: incoming.method, headers, path: incoming.url }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    incoming.pipe(onward)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address() as AddressInfo
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${address.port}`, close }
}

function said(gateway: TestGateway, publicUrl: string, trustedProxies: readonly string[]) {
  const settings = { operatorListen: { host: '127.0.0.1', port: 1 }, trustedProxies, preparedStatements: false }
  const { database } = gateway.deps
  return saidOf('proxies', {
    settings,
    publicUrl,
    database: async () => ({ database, isPrivate: false, folder: undefined }),
    now: gateway.deps.clock,
  })
}

const appending = (before: string, from: string) => (before === '' ? from : `${before}, ${from}`)
const replacing = (_before: string, from: string) => from

test('without a proxy a false address is not believed, and the chain is shown', async ({ startGateway }) => {
  const gateway = await startGateway()
  expect(await said(gateway, gateway.url, [])).toEqual([
    ['ok', 'chain 203.0.113.77 → 127.0.0.1; taken as the caller’s: 127.0.0.1, http (claimed: 203.0.113.77)'],
  ])
})

test('a proxy in front that is not trusted makes everybody one user', async ({ startGateway }) => {
  const gateway = await startGateway()
  const proxy = await startProxy(gateway.url, appending)
  expect(await said(gateway, proxy.url, [])).toEqual([
    ['warning', expect.stringContaining('because 127.0.0.1 is not in trusted_proxies')],
  ])
  proxy.close()
})

test('a trusted proxy says who calls, whether it adds the address or replaces what was claimed', async ({
  startGateway,
}) => {
  const gateway = await startGateway({ trustedProxies: ['127.0.0.1'] })
  for (const write of [appending, replacing]) {
    const proxy = await startProxy(gateway.url, write)
    expect(await said(gateway, proxy.url, ['127.0.0.1'])).toEqual([
      ['ok', expect.stringContaining('taken as the caller’s: 198.51.100.9')],
    ])
    proxy.close()
  }
})

test('whoever trusts more than the proxies believes what a caller claims', async ({ startGateway }) => {
  const wide = ['127.0.0.1', '198.51.100.0/24']
  const gateway = await startGateway({ trustedProxies: wide })
  const proxy = await startProxy(gateway.url, appending)
  expect(await said(gateway, proxy.url, wide)).toEqual([
    ['warning', expect.stringContaining('because every hop of the chain is in trusted_proxies')],
  ])
  expect(await said(gateway, gateway.url, wide)).toEqual([
    ['info', expect.stringContaining('where this was asked from')],
  ])
  proxy.close()
})

test('nobody but the doctor is told how a request arrives', async ({ startGateway }) => {
  const gateway = await startGateway()
  const { linkSecret, clock } = gateway.deps
  const told = async (proof: string) => {
    const answer = await gateway.send('/healthz', { headers: { [arrivalHeader]: proof } })
    return answer.headers.has(arrivalHeader)
  }
  expect(await told(makeArrivalProof(linkSecret, clock()))).toBe(true)
  expect(await told(makeArrivalProof(linkSecret, clock() - 120_000))).toBe(false)
  expect(await told(makeArrivalProof(createSecretKey(Buffer.alloc(32)), clock()))).toBe(false)
  for (const proof of ['', '1', `${clock()}.`, 'x.y', `${clock()}.${'a'.repeat(43)}`])
    expect(await told(proof)).toBe(false)
})
