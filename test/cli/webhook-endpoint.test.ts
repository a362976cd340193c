import { startSimulator } from '@rampway/simulator'
import { expect, test, vi } from 'vitest'
import { queryDatabase } from '../support/database.ts'
import { prepareServe, startProgram } from '../support/program.ts'

/** Starting the program takes seconds where the machine is busy, and each command is one. */
vi.setConfig({ testTimeout: 240_000 })

const tenant = 'org-demo:env-sandbox'
const reason = 'asked for in ticket 4711'

test('operators run webhook endpoints, events and deliveries by commands, and each act stands in the audit log', async () => {
  const simulator = await startSimulator({})
  const bench = await prepareServe(simulator.url)
  try {
    await bench.serve()
    const run = async (...args: readonly string[]) => {
      const env = { DATABASE_URL: bench.databaseUrl, MELD_KEY: 'W9kZTT7332okCEc1A9aqAq:3sYKoXQv6oHVHSts7G2agw9vTCXz' }
      const started = startProgram([...args, '--config', bench.configPath], env)
      return { code: await started.ended, output: started.output() }
    }
    const tell = async (...args: readonly string[]) => {
      const { code, output } = await run(...args, '--json')
      expect(code, output).toBe(0)
      return JSON.parse(output)
    }
    const endpoint = (verb: string, ...args: readonly string[]) =>
      tell('webhook-endpoint', verb, ...args, '--tenant', tenant)

    const made = await endpoint('create', '--url', 'https://partner.invalid/hooks', '--types', 'ramp.session.opened')
    const { id, secret } = made.webhook_endpoint
    expect(secret).toMatch(/^whsec_/)
    const listed = await endpoint('list', '--status', 'enabled')
    expect(listed.webhook_endpoints).toMatchObject([{ id, types: ['ramp.session.opened'], pending: 0 }])
    const refused = await run('webhook-endpoint', 'create', '--tenant', tenant, '--url', 'https://127.1/', '--json')
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('127.0.0.1 is not a public address') })
    const changed = await endpoint('change', id, '--types', '', '--description', 'theirs')
    expect(changed.webhook_endpoint).toMatchObject({ types: [], description: 'theirs' })
    const rotated = await endpoint('rotate-secret', id, '--reason', reason)
    expect(rotated.webhook_endpoint.secret).not.toBe(secret)

    const tested = await endpoint('test', id)
    const [event, delivery] = [tested.event.id, tested.deliveries[0].id]
    const events = await tell('event', 'list', '--tenant', tenant, '--type', 'rampway.test')
    expect(events.events).toMatchObject([{ id: event, data: { webhook_endpoint_id: id } }])
    const shown = await tell('event', 'show', event, '--tenant', tenant)
    expect(shown.deliveries).toMatchObject([{ id: delivery }])
    const replayed = await tell('event', 'replay', event, '--tenant', tenant, '--webhook-endpoint', id)
    expect(replayed.deliveries).toMatchObject([{ id: delivery, state: 'pending' }])
    const deliveries = await tell('delivery', 'list', '--tenant', tenant, '--webhook-endpoint', id)
    expect(deliveries.deliveries).toMatchObject([{ id: delivery, event_id: event }])
    const whole = await tell('delivery', 'show', delivery, '--tenant', tenant)
    expect(JSON.parse(whole.body)).toMatchObject({ id: event, type: 'rampway.test' })
    const retried = await tell('delivery', 'retry', delivery, '--tenant', tenant, '--reason', reason)
    expect(retried.delivery).toMatchObject({ id: delivery, state: 'pending' })
    const counted = await endpoint('replay', id, '--since-last-success', '--dry-run')
    expect(counted).toMatchObject({ count: 0, first_at: null, last_at: null })

    const unsaid = await run('webhook-endpoint', 'delete', id, '--tenant', tenant)
    expect(unsaid).toMatchObject({ code: 1, output: expect.stringContaining('--reason') })
    expect(await endpoint('delete', id, '--reason', reason)).toEqual({ deleted: id })
    const people = await run('webhook-endpoint', 'list')
    expect(people).toMatchObject({ code: 0, output: expect.stringContaining('No webhook endpoint is like that.') })
    const acts = await queryDatabase(bench.database, 'select act, via from audit_log order by number')
    expect(acts.map(({ act, via }) => `${act} by ${via}`)).toEqual(
      [
        ...['webhook_endpoint.create', 'webhook_endpoint.change', 'webhook_endpoint.rotate_secret'],
        ...['webhook_endpoint.test', 'event.list', 'event.read', 'event.replay', 'delivery.read', 'delivery.retry'],
        'webhook_endpoint.delete',
      ].map((act) => `${act} by cli`),
    )
  } finally {
    await bench.close()
    await simulator.close()
  }
})
