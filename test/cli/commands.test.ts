import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openPrivatePostgres } from '@rampway/private-postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, emptyDatabase, queryDatabase, type TestTarget, urlOf } from '../support/database.ts'
import { makeFolder, prepareServe, type ServeBench, startProgram } from '../support/program.ts'

let bench: ServeBench
let folder: string

const demo = 'org-demo:env-sandbox'
const nobody = ['--tenant', demo, '--user', 'usr_0123456789abcdefghijklmnopq'] as const

beforeAll(async () => {
  bench = await prepareServe('http://127.0.0.1:1')
  folder = await makeFolder('rampway-commands-')
})
afterAll(async () => {
  await bench.close()
  await rm(folder, { recursive: true, force: true })
})

/** Runs `rampway …` to its end in a folder of its own. */
async function rampway(args: readonly string[], env: Record<string, string> = {}) {
  const started = startProgram(args, { MELD_KEY: 'W9k:s', ...env }, folder)
  const code = await started.ended
  return { code, output: started.output() }
}

async function firstIssuer(): Promise<string> {
  const listed = await rampway(['tenant', 'list', '--json', '--config', bench.configPath])
  return JSON.parse(listed.output).tenants[0].issuers[0]
}

const tablesOf = async (target: TestTarget): Promise<number> =>
  (await queryDatabase(target, `select 1 from pg_tables where schemaname = 'public'`)).length

test('no command makes a database: where none is named, all say so and leave the folder as it was', async () => {
  for (const args of [['migrate'], ['migrate', '--status'], ['tenant', 'kyc', ...nobody]]) {
    const { code, output } = await rampway(args)
    expect([code, output]).toEqual([1, expect.stringContaining('No database is named: give --config FILE')])
  }
  await bench.writeConfig(() => {})
  const { code, output } = await rampway(['migrate', '--config', bench.configPath])
  expect([code, output]).toEqual([1, expect.stringContaining(`no private PostgreSQL in ${join(folder, '.rampway')}`)])
  expect(existsSync(join(folder, '.rampway'))).toBe(false)
})

test('a command works on the database that the gateway would take: the file’s, unless the environment names another', async () => {
  const [ofFile, ofEnvironment] = await Promise.all([emptyDatabase(), emptyDatabase()])
  await bench.writeConfig((config) => {
    config.database = { url: `\${DB}` }
  })
  const migrate = ['migrate', '--config', bench.configPath]
  const first = await rampway(migrate, { DB: urlOf(ofFile) })
  expect([first.code, first.output]).toEqual([
    0,
    expect.stringContaining(`Database: the database "${ofFile.database}"`),
  ])
  expect(first.output).toContain('Applied: 0001_sessions.sql')
  expect([await tablesOf(ofFile), await tablesOf(ofEnvironment)]).toEqual([expect.any(Number), 0])

  const second = await rampway([...migrate, '--json'], { DB: urlOf(ofFile), DATABASE_URL: urlOf(ofEnvironment) })
  expect(JSON.parse(second.output)).toMatchObject({
    database: { name: ofEnvironment.database, user: ofEnvironment.user, host: ofEnvironment.host },
    state: 'current',
    applied: expect.arrayContaining(['0001_sessions.sql']),
  })
  expect(await tablesOf(ofEnvironment)).toBeGreaterThan(5)
  const again = await rampway([...migrate], { DB: urlOf(ofFile) })
  expect(again.output).toContain('The schema is up to date.')
})

test('migrate --status changes nothing, and says by its exit code whether the schema is this program’s', async () => {
  const target = await emptyDatabase()
  const env = { DATABASE_URL: urlOf(target) }
  const before = await rampway(['migrate', '--status'], env)
  expect([before.code, before.output]).toEqual([1, expect.stringContaining('pending  0001_sessions.sql')])
  expect(before.output).toContain('has no schema of Rampway: run rampway migrate')
  expect(await tablesOf(target)).toBe(0)

  expect((await rampway(['migrate'], env)).code).toBe(0)
  const after = await rampway(['migrate', '--status', '--json'], env)
  expect(after.code).toBe(0)
  const { state, version, known, migrations } = JSON.parse(after.output)
  expect({ state, version, migrations }).toEqual({
    state: 'current',
    version: known,
    migrations: expect.arrayContaining([{ name: '0001_sessions.sql', applied: true }]),
  })
})

test('a look-up on a schema that is not this program’s is refused, and changes nothing', async () => {
  const fresh = await emptyDatabase()
  const [older, newer, changed] = await Promise.all([cloneDatabase(), cloneDatabase(), cloneDatabase()])
  const ledger = (target: TestTarget, change: string) =>
    queryDatabase(target, `update schema_ledger set checksums = ${change}`)
  await ledger(older, 'checksums[:array_length(checksums, 1) - 1]')
  await ledger(newer, `array_append(checksums, 'of-tomorrow')`)
  await ledger(changed, `array_prepend('other', checksums[2:])`)
  for (const [target, words] of [
    [fresh, 'it has no schema of Rampway: run rampway migrate'],
    [older, 'run rampway migrate'],
    [newer, 'run the newer program'],
    [changed, 'has a migration that is not the released one'],
  ] as const) {
    const { code, output } = await rampway(['tenant', 'kyc', ...nobody, '--state', 'approved'], {
      DATABASE_URL: urlOf(target),
    })
    expect([code, output]).toEqual([1, expect.stringContaining(`Cannot use the database "${target.database}"`)])
    expect(output).toContain(words)
  }
  expect(await tablesOf(fresh)).toBe(0)
  const migrated = await rampway(['migrate'], { DATABASE_URL: urlOf(newer) })
  expect([migrated.code, migrated.output]).toEqual([1, expect.stringContaining('run the newer program')])
  expect(migrated.output).toContain(newer.database)
})

