import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { describe, expect } from 'vitest'
import type { Look, Patient } from '../../src/doctor/check.ts'
import { readCertificate } from '../../src/outbound/look.ts'
import { test } from '../support/fixtures/gateway.ts'
import { selfSigned, serveTls } from './certificates.ts'
import { saidOf, servedAlone, serveHttp, strangerWith, tenantWith } from './patients.ts'

const nobody = 'http://127.0.0.1:1'
const dayMs = 86_400_000

const meldAt = (baseUrl: string) => {
  const tenant = tenantWith()
  return servedAlone({ ...tenant, meld: { ...tenant.meld, baseUrl } })
}

describe('the public URL', () => {
  test('is well where a gateway answers there', async ({ gateway }) => {
    expect(await saidOf('public_url', { publicUrl: gateway.url })).toEqual([['ok', `${gateway.url} is healthy`]])
    expect(await saidOf('webhook_address', { publicUrl: gateway.url })).toEqual([
      ['ok', `${gateway.url}/v0/webhooks/meld/events leads to the gateway`],
    ])
  })

  test('is an error where nobody listens, and where somebody else answers', async () => {
    expect(await saidOf('public_url', { publicUrl: nobody })).toEqual([
      ['error', expect.stringContaining('ECONNREFUSED')],
    ])
    expect(await saidOf('webhook_address', { publicUrl: nobody })).toMatchObject([['error', expect.anything()]])
    const other = await serveHttp((_request, response) => response.end('<h1>Welcome to nginx</h1>'))
    expect(await saidOf('public_url', { publicUrl: other.url })).toEqual([
      ['error', expect.stringContaining('not as a gateway')],
    ])
    expect(await saidOf('webhook_address', { publicUrl: other.url })).toEqual([
      ['error', expect.stringContaining('answers 200, and not as the gateway does')],
    ])
    await other.close()
  })

  test('that hangs costs no more than the time of a check', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as AddressInfo
    const began = performance.now()
    const said = await Promise.all(
      (['public_url', 'webhook_address', 'operator_port', 'certificate'] as const).map((id) =>
        saidOf(id, { publicUrl: `${id === 'certificate' ? 'https' : 'http'}://127.0.0.1:${port}` }),
      ),
    )
    expect(performance.now() - began).toBeLessThan(12_000)
    expect(said.flat().map(([severity]) => severity)).toEqual(['error', 'error', 'skipped', 'error'])
    silent.close()
  })
})

describe('the certificate', () => {
  test('that is nobody’s is an error, and so is one that has expired', async () => {
    for (const [validUntil, words] of [
      [Date.now() + 100 * dayMs, 'not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)'],
      [Date.now() - 2 * dayMs, 'expired'],
    ] as const) {
      const server = await serveTls(selfSigned(validUntil))
      expect(await saidOf('certificate', { publicUrl: server.url })).toEqual([
        ['error', expect.stringContaining(words)],
      ])
      await server.close()
    }
  })

  test('that expires soon is told while it is still trusted', async () => {
    const server = await serveTls(selfSigned(Date.now() + 3.5 * dayMs))
    // Its authority is known: the real look, less what this machine does not trust.
    const look: Look = {
      ...strangerWith().look,
      readCertificate: async (...of) => {
        const read = await readCertificate(...of)
        return read.kind === 'certificate' ? { ...read, fault: null } : read
      },
    }
    expect(await saidOf('certificate', { publicUrl: server.url, look })).toEqual([
      ['warning', expect.stringContaining('(3 days)')],
    ])
    expect(await saidOf('certificate', { publicUrl: server.url, look, now: () => Date.now() - 30 * dayMs })).toEqual([
      ['ok', expect.stringContaining('from rampway test')],
    ])
    await server.close()
  })
})

describe('the operator’s port', () => {
  const settings = (host: string, port = 8081): Patient['settings'] => ({
    operatorListen: { host, port },
    trustedProxies: [],
    preparedStatements: false,
  })

  test('on every interface is a reason to worry, on this machine alone it is well', async () => {
    const closed = await serveHttp((_request, response) => response.writeHead(404).end())
    const publicUrl = closed.url
    expect(await saidOf('operator_port', { publicUrl, settings: settings('0.0.0.0') })).toEqual([
      ['warning', 'it listens on 0.0.0.0'],
    ])
    expect(await saidOf('operator_port', { publicUrl, settings: settings('127.0.0.1') })).toEqual([
      ['ok', 'not to be reached from outside'],
    ])
    await closed.close()
    expect(await saidOf('operator_port', { settings: settings('10.0.0.7') })).toEqual([
      ['info', 'it listens on 10.0.0.7'],
    ])
  })

  test('behind the public URL is an error', async () => {
    const careless = await serveHttp((request, response) => {
      response.statusCode = request.url === '/console' ? 200 : 404
      response.end()
    })
    const said = await saidOf('operator_port', { publicUrl: careless.url, settings: settings('127.0.0.1') })
    expect(said).toEqual([['error', 'the public URL serves /console (200)']])
    await careless.close()
  })
})

test('a host that cannot be reached is named; any answer at all will do', async ({ gateway }) => {
  expect(await saidOf('outgoing', { tenants: meldAt(nobody) })).toEqual([
    ['error', '127.0.0.1:1: no connection (ECONNREFUSED)'],
  ])
  expect(await saidOf('outgoing', { tenants: meldAt(gateway.simulator.url) })).toEqual([
    ['ok', expect.stringContaining('1 hosts answer')],
  ])
})

describe('the clock', () => {
  const clockOff = (seconds: number) =>
    serveHttp((_request, response) => {
      response.setHeader('date', new Date(Date.now() + seconds * 1000).toUTCString())
      response.end()
    })

  test('five minutes from that of others is an error, ahead or behind', async () => {
    for (const [off, words] of [
      [300, 'behind others'],
      [-300, 'ahead of others'],
    ] as const) {
      const host = await clockOff(off)
      expect(await saidOf('clock', { tenants: meldAt(host.url) })).toEqual([['error', expect.stringContaining(words)]])
      await host.close()
    }
  })

  test('that agrees with others is well, though one of them is wrong, which is named', async ({ gateway }) => {
    expect(await saidOf('clock', { tenants: meldAt(gateway.simulator.url) })).toMatchObject([['ok', expect.anything()]])
    const [off, right] = await Promise.all([clockOff(300), clockOff(0)])
    const [first, second] = [meldAt(off.url), meldAt(right.url)]
    const tenants = servedAlone(...first.served, ...second.served)
    expect(await saidOf('clock', { tenants, publicUrl: gateway.url })).toEqual([
      ['warning', expect.stringContaining(`the clock of ${new URL(off.url).host} is off`)],
    ])
    await Promise.all([off.close(), right.close()])
  })
})

test('what is not known from here is skipped, and nothing is called for it', async () => {
  const send = () => {
    throw new Error('nobody is to be called')
  }
  const look = { ...strangerWith().look, send }
  for (const id of ['public_url', 'webhook_address', 'certificate', 'outgoing', 'clock', 'proxies'] as const) {
    expect(await saidOf(id, { look }), id).toEqual([['skipped', expect.any(String)]])
  }
})
