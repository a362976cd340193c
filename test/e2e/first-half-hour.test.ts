import { execFile } from 'node:child_process'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { fetchJson, postJson, sessionBody } from '../support/gateway.ts'
import { makeFolder, type Program, startProgram, untilHealthy } from '../support/program.ts'
import { until } from '../support/until.ts'

let folder: string
let port: number
let url: string
let started: Program | undefined

beforeEach(async () => {
  folder = await makeFolder('rampway-first-')
  port = await freePort()
  url = `http://127.0.0.1:${port}`
})
afterEach(async () => {
  started?.child.kill('SIGTERM')
  await started?.ended
  await rm(folder, { recursive: true, force: true })
})

async function startDev(env: Record<string, string> = {}): Promise<Program> {
  started = startProgram(['dev'], { PORT: String(port), ...env }, folder)
  await untilHealthy(started, url)
  return started
}

async function headersOf(sub: string): Promise<Record<string, string>> {
  const { body } = await fetchJson(`${url}/dev/token`, postJson({ sub }))
  return { 'content-type': 'application/json', 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': body.token }
}

async function openSession(sub: string) {
  return fetchJson(`${url}/v0/ramp/sessions`, { ...postJson(sessionBody()), headers: await headersOf(sub) })
}

test('behind a public address that it cannot reach itself, everything inside works', async () => {
  // As a container whose port is mapped to another one: the address is right for everybody but the container.
  await startDev({ RAMPWAY_PUBLIC_URL: 'http://public.invalid:1234' })
  const opened = await openSession('inside')
  expect(opened.status).toBe(201)
  expect(opened.body.session.widget_url).toMatch(/^http:\/\/public\.invalid:1234\/w\//)
  await fetchJson(`${url}/_sim/checkout`, postJson({ session_id: opened.body.session.id, outcome: 'pay' }))
  await fetchJson(`${url}/_sim/clock`, postJson({ advance_seconds: 60 }))
  await until(async () => {
    const read = await fetchJson(`${url}${opened.body._links.self.href}`, { headers: await headersOf('inside') })
    expect(read.body.session.status).toBe('completed')
  })
  const { deliveries } = (await fetchJson(`${url}/_sim/webhooks`)).body
  expect(deliveries.map(({ outcome }: { outcome: string }) => outcome)).toContain('delivered')
})

test('the start text names where the data really is, and a command that runs', async () => {
  const dataDir = join(folder, 'elsewhere')
  const program = await startDev({ RAMPWAY_DATA_DIR: 'elsewhere' })
  await until(async () => expect(program.output()).toContain('Ctrl-C'))
  expect(program.output()).toContain(`the data stays in ${dataDir}.`)
  const [, command = '', docs = ''] = /The command +(\S.*)\n +Documents +([^:]+):/.exec(program.output()) ?? []
  const { stdout } = await promisify(execFile)('sh', ['-c', command], { cwd: folder })
  expect(stdout).toContain('tenant')
  expect(await readdir(docs)).toContain('identity.md')
})

test('whoever runs it sees why a request was refused, which its caller is not told', async () => {
  const program = await startDev()
  const headers = { ...(await headersOf('refused')), 'x-juno-orgid': 'org-other:env-sandbox' }
  const answer = await fetchJson(`${url}/v0/ramp/sessions`, { ...postJson(sessionBody()), headers })
  expect(answer.status).toBe(401)
  await fetchJson(`${url}/dev/token`, { method: 'POST', headers: { origin: 'https://evil.example' } })
  await until(async () => {
    expect(program.output()).toMatch(/refused: 401 .*because: audience_wrong · POST \/v0\/ramp\/sessions/)
    expect(program.output()).toMatch(/origin refused .*https:\/\/evil\.example/)
  })
  expect(program.output()).not.toContain('answered')
})

test('who sets a log level gets JSON lines of that level', async () => {
  const program = await startDev({ LOG_LEVEL: 'info' })
  await headersOf('json')
  await until(async () => expect(program.output()).toMatch(/^\{"level":30.*"msg":"answered"/m))
})
