import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { connect, type Socket } from 'node:net'
import Fastify from 'fastify'
import { expect, onTestFinished } from 'vitest'
import { clientAddress, createTrust } from '../../src/http/client-address.ts'
import { test as base } from '../support/fixtures/gateway.ts'
import { sessionBody, startTestGateway, type TestGateway } from '../support/gateway.ts'

const test = base.extend('proxied', { scope: 'file' }, async ({ target, gateway: { simulator } }, { onCleanup }) => {
  const trustedProxies = ['127.0.0.1', '10.0.0.0/8']
  const proxied = await startTestGateway({ database: target, simulator, trustedProxies })
  onCleanup(proxied.close)
  return proxied
})

/** The address that Meld is told when a session is opened with this `X-Forwarded-For`. */
async function toldAddress(gateway: TestGateway, forwardedFor: string | string[]): Promise<string | undefined> {
  await gateway.control('/_sim/reset', {})
  const token = await gateway.mintToken()
  const request = httpRequest(`${gateway.url}/v0/ramp/sessions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-juno-orgid': 'org-demo:env-sandbox',
      'x-juno-jwt': token,
      // One header line for each.
      'x-forwarded-for': forwardedFor,
    },
  })
  request.end(JSON.stringify(sessionBody({ service_provider: 'TRANSAK' })))
  const [answer] = await once(request, 'response')
  answer.resume()
  expect(answer.statusCode).toBe(201)
  const [call] = await gateway.widgetCalls()
  return call?.body.sessionData.clientIpAddress
}

test('a public address that a trusted proxy names reaches Meld as clientIpAddress', async ({ proxied }) => {
  expect(await toldAddress(proxied, '8.8.4.4')).toBe('8.8.4.4')
  expect(await toldAddress(proxied, '2606:4700:4700::1111')).toBe('2606:4700:4700::1111')
  expect(await toldAddress(proxied, '::ffff:8.8.4.4')).toBe('8.8.4.4')
})

test('of a chain of proxies the last address that is not trusted counts, for what stands before it may be forged', async ({
  proxied,
}) => {
  expect(await toldAddress(proxied, '8.8.8.8, 8.8.4.4, 10.0.0.7')).toBe('8.8.4.4')
  expect(await toldAddress(proxied, '8.8.8.8, 192.168.0.1')).toBeUndefined()
})

test.for([
  ['8.8.4.4:51234', '8.8.4.4'],
  ['8.8.4.4:_hidden', '8.8.4.4'],
  ['[2606:4700::1111]:443', '2606:4700::1111'],
  ['[2606:4700::1111]', '2606:4700::1111'],
  ['2606:4700:0:0::1111', '2606:4700::1111'],
  ['::ffff:8.8.4.4', '8.8.4.4'],
  ['::FFFF:808:404', '8.8.4.4'],
  ['[::ffff:8.8.4.4]:51234', '8.8.4.4'],
  ['::ffff:8.8.4.4:51234', '8.8.4.4'],
  ['"8.8.4.4:51234"', '8.8.4.4'],
  ['"[2606:4700::1111]:443"', '2606:4700::1111'],
  ['  8.8.4.4\t', '8.8.4.4'],
  [', 8.8.4.4,,', '8.8.4.4'],
] as const)('what proxies write around an address is taken off: %s', async ([forwardedFor, address], { proxied }) => {
  expect(await toldAddress(proxied, forwardedFor)).toBe(address)
})

test.for([
  '8.8.8.8, 8.8.4.4:51234, 10.0.0.7:443',
  '8.8.8.8, 8.8.4.4, [::ffff:10.0.0.7]:443 , ::ffff:127.0.0.1',
  '8.8.8.8, [::ffff:8.8.4.4]:1, "10.0.0.7"',
  'unknown, 8.8.4.4, , 10.0.0.7:_proxy',
])('trust is judged by what remains of each hop: %s', async (forwardedFor, { proxied }) => {
  expect(await toldAddress(proxied, forwardedFor)).toBe('8.8.4.4')
})

test('a trusted proxy that does not say who spoke to it is not taken for the client, and hides what stands before', async ({
  proxied,
}) => {
  for (const text of ['8.8.8.8, unknown, 10.0.0.7', '8.8.8.8, _hidden', '8.8.8.8, 8.8, 10.0.0.7:443']) {
    expect(await toldAddress(proxied, text), text).toBeUndefined()
  }
})

test('several header lines are one list', async ({ proxied }) => {
  const told = await toldAddress(proxied, ['8.8.8.8, 8.8.4.4:9', '10.0.0.7:443'])
  expect(told).toBe('8.8.4.4')
})

test('an address that is not public never reaches Meld', async ({ proxied }) => {
  const addresses = [
    '10.1.2.3',
    '192.168.1.1',
    '172.16.0.9',
    '127.0.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '::1',
    'fe80::1',
    'fd00::1',
    '::ffff:10.0.0.1',
  ]
  for (const address of addresses) expect(await toldAddress(proxied, address), address).toBeUndefined()
})

test('what is no address never reaches Meld', async ({ proxied }) => {
  for (const text of [
    'unknown',
    '8.8.4.999',
    '8.8.4.4 8.8.8.8',
    '8.8.4.4:port:1',
    '_hidden',
    '[8.8.4.4',
    '[]',
    '"',
    ':443',
    '8.8',
    '134744072',
    '2606:4700::1111%eth0',
  ]) {
    expect(await toldAddress(proxied, text), text).toBeUndefined()
  }
})

test('X-Forwarded-For is not believed from anybody who is not a trusted proxy', async ({ gateway }) => {
  expect(await toldAddress(gateway, '8.8.4.4')).toBeUndefined()
})

test.each([
  ['without a proxy', []],
  ['behind a trusted proxy', ['127.0.0.1']],
])('a caller who has hung up before anybody asks has no address, and that is no fault: %s', async (_name, proxies) => {
  const app = Fastify({ trustProxy: createTrust(proxies) })
  onTestFinished(() => app.close())
  let caller: Socket | undefined
  const asked = new Promise((resolve, reject) => {
    app.get('/', async (request) => {
      caller?.destroy()
      await once(request.raw.socket, 'close')
      new Promise((done) => done(clientAddress(request))).then(resolve, reject)
    })
  })
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  caller = connect(Number(port), '127.0.0.1')
  caller.write('GET / HTTP/1.1\r\nhost: test\r\n\r\n')
  expect(await asked).toBeUndefined()
})
