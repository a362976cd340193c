import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Simulator, startSimulator } from '@rampway/simulator'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { checks } from '../../src/domain/finding.ts'
import { freePort } from '../support/free-port.ts'
import { makeFolder, prepareServe, type ServeBench, startProgram, untilHealthy } from '../support/program.ts'

let simulator: Simulator
let bench: ServeBench
let folder: string

const meldKey = 'W9kZTT7332okCEc1A9aqAq:3sYKoXQv6oHVHSts7G2agw9vTCXz'

beforeAll(async () => {
  simulator = await startSimulator({ apiKeys: [`${meldKey}1`, `${meldKey}2`] })
  bench = await prepareServe(simulator.url)
  folder = await makeFolder('rampway-doctor-')
})
beforeEach(() => bench.writeConfig(() => {}))
afterAll(async () => {
  await bench.close()
  await simulator.close()
  await rm(folder, { recursive: true, force: true })
})

interface Reported {
  readonly code: unknown
  readonly output: string
  readonly findings: readonly Record<string, unknown>[]
}

async function doctor(args: readonly string[], env: Record<string, string> = {}): Promise<Reported> {
  const known = { MELD_KEY: meldKey, DATABASE_URL: bench.databaseUrl }
  const program = startProgram(['doctor', '--json', ...args], { ...known, ...env }, folder)
  const code = await program.ended
  const output = program.output()
  const { findings } = output.startsWith('{') ? JSON.parse(output) : { findings: [] }
  return { code, output, findings }
}

const about = ({ findings }: Reported, id: string) =>
  findings.filter((finding) => finding.id === id).map(({ severity, found }) => [severity, found])

test('beside a gateway that serves it finds every tenant well, and leaves nothing behind', async () => {
  const served = await bench.serve()
  const reported = await doctor([
    '--config',
    bench.configPath,
    '--url',
    served.url,
    '--only',
    'gateway,public_url,webhook_address,outgoing,clock,identity_keys,meld_account,schema,partitions,isolation,pooler',
  ])
  const wrong = reported.findings.filter(({ severity }) => severity !== 'ok')
  expect(wrong).toEqual([])
  expect(reported.code).toBe(0)
  expect(reported.findings.filter(({ id }) => id === 'meld_account').map(({ tenant }) => tenant)).toEqual([
    'org-demo:env-sandbox',
    'org-other:env-sandbox',
  ])
})

test('it has a finding of every check, in the form of the operator API, and ends with 2 for an error', async () => {
  const reported = await doctor(['--config', bench.configPath])
  expect(new Set(reported.findings.map(({ id }) => id))).toEqual(new Set(Object.keys(checks)))
  for (const finding of reported.findings) {
    expect(Object.keys(finding)).toEqual([
      ...['id', 'title', 'severity', 'found', 'expected', 'why', 'fix', 'docs', 'tenant', 'took_ms', 'checked_at'],
    ])
  }
  // The public URL of the bench is nobody's.
  expect(about(reported, 'public_url')).toEqual([['error', expect.stringContaining('ECONNREFUSED')]])
  expect(reported.code).toBe(2)
})

test('warnings fail with --strict alone', async () => {
  const args = ['--config', bench.configPath, '--only', 'secrets']
  await bench.writeConfig(({ tenants }) => {
    const [first] = tenants
    if (first !== undefined) first.meld = { base_url: simulator.url, api_key: 'written-s3cr3t' }
  })
  const lenient = await doctor(args)
  expect(about(lenient, 'secrets')).toEqual([['warning', expect.stringContaining('is written into the file')]])
  expect(lenient.code).toBe(0)
  expect((await doctor([...args, '--strict'])).code).toBe(1)
})

