import { setTimeout } from 'node:timers/promises'
import { type Simulator, startSimulator } from '@rampway/simulator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { queryDatabase } from '../support/database.ts'
import { sessionBody } from '../support/gateway.ts'
import { prepareServe, type ServeBench, type Served, startProgram } from '../support/program.ts'

let simulator: Simulator
let bench: ServeBench
let served: Served
let best: string

beforeAll(async () => {
  simulator = await startSimulator({})
  bench = await prepareServe(simulator.url)
  served = await bench.serve()
  best = await openedBy()
})
afterAll(async () => {
  await bench.close()
  await simulator.close()
})

async function openedBy(): Promise<string> {
  return (await served.openSession(sessionBody())).body?.session?.service_provider
}

function start(args: readonly string[]) {
  const env = { DATABASE_URL: bench.databaseUrl, MELD_KEY: 'W9kSecretKey:s' }
  return startProgram([...args, '--config', bench.configPath], env)
}

/** Runs `rampway …` on the file's gateway, to its end. */
async function rampway(...args: readonly string[]) {
  const started = start(args)
  return { code: await started.ended, output: started.output() }
}

test('a provider is disabled, listed and enabled again, and a running gateway follows', async () => {
  const disable = ['provider', 'disable', best.toLowerCase(), '--country', 'US', '--for', '2h', '--reason', 'fails']
  const dry = await rampway(...disable, '--dry-run')
  expect(dry, dry.output).toMatchObject({ code: 0 })
  expect(dry.output).toMatch(new RegExp(`nothing is switched[^]*1 had gone from ${best} to [A-Z]+`))
  expect(await openedBy()).toBe(best)

  const made = await rampway(...disable, '--json')
  expect(made, made.output).toMatchObject({ code: 0 })
  const { switch: one } = JSON.parse(made.output)
  expect(one).toMatchObject({ provider: best, country: 'US', state: 'off', reason: 'fails', chain_id: null })
  expect(one.ends_at - one.created_at).toBeLessThanOrEqual(2 * 3_600_000)
  await expect.poll(openedBy).not.toBe(best)
  const again = await rampway(...disable)
  expect([again.code, again.output]).toEqual([1, expect.stringContaining(one.id)])

  const listed = await rampway('provider', 'list')
  expect(listed.output).toMatch(new RegExp(`${one.id} {2}${best}, in US: off\\n.*until .*\\n.*fails`))
  const other = await rampway('provider', 'enable', best, '--country', 'DE', '--reason', 'no')
  expect([other.code, other.output]).toEqual([1, expect.stringContaining(`Still in force for ${best}`)])
  const enabled = await rampway('provider', 'enable', best, '--reason', 'mended', '--json')
  expect(JSON.parse(enabled.output)).toMatchObject({
    ended: [{ id: one.id, ended_at: expect.any(Number) }],
    in_force: [],
  })
  await expect.poll(openedBy).toBe(best)
  const audited = await rampway('audit', 'list', '--target', one.id, '--json')
  const acts = JSON.parse(audited.output).entries.map(({ act, reason }: { act: string; reason: string }) => [
    act,
    reason,
  ])
  expect(acts).toEqual([
    ['switch.end', 'mended'],
    ['switch.create', 'fails'],
  ])
})

test('what is no provider’s is a switch by itself, which is listed and ended by its id', async () => {
  const made = await rampway('switch', 'create', '--chain', '8453', '--drain', '--reason', 'upgrade', '--json')
  const { id, state } = JSON.parse(made.output).switch
  expect(state).toBe('drain')
  expect(JSON.parse((await rampway('switch', 'list', '--json')).output).switches).toMatchObject([
    { id, chain_id: 8453 },
  ])
  const ended = await rampway('switch', 'end', id, '--reason', 'done')
  expect([ended.code, ended.output]).toEqual([0, expect.stringContaining('ended')])
  expect((await rampway('switch', 'list')).output).toContain('No switch is like that')
  expect((await rampway('switch', 'list', '--state', 'ended')).output).toContain(id)
})

