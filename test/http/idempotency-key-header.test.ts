import { request } from 'node:http'
import { expect } from 'vitest'
import { test } from '../support/fixtures/gateway.ts'
import { type JsonAnswer, sessionBody, type TestGateway } from '../support/gateway.ts'
import { faultsOf } from './problem.ts'

function open(gateway: TestGateway, header: string, body: Record<string, unknown> = {}): Promise<JsonAnswer> {
  return gateway.openSession(sessionBody(body), { headers: { 'idempotency-key': header } })
}

async function expectOneSession(...calls: (() => Promise<JsonAnswer>)[]): Promise<void> {
  const answers: JsonAnswer[] = []
  for (const call of calls) answers.push(await call())
  expect(answers.map(({ status }) => status)).toEqual([201, ...calls.slice(1).map(() => 208)])
  expect(new Set(answers.map(({ body }) => body.session.id)).size).toBe(1)
}

test('a key in the header is the same key as in the body, whichever comes first', async ({ gateway }) => {
  await expectOneSession(
    () => open(gateway, 'in-header'),
    () => open(gateway, 'in-header', { idempotency_key: '' }),
    () => open(gateway, 'in-header', { idempotency_key: null }),
    () => open(gateway, 'in-header', { idempotency_key: 'in-header' }),
    () => gateway.openSession(sessionBody({ idempotency_key: 'in-header' })),
  )
})

test('the quoted form of the IETF’s draft is the same key, with what is escaped in it', async ({ gateway }) => {
  await expectOneSession(
    () => open(gateway, '"quoted"'),
    () => open(gateway, 'quoted'),
    () => gateway.openSession(sessionBody({ idempotency_key: 'quoted' })),
  )
  await expectOneSession(
    () => open(gateway, '"a\\"b\\\\c"'),
    () => gateway.openSession(sessionBody({ idempotency_key: 'a"b\\c' })),
  )
})

test('an empty header is no key, and the key of the body counts', async ({ gateway }) => {
  for (const header of ['', '""', '   ']) {
    expect([(await open(gateway, header)).status, (await open(gateway, header)).status]).toEqual([201, 201])
  }
  await expectOneSession(
    () => open(gateway, '', { idempotency_key: 'of-the-body' }),
    () => gateway.openSession(sessionBody({ idempotency_key: 'of-the-body' })),
  )
})

test('two keys that differ are refused with both places named, and nobody upstream hears of it', async ({
  gateway,
}) => {
  await gateway.control('/_sim/reset', {})
  for (const header of ['two', 'One', '"one "']) {
    const fault = faultsOf(await open(gateway, header, { idempotency_key: 'one' }))['/idempotency_key']
    expect(fault, header).toContain('idempotency_key in the body and the Idempotency-Key header')
  }
  expect((await gateway.control('/_sim/calls')).body.calls).toEqual([])
})

test('what a header cannot carry for certain is refused by its name, beside the faults of the body', async ({
  gateway,
}) => {
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
    const faults = faultsOf(await open(gateway, header, { chain_id: 5 }))
    expect(faults, header).toEqual({
      '/chain_id': expect.any(String),
      '/idempotency_key': expect.stringMatching(new RegExp(`^The Idempotency-Key header.*${expected}`)),
    })
  }
  for (const header of ['k'.repeat(128), `"${'q'.repeat(128)}"`]) expect((await open(gateway, header)).status).toBe(201)
})

test('a header that was sent twice is refused, though both say the same; a comma is part of a key', async ({
  gateway,
}) => {
  for (const lines of [
    ['a', 'b'],
    ['same', 'same'],
  ]) {
    expect(await openWithLines(gateway, lines)).toMatchObject({
      status: 422,
      detail: expect.stringContaining('more than once'),
    })
  }
  await expectOneSession(
    () => open(gateway, 'a, b'),
    () => gateway.openSession(sessionBody({ idempotency_key: 'a, b' })),
  )
})

test('elsewhere the header says nothing', async ({ gateway }) => {
  const headers = { 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': await gateway.mintToken() }
  const answer = await gateway.send('/v0/ramp/sessions', { headers: { ...headers, 'idempotency-key': '"open' } })
  expect(answer.status).toBe(200)
})

/** `fetch` joins repeated headers itself, so here they go out line by line. */
async function openWithLines(
  gateway: TestGateway,
  lines: readonly string[],
): Promise<{ status: number; detail: string }> {
  const headers = {
    'content-type': 'application/json',
    'x-juno-orgid': 'org-demo:env-sandbox',
    'x-juno-jwt': await gateway.mintToken(),
    'idempotency-key': [...lines],
  }
  return new Promise((resolve, reject) => {
    const call = request(`${gateway.url}/v0/ramp/sessions`, { method: 'POST', headers }, (answer) => {
      answer.toArray().then((chunks) => resolve(JSON.parse(Buffer.concat(chunks).toString())), reject)
    })
    call.on('error', reject)
    call.end(JSON.stringify(sessionBody()))
  })
}
