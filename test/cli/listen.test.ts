import { tmpdir } from 'node:os'
import { Webhook } from 'standardwebhooks'
import { expect, onTestFinished } from 'vitest'
import { type DevProgram, test } from '../support/fixtures/dev-program.ts'
import { freePort } from '../support/free-port.ts'
import { fetchJson, postJson, wallet } from '../support/gateway.ts'
import { startProgram } from '../support/program.ts'
import { startReceiver } from '../support/receiver.ts'

const tenant = 'org-demo:env-sandbox'
/** For what programs do by themselves, on a machine that may be busy with everything else. */
const patience = { timeout: 60_000, interval: 50 }
const slow = { timeout: 180_000 }

interface Line {
  readonly listening?: { readonly url: string; readonly secret: string; readonly targets: readonly object[] }
  readonly event?: {
    readonly id: string
    readonly type: string
    readonly session_id: string
    readonly replayed: boolean
  }
  readonly forwarded?: readonly {
    readonly url: string
    readonly status: number | null
    readonly failure: string | null
  }[]
  readonly body?: string
}

/** `rampway listen ARGS` beside the program, once it listens. */
async function listen({ shell }: DevProgram, ...args: string[]) {
  const program = startProgram(['listen', ...args], { ...shell.env }, shell.cwd)
  onTestFinished(program.kill)
  await expect.poll(program.output, patience).toMatch(/listening/i)
  return {
    program,
    /** Of what `--json` prints. */
    events: () =>
      program
        .output()
        .split('\n')
        .filter((line) => line.startsWith('{"event"'))
        .map((line): Line => JSON.parse(line)),
    secret: () => /whsec_[\w+/]+=*/.exec(program.output())?.[0] ?? '',
  }
}

async function receive() {
  const receiver = await startReceiver()
  onTestFinished(receiver.close)
  return receiver
}

/** Buys as alice; the session, once the provider has paid out. */
async function buy({ url, control }: DevProgram, key: string): Promise<string> {
  const { token } = (await fetchJson(`${url}/dev/token`, postJson({ provider: 'privy', sub: 'alice', tenant }))).body
  const trade = { source_amount: '100.00', from_asset: 'USD', to_asset: 'USDC', chain_id: 8453, wallet_address: wallet }
  const headers = { 'x-juno-jwt': token, 'x-juno-orgid': tenant, 'content-type': 'application/json' }
  const body = JSON.stringify({ ...trade, idempotency_key: key })
  const opened = await fetchJson(`${url}/v0/ramp/sessions`, { method: 'POST', headers, body })
  expect(opened.status).toBe(201)
  const { id } = opened.body.session
  expect((await control('/checkout', { session_id: id, outcome: 'pay' })).status).toBe(200)
  expect((await control('/clock', { advance_seconds: 60 })).status).toBe(200)
  return id
}

