import { connect, type Socket } from 'node:net'
import { expect } from 'vitest'
import { test } from '../support/fixtures/gateway.ts'
import { type JsonAnswer, sessionBody, type TestGateway } from '../support/gateway.ts'
import { expectProblem } from './problem.ts'
import { parseAnswer, rawRequest } from './raw-request.ts'

test.override('gatewayOptions', { keepAliveSeconds: 2 })

/**
 * The promise is 15 seconds; connections are checked once a second. A machine may be too busy for some time, but Node's own limits
 * are further away still: a minute for headers, five for a request.
 */
const cutAfterMs = { from: 14_500, to: 45_000 }
const slow = { timeout: 70_000 }
const dripMs = 500

interface Cut {
  readonly afterMs: number
  readonly answer: JsonAnswer
}

/** Sends the beginning of a request, then a byte at a time from `drip` when there is one, until the server hangs up. */
async function stall(gateway: TestGateway, begin: string, drip = ''): Promise<Cut> {
  const { hostname, port } = new URL(gateway.url)
  const started = performance.now()
  return await new Promise((resolve) => {
    let received = ''
    let timer: NodeJS.Timeout | undefined
    const socket: Socket = connect(Number(port), hostname, () => {
      socket.write(begin)
      if (drip !== '') timer = setInterval(() => socket.write(drip), dripMs)
    })
    socket.setEncoding('utf8')
    socket.on('data', (chunk) => {
      received += chunk
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      clearInterval(timer)
      resolve({ afterMs: performance.now() - started, answer: parseAnswer(received) })
    })
  })
}

test(
  'whoever takes longer than 15 seconds to send a request is told so and cut off, wherever it stalls',
  slow,
  async ({ gateway }) => {
    const token = await gateway.mintToken()
    const headers = ['x-juno-orgid: org-demo:env-sandbox', `x-juno-jwt: ${token}`, 'content-type: application/json']
    const post = rawRequest('POST', '/v0/ramp/sessions', [...headers, 'Content-Length: 60000'])
    const chunked = rawRequest('POST', '/v0/ramp/sessions', [...headers, 'Transfer-Encoding: chunked'])
    const before = gateway.logged().length
    const cuts = await Promise.all([
      stall(gateway, post),
      stall(gateway, post, ' '),
      stall(gateway, `${chunked}5\r\n{"sou`),
      stall(gateway, 'POST /v0/ramp/sessions HTTP/1.1\r\nHost: gateway\r\n'),
      stall(gateway, 'POST /v0/ramp/sessions HTTP/1.1\r\nHost: gateway\r\nX-Drip: ', 'a'),
    ])
    for (const { afterMs, answer } of cuts) {
      expectProblem(answer, 408, 'GEN-408-001-R')
      expect(answer.body.detail).toContain('15 seconds')
      expect(answer.headers.get('connection')).toBe('close')
      expect(afterMs).toBeGreaterThan(cutAfterMs.from)
      expect(afterMs).toBeLessThan(cutAfterMs.to)
    }
    // The framework's own answer where the request was known: with its path.
    expect(cuts[0]?.answer.body.instance).toBe('/v0/ramp/sessions')
    expect(gateway.logged().slice(before)).not.toMatch(/internal error|"stack"/)
  },
)

test(
  'a connection that was never used is closed without an answer to a question that nobody asked',
  slow,
  async ({ gateway }) => {
    const { afterMs, answer } = await stall(gateway, '')
    expect(answer.text).toBe('')
    expect(afterMs).toBeLessThan(cutAfterMs.to)
  },
)

test('a request that was answered before its body had come is never answered once more', slow, async ({ gateway }) => {
  const keep = (request: string) => request.replace('Connection: close\r\n', '')
  const refused = keep(rawRequest('POST', '/v0/ramp/sessions', ['content-length: 200']))
  const served = keep(rawRequest('GET', '/errors', ['content-length: 200']))
  const cuts = await Promise.all([stall(gateway, refused, ' '), stall(gateway, served, ' ')])
  expect(cuts.map(({ answer }) => answer.status)).toEqual([401, 200])
  for (const { afterMs, answer } of cuts) {
    expect(answer.text).not.toContain('HTTP/1.1')
    expect(afterMs).toBeLessThan(cutAfterMs.to)
  }
})

test(
  'an idle connection is kept for as long as the setting says, and the answer tells it',
  slow,
  async ({ gateway }) => {
    const kept = rawRequest('GET', '/errors').replace('Connection: close\r\n', '')
    const { afterMs, answer } = await stall(gateway, kept)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('keep-alive')).toBe('timeout=2')
    expect(afterMs).toBeGreaterThan(1_900)
    // Our usual setting is 75 seconds.
    expect(afterMs).toBeLessThan(cutAfterMs.to)
  },
)

test('a request that is sent in time is answered, in however many pieces it comes', async ({ gateway }) => {
  const body = JSON.stringify(sessionBody())
  const token = await gateway.mintToken()
  const headers = ['x-juno-orgid: org-demo:env-sandbox', `x-juno-jwt: ${token}`, 'content-type: application/json']
  const whole = rawRequest('POST', '/v0/ramp/sessions', headers, body)
  const { answer } = await stall(gateway, whole.slice(0, -10), whole.slice(-10))
  expect(answer.status).toBe(201)
})