test('a tenant, an issuer or a user that does not exist is refused, and nothing is written', async () => {
  const target = await cloneDatabase()
  await bench.writeConfig(() => {})
  const env = { DATABASE_URL: urlOf(target) }
  const issuer = await firstIssuer()
  const config = ['--config', bench.configPath]
  const set = ['--state', 'rejected']
  for (const [args, words] of [
    [
      ['--tenant', 'org-none:env-x', '--issuer', issuer, '--subject', 's', ...set, ...config],
      'has no tenant org-none:env-x',
    ],
    [['--tenant', demo, '--issuer', 'privy:none', '--subject', 's', ...config], 'has no issuer privy:none; it accepts'],
    [
      ['--tenant', demo, '--issuer', issuer, '--subject', 'did:privy:timeout', ...config],
      'knows no user did:privy:timeout',
    ],
    [
      ['--tenant', 'org-none:env-x', '--issuer', 'i', '--subject', 's', ...set],
      'The tenant org-none:env-x knows no user',
    ],
    [[...nobody, ...set], 'knows no user usr_'],
    [['--tenant', demo, '--issuer', issuer, '--subject', 's', '--unseen', ...set], '--unseen needs'],
  ] as const) {
    const { code, output } = await rampway(['tenant', 'kyc', ...args], env)
    expect([code, output]).toEqual([1, expect.stringContaining(words)])
  }
  expect(await queryDatabase(target, 'select 1 from kyc_states')).toEqual([])
})

test('a subject that no token can have is refused, also for a user who has never called', async () => {
  const target = await cloneDatabase()
  await bench.writeConfig(() => {})
  const set = ['--unseen', '--state', 'approved', '--config', bench.configPath]
  for (const subject of ['', 'alice']) {
    const args = ['tenant', 'kyc', '--tenant', demo, '--issuer', await firstIssuer(), '--subject', subject, ...set]
    const { code, output } = await rampway(args, { DATABASE_URL: urlOf(target) })
    const words = `has the subject "${subject}": give the sub of the user's tokens, did:privy:…`
    expect([code, output]).toEqual([1, expect.stringContaining(words)])
  }
  expect(await queryDatabase(target, 'select 1 from kyc_states')).toEqual([])
})

test('a user who has never called can be let in before, where tenant and issuer are checked', async () => {
  const target = await cloneDatabase()
  await bench.writeConfig(() => {})
  const issuer = await firstIssuer()
  const who = ['--tenant', demo, '--issuer', issuer, '--subject', 'did:privy:nobody', '--config', bench.configPath]
  const args = ['tenant', 'kyc', ...who, '--state', 'rejected', '--unseen', '--json']
  const { code, output } = await rampway(args, { DATABASE_URL: urlOf(target) })
  expect(code, output).toBe(0)
  expect(JSON.parse(output)).toMatchObject({
    database: { name: target.database },
    tenant: demo,
    user: expect.stringMatching(/^usr_/),
    state: 'rejected',
    source: 'operator',
  })
})

test('the private PostgreSQL that is there is used, and named by its folder', async () => {
  const dataDir = join(folder, 'private')
  const server = await openPrivatePostgres({ dataDir })
  try {
    const { code, output } = await rampway(['migrate'], { RAMPWAY_DATA_DIR: dataDir })
    expect([code, output]).toEqual([0, expect.stringContaining(`Database: the private PostgreSQL in ${dataDir}`)])
  } finally {
    await server.release()
  }
})

test('a command that was given what it does not take says where to look', async () => {
  const { code, output } = await rampway(['config', 'check', '--config', bench.configPath])
  expect([code, output]).toEqual([1, "error: unknown option '--config'\nAdd --help to see what the command takes.\n"])
})

test('the help of a command says which options it cannot do without', async () => {
  const { output } = await rampway(['webhook-endpoint', 'create', '--help'])
  const lines = output.split('\n').filter((line) => / --(?:tenant|url|description|config) /.test(line))
  const required = lines.map((line) => [/--[\w-]+/.exec(line)?.[0], line.endsWith(' (required)')])
  expect(Object.fromEntries(required)).toEqual({
    '--tenant': true,
    '--url': true,
    '--config': false,
    '--description': false,
  })
})

test('config check says what serve would say: that it is valid, or every fault', async () => {
  await bench.writeConfig(() => {})
  const valid = await rampway(['config', 'check', bench.configPath])
  expect([valid.code, valid.output]).toEqual([
    0,
    expect.stringMatching(/valid, with 2 tenants; its hash is [0-9a-f]{16}\.\n$/),
  ])
  const text = await readFile(bench.configPath, 'utf8')
  const broken = join(folder, 'broken.yaml')
  await writeFile(broken, text.replace('public_url', 'public_uri').replace('tenants:', 'tenants_: 1\ntenants:'))
  const faulty = await rampway(['config', 'check', broken], { PORT: 'many' })
  expect(faulty.code).toBe(1)
  for (const words of ['did you mean "public_url"', 'tenants_', 'PORT: must be a whole number', '3 faults']) {
    expect(faulty.output).toContain(words)
  }
  const asJson = await rampway(['config', 'check', broken, '--json'])
  expect([asJson.code, JSON.parse(asJson.output)]).toMatchObject([
    1,
    { valid: false, faults: [{}, {}].map(() => expect.any(String)) },
  ])
  await writeFile(broken, text.replace(/^public_url.*\n/m, ''))
  expect((await rampway(['config', 'check', broken])).output).toContain('Set public_url')
})