async function askAsPartner({ url }: DevProgram, path: string, body: object = {}) {
  const { token } = (await fetchJson(`${url}/dev/tenant-key`, { method: 'POST' })).body
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return await fetchJson(`${url}/v0/partner/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
}

test('events come as webhooks that the standard library proves, and replays as such', slow, async ({ rampway }) => {
  const receiver = await receive()
  const listener = await listen(rampway, '--forward-to', receiver.url, '--json', '--print-json')
  const session = await buy(rampway, 'forwarded')
  const completed = () => listener.events().filter(({ event }) => event?.type === 'ramp.transaction.completed')
  await expect.poll(completed, patience).toHaveLength(1)
  const [first] = completed()
  expect(first).toMatchObject({
    event: { session_id: session, replayed: false },
    forwarded: [{ url: receiver.url, status: 204, failure: null }],
  })
  const webhook = new Webhook(listener.secret())
  for (const { headers, body } of receiver.calls) {
    const told = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
    expect(webhook.verify(body, told)).toMatchObject({ id: told['webhook-id'], timestamp: expect.stringMatching(/Z$/) })
  }
  const id = first?.event?.id ?? ''
  expect(receiver.calls.find(({ headers }) => headers['webhook-id'] === id)?.body).toBe(first?.body)

  expect((await askAsPartner(rampway, `events/${id}/replay`)).status).toBe(202)
  await expect.poll(completed, patience).toHaveLength(2)
  expect(completed()[1]).toMatchObject({ event: { id, session_id: session, replayed: true }, body: first?.body })
})

test('events go where their type is mapped to, and the others to the one for all', slow, async ({ rampway }) => {
  const [one, other] = [await receive(), await receive()]
  const map = `ramp.transaction.completed=${one.url}`
  const listener = await listen(
    rampway,
    '--map',
    map,
    '--forward-to',
    other.url,
    '--types',
    'ramp.transaction.*',
    '--json',
  )
  await buy(rampway, 'mapped')
  await expect.poll(() => one.calls.length, patience).toBe(1)
  expect(JSON.parse(one.calls[0]?.body ?? '')).toMatchObject({ type: 'ramp.transaction.completed' })
  await expect
    .poll(() => other.calls.map(({ body }) => JSON.parse(body).type), patience)
    .toContain('ramp.transaction.created')
  expect(other.calls.map(({ body }) => JSON.parse(body).type)).not.toContain('ramp.transaction.completed')
  // It prints an event only once the receiver's answer is back.
  await expect
    .poll(() => listener.events().map(({ event }) => event?.type), patience)
    .toEqual(expect.arrayContaining(['ramp.transaction.created', 'ramp.transaction.completed']))
})

test(
  'a program that is down is told of, with how its events come again; --since brings them',
  slow,
  async ({ rampway }) => {
    const port = await freePort()
    const address = `http://127.0.0.1:${port}/hooks`
    const listener = await listen(rampway, '--forward-to', address)
    const session = await buy(rampway, 'down')
    const lost = new RegExp(
      `ramp\\.transaction\\.completed  evt_\\w+  ${session}  → ${address} did not take it \\(ECONNREFUSED\\)`,
    )
    await expect.poll(listener.program.output, patience).toMatch(lost)
    expect(listener.program.output().match(/rampway listen --since 10m/g)).toHaveLength(1)
    const receiver = await startReceiver(port)
    onTestFinished(receiver.close)
    await listen(rampway, '--forward-to', address, '--since', '1h')
    await expect
      .poll(() => receiver.calls.map(({ body }) => JSON.parse(body).data.session_id), patience)
      .toContain(session)
  },
)

test('without a target it shows what happens, and Ctrl-C ends it in peace', slow, async ({ rampway }) => {
  const { program } = await listen(rampway)
  const session = await buy(rampway, 'shown')
  await expect
    .poll(program.output, patience)
    .toMatch(new RegExp(`ramp\\.transaction\\.completed  evt_\\w+  ${session}\\n`))
  program.child.kill('SIGINT')
  expect(await program.ended).toBe(0)
})

test('the secret can be the same each time', slow, async ({ rampway }) => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
  const receiver = await receive()
  const listener = await listen(rampway, '--forward-to', receiver.url, '--secret', secret)
  expect(listener.secret()).toBe(secret)
})

test.each([
  ['no gateway', ['--url', 'http://127.0.0.1:1/'], /RAMPWAY_TENANT_KEY/],
  ['a key without its gateway', ['--key', `rwk_${'0'.repeat(64)}`], /--url/],
])('%s is refused with what to do', async (_what, args, words) => {
  const program = startProgram(['listen', ...args], {}, tmpdir())
  onTestFinished(program.kill)
  expect(await program.ended).toBe(1)
  expect(program.output()).toMatch(words)
})

test('a key that is refused ends it with the reason', slow, async ({ rampway }) => {
  const program = startProgram(
    ['listen', '--url', rampway.url, '--key', `rwk_${'0'.repeat(64)}`],
    {},
    rampway.shell.cwd,
  )
  onTestFinished(program.kill)
  expect(await program.ended).toBe(1)
  expect(program.output()).toMatch(/PTR-401-001/)
})

test('a --since that is none is refused with every form it takes', slow, async () => {
  const program = startProgram(['listen', '--since', 'yesterday'], {})
  onTestFinished(program.kill)
  await expect
    .poll(program.output, patience)
    .toContain('How long ago, as 30m, 1h or 2d, or since when, as 2026-11-27T14:00:00Z.')
  expect(await program.ended).toBe(1)
})
