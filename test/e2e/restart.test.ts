import { execFile } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { fetchJson, postJson, sessionBody } from '../support/gateway.ts'
import { makeFolder, type Program, startProgram, untilHealthy } from '../support/program.ts'
import { until } from '../support/until.ts'
import { agents, navigation, visit } from '../support/visit.ts'

let folder: string
let port: number
let url: string
const started: Program[] = []

beforeAll(async () => {
  folder = await makeFolder('rampway-restart-')
  port = await freePort()
  url = `http://127.0.0.1:${port}`
})
afterAll(async () => {
  for (const { child } of started) child.kill('SIGTERM')
  await Promise.all(started.map(({ ended }) => ended))
  await rm(folder, { recursive: true, force: true })
})

async function startDev(): Promise<Program> {
  const program = startProgram(['dev'], { PORT: String(port) }, folder)
  started.push(program)
  await untilHealthy(program, url)
  return program
}

async function headers(): Promise<Record<string, string>> {
  const { body } = await fetchJson(`${url}/dev/token`, postJson({ provider: 'dynamic', sub: 'bob' }))
  return { 'content-type': 'application/json', 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': body.token }
}

async function openSession(key: string) {
  return fetchJson(`${url}/v0/ramp/sessions`, {
    ...postJson(sessionBody({ idempotency_key: key })),
    headers: await headers(),
  })
}

test('an acknowledged session survives kill -9, and the next start takes the running PostgreSQL over', async () => {
  const first = await startDev()
  const opened = await openSession('lasting')
  expect(opened.status).toBe(201)
  await first.kill()

  const second = await startDev()
  const replayed = await openSession('lasting')
  expect(replayed.status).toBe(208)
  expect(replayed.body).toEqual(opened.body)
  expect((await openSession('another')).status).toBe(201)

  second.child.kill('SIGINT')
  expect(await second.ended).toBe(0)
})

test('after kill -9 a link leads to its checkout, a paid trade moves on, and the clock is where it was', async () => {
  const first = await startDev()
  await fetchJson(`${url}/_sim/timings`, postJson({ settling_seconds: 300, settled_seconds: 300 }))
  await fetchJson(`${url}/_sim/clock`, postJson({ advance_seconds: 86_400 }))
  const opened = await openSession('link')
  const paid = await openSession('trade')
  const { body } = await fetchJson(
    `${url}/_sim/checkout`,
    postJson({ session_id: paid.body.session.id, outcome: 'pay' }),
  )
  expect(body.transaction.status).toBe('PENDING')
  await until(async () => {
    expect(await readFile(join(folder, '.rampway', 'simulator', 'world.json'), 'utf8')).toContain(body.transaction.id)
  })
  await first.kill()

  const second = await startDev()
  const clock = (await fetchJson(`${url}/_sim/clock`)).body
  expect(clock.advanced_seconds).toBe(86_400)
  const replayed = await openSession('link')
  expect(replayed.status).toBe(208)
  expect(replayed.body.session.created_at).toBe(opened.body.session.created_at)
  const link = await visit(replayed.body.session.widget_url, { agent: agents.chrome, headers: navigation })
  expect(link.status).toBe(302)
  const checkout = await fetch(link.location ?? '')
  expect([checkout.status, await checkout.text()]).toEqual([200, expect.stringContaining('Buy USDC')])
  // The gateway's clock is a day ahead as well: it knows what it stored as something of a moment ago.
  const fresh = (await openSession('fresh')).body.session
  expect(Math.abs(fresh.created_at - clock.now_ms)).toBeLessThan(60_000)

  await fetchJson(`${url}/_sim/clock`, postJson({ advance_seconds: 700 }))
  await until(async () => {
    const read = await fetchJson(`${url}${paid.body._links.self.href}`, { headers: await headers() })
    expect(read.body.session.status).toBe('completed')
  })
  second.child.kill('SIGINT')
  expect(await second.ended).toBe(0)
})

test('Ctrl-C twice at once, as npm passes it on, still ends everything in order', async () => {
  const program = await startDev()
  program.child.kill('SIGINT')
  program.child.kill('SIGINT')
  expect(await program.ended).toBe(0)
})

test('an occupied port is said in words, and nothing is left running', async () => {
  await startDev()
  const second = startProgram(['dev'], { PORT: String(port), RAMPWAY_DATA_DIR: join(folder, 'other') }, folder)
  expect(await second.ended).toBe(1)
  expect(second.output()).toContain(`Port ${port} on 127.0.0.1 is in use`)
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'args'])
  expect(stdout).not.toContain(join(folder, 'other'))
})
