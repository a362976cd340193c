import { startSimulator } from '@rampway/simulator'
import { expect, test, vi } from 'vitest'
import { queryDatabase } from '../support/database.ts'
import { prepareServe, startProgram } from '../support/program.ts'
import { until } from '../support/until.ts'

/** Starting the program takes seconds where the machine is busy. */
vi.setConfig({ testTimeout: 120_000 })

test('a command has a webhook handled by the gateway that runs, as the account that ran it', async () => {
  const simulator = await startSimulator({})
  const bench = await prepareServe(simulator.url)
  try {
    await bench.serve()
    await queryDatabase(
      bench.database,
      `insert into incoming_webhooks (tenant_id, event_id, event_type, kind, customer_id, payload, received_at, handled_at,
                                      outcome, attempts, next_attempt_at)
       values ('org-demo:env-sandbox', 'event-1', 'CUSTOMER_KYC_STATUS', 'kyc', 'nobody', '{"kycStatus": "APPROVED"}',
               now(), now(), 'given_up', 71, now())`,
    )
    const run = async (...args: readonly string[]) => {
      const key = 'W9kZTT7332okCEc1A9aqAq:3sYKoXQv6oHVHSts7G2agw9vTCXz'
      const env = { DATABASE_URL: bench.databaseUrl, MELD_KEY: key }
      const started = startProgram(['webhook', ...args, '--config', bench.configPath], env)
      return { code: await started.ended, output: started.output() }
    }
    const listed = await run('list', '--state', 'given_up', '--json')
    expect(listed.code, listed.output).toBe(0)
    expect(JSON.parse(listed.output)).toMatchObject({
      backlog: { waiting: 0, oldest_waiting_at: null, given_up: 1 },
      webhooks: [{ tenant: 'org-demo:env-sandbox', id: 'event-1', state: 'given_up', attempts: 71 }],
    })
    const retried = await run('retry', 'event-1', '--tenant', 'org-demo:env-sandbox', '--reason', 'Meld is back')
    expect(retried, retried.output).toMatchObject({ code: 0, output: expect.stringContaining('It is due now') })
    const outcome = `select outcome from incoming_webhooks where event_id = 'event-1'`
    await until(async () =>
      expect(await queryDatabase(bench.database, outcome)).toEqual([{ outcome: 'nothing_to_do' }]),
    )
    expect(await queryDatabase(bench.database, 'select act, via, reason, target_id from audit_log')).toEqual([
      { act: 'webhook.retry', via: 'cli', reason: 'Meld is back', target_id: 'event-1' },
    ])
    const again = await run('retry', 'event-1', '--tenant', 'org-demo:env-sandbox')
    expect(again).toMatchObject({ code: 1, output: expect.stringContaining('It was handled after 72 attempts') })
  } finally {
    await bench.close()
    await simulator.close()
  }
})
