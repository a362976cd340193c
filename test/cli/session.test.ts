import { type Simulator, startSimulator } from '@rampway/simulator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { queryDatabase } from '../support/database.ts'
import { sessionBody } from '../support/gateway.ts'
import { prepareServe, type ServeBench, startProgram } from '../support/program.ts'
import { visit } from '../support/visit.ts'

let simulator: Simulator
let bench: ServeBench

beforeAll(async () => {
  simulator = await startSimulator({})
  bench = await prepareServe(simulator.url)
})
afterAll(async () => {
  await bench.close()
  await simulator.close()
})

/** Runs `rampway session …` to its end. */
async function session(...args: readonly string[]) {
  const env = { DATABASE_URL: bench.databaseUrl, MELD_KEY: 'W9kZTT7332okCEc1A9aqAq:3sYKoXQv6oHVHSts7G2agw9vTCXz' }
  const started = startProgram(['session', ...args, '--config', bench.configPath], env)
  const code = await started.ended
  return { code, output: started.output() }
}

test('every verb does what the operator API does, as the account of this machine', async () => {
  const served = await bench.serve()
  const opened = await served.openSession(sessionBody())
  const { id, widget_url: widgetUrl } = opened.body.session
  await visit(`${served.url}${new URL(widgetUrl).pathname}`)

  const shown = await session('show', id)
  expect(shown, shown.output).toMatchObject({ code: 0 })
  for (const fact of [id, 'opened', 'Meld asked: quote', 'Link opened', 'Provider chosen']) {
    expect(shown.output).toContain(fact)
  }
  expect(shown.output).not.toContain(opened.body.session.token)

  const checked = await session('check', id, '--json')
  expect(checked, checked.output).toMatchObject({ code: 0 })
  expect(JSON.parse(checked.output)).toMatchObject({ outcome: 'nothing', session: { id, status: 'opened' } })

  const released = await session('release-link', id, '--reason', 'wrong phone')
  expect(released, released.output).toMatchObject({ code: 0, output: expect.stringContaining('released') })
  const noted = await session('note', id, 'rang them up')
  expect(noted, noted.output).toMatchObject({ code: 0 })
  const cancelled = await session('cancel', id, '--reason', 'asked for', '--json')
  expect(cancelled, cancelled.output).toMatchObject({ code: 0 })
  const { session: after } = JSON.parse(cancelled.output)
  expect(after).toMatchObject({ status: 'cancelled', acts: { cancel: { allowed: false } } })
  expect(after.timeline.map(({ kind }: { kind: string }) => kind)).toEqual(
    expect.arrayContaining(['check_asked', 'checked', 'link_released', 'note', 'cancelled']),
  )

  const exported = await session('export', id)
  expect(JSON.parse(exported.output)).toMatchObject({ bundle: { session: { id } }, sha256: expect.any(String) })

  const audited = await queryDatabase(
    bench.database,
    'select act, via from audit_log where target_id = $1 order by number',
    [id],
  )
  expect(audited).toEqual(
    ['read', 'check', 'release_link', 'note', 'cancel', 'export'].map((verb) => ({
      act: `session.${verb}`,
      via: 'cli',
    })),
  )
})

test('an act that does not apply is refused in words, with exit code 1', async () => {
  const served = await bench.serve()
  const { id } = (await served.openSession(sessionBody())).body.session
  expect((await session('cancel', id)).output).toContain('--reason')
  expect(await session('cancel', id, '--reason', 'asked for')).toMatchObject({ code: 0 })
  const refused = await session('release-link', id, '--reason', 'asked for')
  expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('The session is cancelled') })
  const unknown = await session('show', `ses_${'0'.repeat(32)}`)
  expect(unknown).toMatchObject({ code: 1, output: expect.stringContaining('No tenant has a session with this id') })
  const supportCode = await session('show', 'E5Y6-72PD')
  expect(supportCode).toMatchObject({ code: 1, output: expect.stringContaining('Ids begin with ses_') })
})
