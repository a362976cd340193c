import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startSimulator } from '@rampway/simulator'
import { expect, onTestFinished } from 'vitest'
import type { DevProgram, Shell } from './fixtures/dev-program.ts'
import { fetchJson, type JsonAnswer, postJson, sessionBody } from './gateway.ts'
import { prepareServe, type Served } from './program.ts'
import { until } from './until.ts'

const document = new URL('../../docs/operations.md', import.meta.url)
const program = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))

/** How one of the cases of docs/operations.md is solved. */
export interface Case {
  /** One command each, as the document has it. */
  readonly commands: readonly string[]
  readonly calls: readonly string[]
}

/** Reads a case by its heading. */
export async function readCase(heading: string): Promise<Case> {
  const [, after = ''] = (await readFile(document, 'utf8')).split(`### ${heading}\n`)
  const [section = ''] = after.split(/^##/m)
  const blocks = [...section.matchAll(/^```sh\n# ([^\n]+)\n(.*?)^```$/gms)]
  const linesOf = (name: string): string[] => {
    const [, , text] = blocks.find(([, title]) => title === name) ?? []
    if (text === undefined) throw new Error(`"${heading}" has no block "# ${name}"`)
    return text
      .replaceAll(/ \\\n */g, ' ')
      .trim()
      .split('\n')
  }
  return { commands: linesOf('command line'), calls: linesOf('API') }
}

/** What a command came to. */
export interface Ran {
  readonly code: number
  /** Standard output. */
  readonly output: string
  /** Standard error. */
  readonly errors: string
}

const run = promisify(execFile)
/** Longer than any of them may take on a machine that is busy with everything else. */
const commandMs = 60_000

/** Runs one line as a person would, `rampway` being the program that was built; `replaced` puts values for placeholders. */
export async function runLine(
  line: string,
  { cwd, env }: Shell,
  replaced: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const text = Object.entries(replaced).reduce((so, [from, to]) => so.replaceAll(from, to), line)
  const script = `rampway() { "${process.execPath}" "${program}" "$@"; }\n${text}`
  const options = { cwd, env: { PATH: process.env.PATH ?? '', ...env }, timeout: commandMs }
  try {
    const { stdout, stderr } = await run('bash', ['--norc', '-c', script], options)
    return { code: 0, output: stdout, errors: stderr }
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || !('stdout' in error) || !('stderr' in error)) throw error
    return { code: Number(error.code), output: String(error.stdout), errors: String(error.stderr) }
  }
}

/** In which a person is to have solved a case. */
export const caseMs = 120_000

const demo = 'org-demo:env-sandbox'

async function post(url: string, path: string, body: unknown): Promise<JsonAnswer['body']> {
  const answer = await fetchJson(`${url}${path}`, postJson(body))
  expect(answer.status, answer.text).toBeLessThan(300)
  return answer.body
}

/** A token of an operator who may do all that the cases need. */
export async function operatorToken({ url }: Pick<DevProgram, 'url'>): Promise<string> {
  return (await post(url, '/dev/operator-token', { scopes: ['read', 'act', 'switches'] })).token
}

async function headersOfUser({ url }: DevProgram): Promise<Record<string, string>> {
  const { token } = await post(url, '/dev/token', { provider: 'privy', sub: 'alice', tenant: demo })
  return { 'x-juno-orgid': demo, 'x-juno-jwt': token }
}

/** Opens a session as an app of the demo tenant does. */
export async function openAsUser(rampway: DevProgram, overrides: Record<string, unknown> = {}): Promise<JsonAnswer> {
  return await fetchJson(`${rampway.url}/v0/ramp/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(await headersOfUser(rampway)) },
    body: JSON.stringify(sessionBody(overrides)),
  })
}

/** A user who has paid, and whose delivery no webhook tells of. */
export async function payAndLose(rampway: DevProgram): Promise<{ readonly id: string; readonly supportCode: string }> {
  const { session } = (await openAsUser(rampway)).body
  await rampway.control('/faults', { kind: 'drop', event_type: 'TRANSACTION_CRYPTO_COMPLETE', times: 1, label: 'lost' })
  await rampway.control('/checkout', { session_id: session.id, outcome: 'pay' })
  await until(async () => {
    const { transactions } = (await fetchJson(`${rampway.url}/_sim/transactions`)).body
    expect(transactions).toContainEqual(expect.objectContaining({ externalSessionId: session.external_session_id }))
  })
  await rampway.control('/clock', { advance_seconds: 60 })
  return { id: session.id, supportCode: session.support_code }
}

/** What a German asks for. */
export const german = { country_code: 'DE', from_asset: 'EUR' }

/** From now on Banxa opens no widget, and one German has felt it. */
export async function failInGermany(rampway: DevProgram): Promise<void> {
  await rampway.control('/reset', {})
  const path = '/crypto/session/widget'
  await rampway.control('/faults', { kind: 'provider_error', provider: 'BANXA', path, label: 'down' })
  expect((await openAsUser(rampway, { ...german, service_provider: 'BANXA' })).status).toBe(502)
}

/** Which providers a German is not offered, and why. */
export async function excludedInGermany(rampway: DevProgram): Promise<JsonAnswer['body']> {
  const { wallet_address: _, ...trade } = sessionBody(german)
  const query = new URLSearchParams(
    Object.entries(trade).map(([name, value]): [string, string] => [name, String(value)]),
  )
  const answer = await fetchJson(`${rampway.url}/v0/ramp/quotes?${query}`, { headers: await headersOfUser(rampway) })
  expect(answer.status, answer.text).toBe(200)
  return answer.body.unavailable
}

/** As callers are told of it. */
export const banxaIsOff = { service_provider: 'BANXA', reason: 'switched_off' }

/** A gateway in production, one of whose tenants Meld refuses, and how its commands are run. */
export async function serveWithWrongKey(): Promise<{
  readonly served: Served
  readonly shell: Shell
  readonly config: string
}> {
  const key = 'W9kZTT7332okCEc1A9aqAq:3sYKoXQv6oHVHSts7G2agw9vTCXz'
  // Each tenant has a key of its own, and Meld knows that of the first alone.
  const simulator = await startSimulator({ apiKeys: [`${key}1`] })
  onTestFinished(simulator.close)
  const bench = await prepareServe(simulator.url)
  onTestFinished(bench.close)
  const served = await bench.serve()
  const env = { DATABASE_URL: bench.databaseUrl, MELD_KEY: key }
  const shell = { cwd: '/', env }
  const create = `rampway operator create --name "on call" --scopes read --json --config ${bench.configPath}`
  const { output, errors } = await runLine(create, shell)
  expect(errors).toBe('')
  return {
    served,
    shell: { cwd: '/', env: { ...env, OPERATOR: served.operatorUrl, TOKEN: JSON.parse(output).token } },
    config: bench.configPath,
  }
}

/** The tenant that Meld refuses there. */
export const refusedTenant = 'org-other:env-sandbox'