test('routing is explained in words and as JSON, with providers that are supposed to be off', async () => {
  const trade = [
    '--tenant',
    'org-demo:env-sandbox',
    '--amount',
    '100',
    '--from',
    'USD',
    '--to',
    'USDC',
    '--chain',
    '8453',
  ]
  const inWords = await rampway('routing', 'explain', ...trade, '--without', best)
  expect(inWords.code, inWords.output).toBe(0)
  expect(inWords.output).toMatch(new RegExp(`would be opened[^]*${best} .*switched off.*supposed`))
  const asJson = JSON.parse((await rampway('routing', 'explain', ...trade, '--json')).output)
  expect(asJson.would_open).toBe(best)
})

test.for<readonly [readonly string[], string]>([
  [['provider', 'disable', 'BANXXA', '--reason', 'x'], 'Did you mean BANXA?'],
  [['provider', 'disable', 'BANXA', '--country', 'XX', '--reason', 'x'], 'Not a supported country'],
  [['provider', 'disable', 'BANXA', '--method', 'SEPPA', '--reason', 'x'], 'Did you mean SEPA?'],
  [['provider', 'disable', 'BANXA', '--for', 'soon', '--reason', 'x'], 'such as 2h'],
  [['provider', 'disable', 'BANXA', '--until', 'soon', '--reason', 'x'], 'ISO 8601'],
  [['provider', 'disable', 'BANXA', '--until', '2000-01-01T00:00:00Z', '--reason', 'x'], 'Send an instant after'],
  [['provider', 'disable', 'BANXA'], '--reason'],
  [['switch', 'create', '--reason', 'x'], 'everything: true'],
  [['switch', 'end', 'swi_1', '--reason', 'x'], 'GET /operator/v0/switches'],
  [
    [
      'routing',
      'explain',
      '--tenant',
      'org-dem:env-sandbox',
      '--amount',
      '1',
      '--from',
      'USD',
      '--to',
      'USDC',
      '--chain',
      '1',
    ],
    'Did you mean org-demo:env-sandbox?',
  ],
])('%j is refused with words that help', { timeout: 60_000 }, async ([args, words]) => {
  const { code, output } = await rampway(...args)
  expect([code, output]).toEqual([1, expect.stringContaining(words)])
})

test('a command that is killed has switched with its entry in the audit log, or not at all', async () => {
  const begun = performance.now()
  expect((await rampway('provider', 'disable', 'TOPPER', '--reason', 'timed')).code).toBe(0)
  const tookMs = performance.now() - begun
  for (let n = 1; n <= 8; n += 1) {
    const command = start(['switch', 'create', '--country', 'NG', '--chain', '1', '--reason', `killed ${n}`])
    await setTimeout((tookMs * (n + 4)) / 12)
    await command.kill()
    const rows = await queryDatabase(
      bench.database,
      `select s.id::text, s.reason, (select count(*)::int from audit_log l
         where l.target_id = 'swi_' || replace(s.id::text, '-', '') and l.act = 'switch.create') as entries
       from switches s where s.reason like 'killed %'`,
    )
    for (const row of rows) expect(row).toMatchObject({ entries: 1 })
    expect(rows.length).toBeLessThanOrEqual(1)
  }
  const [orphans] = await queryDatabase(
    bench.database,
    `select count(*)::int as orphans from audit_log l where l.act = 'switch.create'
       and not exists (select from switches s where l.target_id = 'swi_' || replace(s.id::text, '-', ''))`,
  )
  expect(orphans).toEqual({ orphans: 0 })
  expect((await rampway('audit', 'verify')).code).toBe(0)
  // Nobody is held up by what was killed.
  expect((await rampway('switch', 'create', '--country', 'NG', '--reason', 'after')).code).toBe(0)
}, 180_000)
