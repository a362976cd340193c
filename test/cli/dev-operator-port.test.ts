import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { test as base, expect } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { fetchJson, postJson } from '../support/gateway.ts'
import { makeFolder, type Program, startProgram } from '../support/program.ts'

/** Starts `rampway dev` in a folder of its own, where it is ended before the folder is removed. */
const test = base.extend('runDev', async ({ task: _task }, { onCleanup }) => {
  const started: { readonly program: Program; readonly folder: string }[] = []
  onCleanup(async () => {
    for (const { program } of started) program.child.kill('SIGTERM')
    for (const { program, folder } of started) {
      await program.ended
      await rm(folder, { recursive: true, force: true })
    }
  })
  return async (env: Readonly<Record<string, string>>): Promise<Program> => {
    const folder = await makeFolder('rampway-operator-')
    const program = startProgram(['dev'], { PORT: String(await freePort()), ...env }, folder)
    started.push({ program, folder })
    return program
  }
})

const operatorUrl = /The operator's port is (http:\/\/127\.0\.0\.1:\d+)/
const gatewayUrl = /Rampway is listening on (\S+)/

async function said(program: Program, words: RegExp): Promise<string> {
  await expect.poll(program.output, { timeout: 90_000 }).toMatch(/Ctrl-C stops everything/)
  return words.exec(program.output())?.[1] ?? ''
}

test('two of them run side by side when nobody names a port for operators, and each says where it is', async ({
  runDev,
}) => {
  const both = await Promise.all([runDev({ OPERATOR_PORT: '' }), runDev({ OPERATOR_PORT: '' })])
  const urls = await Promise.all(both.map((program) => said(program, operatorUrl)))
  expect(new Set(urls).size).toBe(2)
  // One of them, or whatever else listens on this machine, has the usual port.
  expect(both.some((program) => program.output().includes('since the usual one is taken'))).toBe(true)
  for (const [index, program] of both.entries()) {
    const gateway = await said(program, gatewayUrl)
    const made = await fetchJson(`${gateway}/dev/operator-token`, postJson({ scopes: ['read'] }))
    const headers = { authorization: `Bearer ${made.body.token}` }
    const me = await fetchJson(`${urls[index]}/operator/v0/me`, { headers })
    expect(me.body.operator.scopes).toEqual(['read'])
  }
})

test('the link that it prints signs one browser in, once, and stands in no line of the log', async ({ runDev }) => {
  const program = await runDev({ LOG_LEVEL: 'debug' })
  const url = await said(program, operatorUrl)
  const code = await said(program, /\/console\/sign-in#code=([0-9a-f]{64})/)
  const signIn = () => fetchJson(`${url}/operator/v0/sign-in`, postJson({ code }))
  const first = await signIn()
  expect(first.body.operator).toMatchObject({ name: 'rampway dev', via: 'console' })
  expect((await signIn()).status).toBe(401)
  const cookie = /^[^;]+/.exec(first.headers.get('set-cookie') ?? '')?.[0] ?? ''
  expect((await fetchJson(`${url}/operator/v0/me`, { headers: { cookie } })).status).toBe(200)
  expect((await fetchJson(`${url}/console/`)).text).toContain('<script')
  await expect.poll(program.output).toContain('"route":"/operator/v0/me"')
  const lines = program
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
  expect(lines.filter((line) => line.includes(code))).toEqual([])
})

test('a port that was named is not exchanged for another', async ({ runDev }) => {
  const port = await freePort()
  const other = createServer().listen(port, '127.0.0.1')
  try {
    const program = await runDev({ OPERATOR_PORT: String(port) })
    expect(await program.ended).toBe(1)
    expect(program.output()).toContain(`Port ${port} on 127.0.0.1 is in use`)
  } finally {
    other.close()
  }
})
