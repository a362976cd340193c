import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type JsonAnswer, sessionBody, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { faultsOf } from './problem.ts'

let rampway: TestGateway

beforeAll(async () => {
  rampway = await startTestGateway()
})
afterAll(() => rampway.close())

function open(header: string, body: Record<string, unknown> = {}): Promise<JsonAnswer> {
  return rampway.openSession(sessionBody(body), { headers: { 'idempotency-key': header } })
}

async function expectOneSession(...calls: (() => Promise<JsonAnswer>)[]): Promise<void> {
  const answers: JsonAnswer[] = []
  for (const call of calls) answers.push(await call())
  expect(answers.map(({ status }) => status)).toEqual([201, ...calls.slice(1).map(() => 208)])
  expect(new Set(answers.map(({ body }) => body.session.id)).size).toBe(1)
}

test('a key in the header is the same key as in the body, whichever comes first', async () => {
  await expectOneSession(
    () => open('in-header'),
    () => open('in-header', { idempotency_key: '' }),
    () => open('in-header', { idempotency_key: null }),
    () => open('in-header', { idempotency_key: 'in-header' }),
    () => rampway.openSession(sessionBody({ idempotency_key: 'in-header' })),
  )
})

test('the quoted form of the IETF’s draft is the same key, with what is escaped in it', async () => {
  await expectOneSession(
    () => open('"quoted"'),
    () => open('quoted'),
    () => rampway.openSession(sessionBody({ idempotency_key: 'quoted' })),
  )
  await expectOneSession(
    () => open('"a\\"b\\\\c"'),
    () => rampway.openSession(sessionBody({ idempotency_key: 'a"b\\c' })),
  )
})

test('an empty header is no key, and the key of the body counts', async () => {
  for (const header of ['', '""', '   ']) {
    expect([(await open(header)).status, (await open(header)).status]).toEqual([201, 201])
  }
  await expectOneSession(
    () => open('', { idempotency_key: 'of-the-body' }),
    () => rampway.openSession(sessionBody({ idempotency_key: 'of-the-body' })),
  )
})

test('two keys that differ are refused with both places named, and nobody upstream hears of it', async () => {
  await rampway.control('/_sim/reset', {})
  for (const header of ['two', 'One', '"one "']) {
    const fault = faultsOf(await open(header, { idempotency_key: 'one' }))['/idempotency_key']
    expect(fault, header).toContain('idempotency_key in the body and the Idempotency-Key header')
  }
  expect((await rampway.control('/_sim/calls')).body.calls).toEqual([])
})

test('what a header cannot carry for certain is refused by its name, beside the faults of the body', async () => {
  const cases = {
    ['k'.repeat(129)]: 'At most 128 characters.',
    [`"${'k'.repeat(129)}"`]: 'At most 128 characters.',
    clé: 'printable ASCII',
    'a\tb': 'printable ASCII',
    '"open': 'without quotes',
    '"a"b"': 'without quotes',
    '"a";b=1': 'without quotes',
  }
  for (const [header, expected] of Object.entries(cases)) {
    const faults = faultsOf(await open(header, { chain_id: 5 }))
    expect(faults, header).toEqual({
      '/chain_id': expect.any(String),
      '/idempotency_key': expect.stringMatching(new RegExp(`^The Idempotency-Key header.*${expected}`)),
    })
  }
  for (const header of ['k'.repeat(128), `"${'q'.repeat(128)}"`]) expect((await open(header)).status).toBe(201)
})

test('a header that was sent twice is refused, though both say the same; a comma is part of a key', async () => {
  for (const lines of [
    ['a', 'b'],
    ['same', 'same'],
  ]) {
    expect(await openWithLines(lines)).toMatchObject({ status: 422, detail: expect.stringContaining('more than once') })
  }
  await expectOneSession(
    () => open('a, b'),
    () => rampway.openSession(sessionBody({ idempotency_key: 'a, b' })),
  )
})

test('elsewhere the header says nothing', async () => {
  const headers = { 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': await rampway.mintToken() }
  const answer = await rampway.send('/v0/ramp/sessions', { headers: { ...headers, 'idempotency-key': '"open' } })
  expect(answer.status).toBe(200)
})

/** `fetch` joins repeated headers itself, so here they go out line by line. */
async function openWithLines(lines: readonly string[]): Promise<{ status: number; detail: string }> {
  const headers = {
    'content-type': 'application/json',
    'x-juno-orgid': 'org-demo:env-sandbox',
    'x-juno-jwt': await rampway.mintToken(),
    'idempotency-key': [...lines],
  }
  return new Promise((resolve, reject) => {
    const call = request(`${rampway.url}/v0/ramp/sessions`, { method: 'POST', headers }, (answer) => {
      answer.toArray().then((chunks) => resolve(JSON.parse(Buffer.concat(chunks).toString())), reject)
    })
    call.on('error', reject)
    call.end(JSON.stringify(sessionBody()))
  })
}
