import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type Simulator, type SimulatorOptions, startSimulator } from '../src/server.ts'
import { buySession, HEADERS, START_MS, startReceiver } from './started-simulator.ts'

async function makeFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rampway-world-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'simulator', 'world.json')
}

/** A simulator with its base clock standing still. */
async function start(file: string, options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({ now: () => START_MS, file, ...options })
  onTestFinished(() => simulator.close())
  return simulator
}

interface Answer {
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: bodies of many shapes
  readonly body: any
}

/** Longer than any background work takes on a busy machine. */
const until = (check: () => Promise<void>): Promise<void> => vi.waitFor(check, { timeout: 15_000, interval: 50 })

function callsOf({ url }: Simulator) {
  const send = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...HEADERS, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return { text, body: text === '' ? undefined : JSON.parse(text) }
  }
  return {
    send,
    get: (path: string) => send('GET', path),
    post: (path: string, body: unknown) => send('POST', path, body),
    openSession: async (change = {}, top = {}) =>
      (await send('POST', '/crypto/session/widget', buySession(change, top))).body,
    statusOf: async (id: string) =>
      (await send('GET', `/payments/transactions/sessions/${id}`)).body.transaction.status,
  }
}

/** The same page on another simulator: its address alone differs. */
function moved(widgetUrl: string, { url }: Simulator): string {
  const { pathname, search } = new URL(widgetUrl)
  return `${url}${pathname}${search}`
}

test('sessions, customers, trades, targets, timings and the clock are there after a restart', async () => {
  const file = await makeFile()
  const first = await start(file)
  const before = callsOf(first)
  await before.post('/_sim/timings', { settling_seconds: 100, settled_seconds: 200, kyc_seconds: 50 })
  await before.post('/_sim/clock', { advance_seconds: 1000 })
  const details = '{"externalId":"user-1","name":{"first":"Ada","amount":0.10000000000000000001}}'
  const customer = (await before.post('/accounts/customers', details)).body
  const kyc = { serviceProvider: 'SUMSUB', mode: 'TOKEN_IMPORT', serviceProviderDetails: { kycToken: 't' } }
  await before.post(`/accounts/customers/${customer.id}/kyc/initiate`, kyc)
  const open = await before.openSession({}, { externalSessionId: 'e-1', externalCustomerId: 'user-1' })
  const paid = await before.openSession({ sourceAmount: '123.45' }, { externalSessionId: 'e-2' })
  await before.post('/_sim/checkout', { session_id: paid.id, outcome: 'pay' })
  await before.post('/notifications/webhooks', { name: 'mine', url: 'http://127.0.0.1:9/hooks' })
  await before.post('/_sim/faults', { kind: 'slow' })
  const world = async ({ get }: typeof before) => ({
    sessions: (await get('/_sim/sessions')).body,
    transactions: (await get('/_sim/transactions')).body,
    customers: (await get('/accounts/customers')).text,
    targets: (await get('/notifications/webhooks')).body,
    clock: (await get('/_sim/clock')).body,
  })
  await before.send('DELETE', '/_sim/faults')
  const kept = await world(before)
  expect(kept.customers).toContain('0.10000000000000000001')
  await first.close()

  const steps: number[] = []
  const second = await start(file, { onAdvance: (ms) => steps.push(ms) })
  const after = callsOf(second)
  expect(steps).toEqual([1_000_000])
  expect((await after.get('/_sim/calls')).body.calls).toEqual([])
  expect(await world(after)).toEqual(kept)
  expect((await fetch(moved(open.widgetUrl, second))).status).toBe(200)
  const again = await after.post('/crypto/session/widget', buySession({}, { externalSessionId: 'e-1' }))
  expect(again.body.code).toBe('DUPLICATE_EXTERNAL_SESSION_ID')

  // What was under way goes on from where it stood, at the times that were set.
  await after.post('/_sim/clock', { advance_seconds: 99 })
  expect(await after.statusOf(paid.id)).toBe('PENDING')
  expect((await after.get(`/accounts/customers/${customer.id}`)).text).toContain('"APPROVED"')
  await after.post('/_sim/clock', { advance_seconds: 1 })
  expect(await after.statusOf(paid.id)).toBe('SETTLING')
  await after.post('/_sim/clock', { advance_seconds: 200 })
  expect(await after.statusOf(paid.id)).toBe('SETTLED')
})

