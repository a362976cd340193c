import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fetchJson, freePort, postJson, sessionBody } from '../support/gateway.ts'
import { makeFolder, type Program, startProgram, untilHealthy } from '../support/program.ts'

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

async function openSession(key: string) {
  const { body } = await fetchJson(`${url}/dev/token`, postJson({ provider: 'dynamic', sub: 'bob' }))
  return fetchJson(`${url}/v0/ramp/sessions`, {
    ...postJson(sessionBody({ idempotency_key: key })),
    headers: { 'content-type': 'application/json', 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': body.token },
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
