import { type Simulator, startSimulator } from '@rampway/simulator'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { queryDatabase } from '../support/database.ts'
import { fetchJson, postJson, sessionBody } from '../support/gateway.ts'
import { prepareServe, type ServeBench, type Served, startProgram } from '../support/program.ts'
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts'

const tenant = 'org-demo:env-sandbox'
const meldSecret = 'what-the-simulator-signs-with'
const sessionsCount = 1_000
/** Sessions under way at once. */
const lanes = 24
/** A gateway is killed each time that so many sessions are through. */
const killEvery = 200
/** One of so many calls is answered with an error. */
const failedOneOf = 20
/** All is told within this, on a machine that is busy with other tests. */
const patienceMs = 240_000

let simulator: Simulator
let bench: ServeBench
let receiver: Receiver

beforeAll(async () => {
  simulator = await startSimulator({})
  receiver = await startReceiver()
  bench = await prepareServe(simulator.url)
  await bench.writeConfig((config) => {
    config.webhooks = { allow_http: true, allow_networks: ['127.0.0.0/8'] }
    for (const { meld } of config.tenants as { meld: Record<string, unknown> }[]) meld.webhook_secrets = [meldSecret]
  })
  await control('timings', { settling_seconds: 0, settled_seconds: 0, webhook_retry_seconds: 1 })
})
afterAll(async () => {
  await bench.close()
  await receiver.close()
  await simulator.close()
})

async function control(path: string, body: unknown): Promise<void> {
  const answer = await fetchJson(`${simulator.url}/_sim/${path}`, postJson(body))
  expect([path, answer.status]).toEqual([path, 200])
}

/** Starts one more gateway, to which Meld's webhooks go as well. */
async function startGateway(): Promise<Served> {
  const started = await bench.serve()
  await control('webhooks', { url: `${started.url}/v0/webhooks/meld/events`, secret: meldSecret })
  return started
}

async function runCommand(args: readonly string[]): Promise<string> {
  const run = startProgram([...args, '--config', bench.configPath, '--json'], {
    MELD_KEY: 'W9kZTT7332okCEc1A9aqAq:3sYKoXQv6oHVHSts7G2agw9vTCXz',
    DATABASE_URL: bench.databaseUrl,
  })
  const code = await run.ended
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${run.output()}`)
  return run.output()
}

/** Makes the webhook endpoint; gives its secret. */
async function listenAt({ operatorUrl }: Served, url: string): Promise<string> {
  const { token } = JSON.parse(await runCommand(['operator', 'create', '--name', 'test', '--scopes', 'admin']))
  const made = await fetchJson(`${operatorUrl}/operator/v0/webhook-endpoints`, {
    ...postJson({ tenant, url }),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
  })
  expect(made.status).toBe(201)
  return made.body.webhook_endpoint.secret
}

interface Told {
  readonly id: string
  readonly type: string
  readonly sequence: number
  readonly data: { readonly id: string; readonly status: string; readonly session_id?: string }
}

test(
  'after a thousand trades through two gateways, one of them killed again and again, the receiver knows what is true',
  async () => {
    const steady = await startGateway()
    let victim = await startGateway()
    const secret = await listenAt(steady, receiver.url)
    const faults: string[] = []
    const deliveries: Told[] = []
    const verifier = new Webhook(secret)
    const failedOnce = new Set<string>()
    receiver.answer(({ body, headers }: Received, response) => {
      try {
        verifier.verify(body, headers as Record<string, string>)
      } catch (error) {
        faults.push(`${error}`)
      }
      const event: Told = JSON.parse(body)
      // Once each: the third attempt would come after five minutes.
      if (receiver.calls.length % failedOneOf === 0 && !failedOnce.has(event.id)) {
        failedOnce.add(event.id)
        return response.writeHead(500).end()
      }
      deliveries.push(event)
      return response.writeHead(204).end()
    })

    const opened: string[] = []
    let through = 0
    /** Opens at whoever answers, under one key, until somebody does. */
    const trade = async (index: number): Promise<void> => {
      const body = sessionBody({ idempotency_key: `trade ${index}` })
      for (let attempt = index; ; attempt++) {
        const gateway = attempt % 2 === 0 ? steady : victim
        const answer = await gateway.openSession(body, `user-${index % 50}`).catch(() => undefined)
        if (answer === undefined || answer.status === 409 || answer.status >= 500) continue
        expect([201, 208]).toContain(answer.status)
        const { id, external_session_id: external } = answer.body.session
        opened.push(id)
        const outcome = index % 10 === 0 ? 'decline' : 'pay'
        await control('checkout', { external_session_id: external, outcome })
        return
      }
    }
    const killNow = async (): Promise<void> => {
      const dying = victim
      victim = steady
      await dying.kill()
      victim = await startGateway()
    }
    let killing = Promise.resolve()
    let next = 0
    const lane = async (): Promise<void> => {
      while (next < sessionsCount) {
        await trade(next++)
        through += 1
        if (through % killEvery === 0 && through < sessionsCount) killing = killing.then(killNow)
      }
    }
    await Promise.all(Array.from({ length: lanes }, lane))
    await killing
    expect(new Set(opened).size).toBe(sessionsCount)

    /** What stands in the database, as the receiver should know it: the last status of each transaction. */
    const truth = async (): Promise<Record<string, string>> => {
      const rows = await queryDatabase(
        bench.database,
        'select id, status from transactions where user_id is not null order by id',
      )
      return Object.fromEntries(rows.map(({ id, status }) => [id, status]))
    }
    const known = (): Record<string, string> => {
      const last = new Map<string, Told>()
      for (const event of deliveries) {
        if (!event.type.startsWith('ramp.transaction.')) continue
        const before = last.get(event.data.id)
        if (before === undefined || before.sequence < event.sequence) last.set(event.data.id, event)
      }
      return Object.fromEntries([...last].map(([id, { data }]) => [id, data.status]).sort())
    }
    const ended = ['completed', 'failed', 'cancelled']
    await expect
      .poll(async () => Object.values(await truth()).filter((status) => ended.includes(status)).length, {
        timeout: patienceMs,
        interval: 500,
      })
      .toBe(sessionsCount)
    await expect
      .poll(
        async () =>
          (
            await queryDatabase(
              bench.database,
              `select (select count(*)::int from events where position is null) as unpublished,
                    (select count(*)::int from deliveries where state <> 'delivered') as undelivered`,
            )
          )[0],
        { timeout: patienceMs, interval: 500 },
      )
      .toEqual({ unpublished: 0, undelivered: 0 })

    expect(faults).toEqual([])
    expect(known()).toEqual(await truth())
    const stored = await queryDatabase(bench.database, 'select id from events')
    const idOf = (id: unknown): string => `evt_${String(id).replaceAll('-', '')}`
    expect(new Set(deliveries.map(({ id }) => id))).toEqual(new Set(stored.map(({ id }) => idOf(id))))
    const gaps = await queryDatabase(
      bench.database,
      `select session_id, sequence from (
       select session_id, sequence, row_number() over (partition by session_id order by sequence) as expected from events
     ) as e where sequence <> expected`,
    )
    expect(gaps).toEqual([])
  },
  2 * patienceMs + 120_000,
)