test('ids never come again', async () => {
  const file = await makeFile()
  const ids = new Set<string>()
  for (let starts = 0; starts < 3; starts++) {
    const simulator = await start(file)
    for (let made = 0; made < 3; made++) ids.add((await callsOf(simulator).openSession()).id)
    await simulator.close()
  }
  expect(ids.size).toBe(9)
})

test('a change is on disk soon, though the simulator is never stopped', async () => {
  const file = await makeFile()
  const simulator = await start(file)
  const { id } = await callsOf(simulator).openSession()
  await until(async () => expect(await readFile(file, 'utf8')).toContain(id))
})

test('a webhook that did not arrive is sent by the next start, once whoever receives it is there', async () => {
  const file = await makeFile()
  const receiver = await startReceiver()
  const target = { url: receiver.url, secret: 'first' }
  const first = await start(file)
  first.addWebhook({ ...target, apiKey: 'test-key:secret' })
  receiver.statuses.push(500)
  const { id } = await callsOf(first).openSession()
  await callsOf(first).post('/_sim/checkout', { session_id: id, outcome: 'pay', fate: 'stay' })
  await receiver.arrived(1)
  await until(async () => expect((await callsOf(first).get('/_sim/webhooks')).body.deliveries).toHaveLength(1))
  await first.close()

  const second = await start(file, { isHeld: true })
  second.addWebhook({ ...target, apiKey: 'test-key:secret' })
  expect((await callsOf(second).get('/_sim/webhooks')).body.webhooks).toHaveLength(1)
  expect(receiver.received).toHaveLength(1)
  second.goOn()
  await receiver.arrived(2)
  expect(receiver.received[1]?.json).toEqual(receiver.received[0]?.json)
})

test.each([
  ['half of it', (text: string) => text.slice(0, text.length / 2), 'is damaged'],
  ['nothing', () => '', 'is damaged'],
  [
    'a member of another form',
    (text: string) => text.replace('"sourceAmount":"200"', '"sourceAmount":"2oo"'),
    'is damaged',
  ],
  ['a member missing', (text: string) => text.replace('"walletTag":null,', ''), 'is damaged'],
  ['another version', (text: string) => text.replace('"version":1', '"version":0'), 'was written by another version'],
])('a file with %s is set aside, and said', async (_, spoil, words) => {
  const file = await makeFile()
  const first = await start(file)
  await callsOf(first).openSession()
  await first.close()
  const spoilt = spoil(await readFile(file, 'utf8'))
  await writeFile(file, spoilt)

  const said: string[] = []
  const second = await start(file, { say: (sentence) => said.push(sentence) })
  expect(said).toEqual([`The simulator starts over: ${file} ${words}, and has been moved to ${file}.set-aside.`])
  expect(await readFile(`${file}.set-aside`, 'utf8')).toBe(spoilt)
  expect((await callsOf(second).get('/_sim/sessions')).body.total).toBe(0)
  await callsOf(second).openSession()
  await second.close()
  expect((await readdir(join(file, '..'))).toSorted()).toEqual(['world.json', 'world.json.set-aside'])
})

test('where nothing can be written it is said once, and the simulator works on', async () => {
  const file = await makeFile()
  const said: string[] = []
  const simulator = await start(file, { say: (sentence) => said.push(sentence) })
  // A folder stands where the file should be.
  await mkdir(join(file, 'x'), { recursive: true })
  for (let made = 0; made < 2; made++) {
    await callsOf(simulator).openSession()
    await until(async () => expect(said).toHaveLength(1))
  }
  await simulator.close()
  expect(said).toEqual([expect.stringContaining(`cannot keep its world in ${file}`)])
})

test('a seed, whose ids come again, is refused with a file', async () => {
  await expect(startSimulator({ seed: 'x', file: await makeFile() })).rejects.toThrow(TypeError)
})