describe('what is broken is found', () => {
  test('a secret that cannot be read leaves out its tenant', async () => {
    await bench.writeConfig(({ tenants }) => {
      const [, second] = tenants
      if (second !== undefined) second.meld = { base_url: simulator.url, api_key: `\${NOT_SET_ANYWHERE}` }
    })
    const reported = await doctor(['--config', bench.configPath, '--only', 'gateway'])
    expect(about(reported, 'secrets')).toEqual([['error', expect.stringContaining('NOT_SET_ANYWHERE is not set')]])
    expect(about(reported, 'left_out_tenants')).toEqual([
      ['error', expect.stringContaining('org-other:env-sandbox is left out')],
    ])
    expect(reported.code).toBe(2)
  })

  test('a file that serve would refuse is examined as far as it can be', async () => {
    await bench.writeConfig((config) => {
      config.colour = 'red'
    })
    const reported = await doctor(['--config', bench.configPath])
    expect(about(reported, 'configuration')).toEqual([['error', expect.stringContaining('colour')]])
    expect(about(reported, 'postgresql')).toMatchObject([['skipped', expect.anything()]])
    expect(about(reported, 'node')).toMatchObject([['ok', expect.anything()]])
  })

  test('a wrong password, a wrong key and a database that is not there, without a word of theirs', async () => {
    const database = new URL('postgresql://rampway:pa55word@127.0.0.1:1/rampway')
    const env = { MELD_KEY: 'wr0ng-key', DATABASE_URL: database.href }
    const reported = await doctor(['--config', bench.configPath], env)
    expect(about(reported, 'postgresql')).toEqual([['error', expect.stringContaining('127.0.0.1:1')]])
    expect(about(reported, 'meld_account')).toEqual([
      ['error', expect.stringContaining('does not accept the key')],
      ['error', expect.stringContaining('does not accept the key')],
    ])
    expect(reported.output).not.toContain('wr0ng')
    expect(reported.output).not.toContain('pa55word')
  })

  test('a heap that may grow beyond the memory there is', async () => {
    const reported = await doctor(['--config', bench.configPath, '--only', 'heap'], {
      NODE_OPTIONS: '--max-old-space-size=99999999',
    })
    expect(about(reported, 'heap')).toEqual([['warning', expect.stringContaining('limit ')]])
  })

  test('too few open files', async () => {
    const program = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))
    const line = 'ulimit -n 1024; exec "$0" "$@"'
    const args = ['-c', line, process.execPath, program, 'doctor', '--json', '--only', 'open_files']
    const child = spawn('/bin/sh', args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += String(chunk)
    })
    await once(child, 'close')
    expect(JSON.parse(output).findings).toMatchObject([{ severity: 'warning', found: '1024 at most' }])
  })
})

test('--url alone looks from outside', async () => {
  const served = await bench.serve()
  const reported = await doctor(['--url', `${served.url}/`])
  expect(about(reported, 'public_url')).toEqual([['ok', `${served.url} is healthy`]])
  for (const id of ['postgresql', 'meld_account', 'node', 'configuration']) {
    expect(about(reported, id), id).toMatchObject([['skipped', expect.anything()]])
  }
})

test('without a file it examines rampway dev, beside it, and finds nothing wrong', async () => {
  const data = join(folder, 'dev')
  const port = await freePort()
  const dev = { RAMPWAY_DATA_DIR: data, DATABASE_URL: '', PORT: String(port), OPERATOR_PORT: '0' }
  const program = startProgram(['dev'], dev, folder)
  try {
    await untilHealthy(program, `http://127.0.0.1:${port}`)
    const reported = await doctor([], { RAMPWAY_DATA_DIR: data, DATABASE_URL: '' })
    // How much is free on this disk is this machine's affair, and so is what its user may open.
    const wrong = reported.findings.filter(({ id, severity }) => severity === 'error' && id !== 'disk')
    expect(wrong).toEqual([])
    for (const id of ['public_url', 'proxies', 'schema', 'durability']) {
      expect(about(reported, id), id).toMatchObject([['ok', expect.anything()]])
    }
    expect(about(reported, 'meld_account').map(([severity]) => severity)).toEqual(['ok', 'ok'])
  } finally {
    program.child.kill('SIGTERM')
    await program.ended
  }
})

test('people are shown groups, the worst first, each with what to do and where to read on', async () => {
  const env = { MELD_KEY: meldKey, DATABASE_URL: bench.databaseUrl }
  const args = ['doctor', '--config', bench.configPath, '--only', 'gateway,public_url,schema']
  const program = startProgram(args, env, folder)
  expect(await program.ended).toBe(2)
  const lines = program.output().split('\n')
  expect(lines.slice(0, 2)).toEqual(['network', expect.stringMatching(/^ {2}error {3}Public URL: http/)])
  expect(lines).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^ {10}fix {7}Look at the proxy in front/),
      '          see       docs/doctor.md#public_url',
      expect.stringMatching(/^ {2}ok {6}Schema: /),
      expect.stringMatching(/^1 error, 0 warnings, .*; \d+\.\d s$/),
    ]),
  )
})

test('a name that is none of a check is refused with those there are', async () => {
  const { code, output } = await doctor(['--only', 'weather'])
  expect(code).toBe(1)
  expect(output).toContain('There is no check "weather". There are gateway, network')
})
