import { describe, expect } from 'vitest'
import { type BackgroundSettings, createBackgroundDoctor } from '../../src/doctor/background.ts'
import { makeSecret } from '../../src/domain/secret.ts'
import type { FaultyTenant } from '../../src/domain/tenant.ts'
import type { Deps } from '../../src/operations/deps.ts'
import { createFindings } from '../../src/operations/doctor/findings.ts'
import { createOutbound } from '../../src/outbound/request.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/own-gateways.ts'
import type { TestGateway } from '../support/gateway.ts'

const everyMs = 50
const task = { subject: null, send: async () => {}, repeatAt: () => {}, signal: new AbortController().signal }

/** A doctor beside a gateway, as of another process: with what it knows. */
function doctorOf(gateway: TestGateway, known: Partial<BackgroundSettings> = {}) {
  const deps: Deps = { ...gateway.deps, findings: createFindings() }
  const settings = {
    operatorListen: { host: '127.0.0.1', port: 1 },
    trustedProxies: [],
    preparedStatements: false,
  }
  const { send } = createOutbound()
  const background = { settings, file: () => null, looksAround: true, databaseFolder: undefined, send, ...known }
  return { deps, doctor: createBackgroundDoctor(deps, background) }
}

function severityOf({ findings }: Deps, id: string, tenant: string | null = null) {
  return findings.latest().find((finding) => finding.id === id && finding.tenant === tenant)?.severity
}

async function gaugesOf({ metrics }: Deps): Promise<readonly string[]> {
  return (await metrics.render()).split('\n').filter((line) => line.startsWith('rampway_doctor_check{'))
}

const count = (text: string, words: string) => text.split(words).length - 1

describe('the background doctor', () => {
  test('tells of its process at every round: a tenant that is left out, until it is mended', async ({
    startGateway,
  }) => {
    const gateway = await startGateway()
    const { deps, doctor } = doctorOf(gateway)
    const end = doctor.start(everyMs)
    try {
      await expect.poll(() => severityOf(deps, 'left_out_tenants')).toBe('ok')
      expect(await gaugesOf(deps)).toContain('rampway_doctor_check{check="left_out_tenants"} 0')
      const { demo } = gateway
      const faulty: FaultyTenant = { id: demo.id, entry: 'tenants[0]', state: 'left_out', faults: ['a fault'] }
      const served = gateway.tenants.list()
      gateway.tenants.replace(
        served.filter(({ id }) => id !== demo.id),
        undefined,
        [faulty],
      )
      await expect.poll(() => severityOf(deps, 'left_out_tenants', demo.id)).toBe('error')
      expect(await gaugesOf(deps)).toContain('rampway_doctor_check{check="left_out_tenants"} 2')
      gateway.tenants.replace(served, undefined)
      await expect.poll(() => severityOf(deps, 'left_out_tenants', demo.id)).toBeUndefined()
    } finally {
      end()
    }
    expect(count(gateway.logged(), 'the doctor found an error')).toBe(1)
  })

  test('tells every process what one of them found of what they share', async ({ startGateway }) => {
    const gateway = await startGateway()
    const [first, second] = [doctorOf(gateway), doctorOf(gateway)]
    await first.doctor.job.run(first.deps, task)
    await first.doctor.job.run(first.deps, task)
    expect(severityOf(first.deps, 'meld_account', gateway.demo.id)).toBe('ok')
    expect(severityOf(first.deps, 'durability')).toBe('error')
    // The server of the tests really does not wait for its disk; that is told once.
    expect(count(gateway.logged(), 'fsync off')).toBe(1)
    const end = second.doctor.start(everyMs)
    await expect.poll(() => severityOf(second.deps, 'durability')).toBe('error')
    expect(severityOf(second.deps, 'meld_account', gateway.demo.id)).toBe('ok')
    end()
  })

  test('calls nobody but tenants’ own hosts where it is not to look around', async ({ startGateway }) => {
    const gateway = await startGateway()
    const called: string[] = []
    const send: BackgroundSettings['send'] = async ({ url }) => {
      called.push(new URL(url).pathname)
      return { kind: 'not_sent', reason: 'ECONNREFUSED' }
    }
    const { deps, doctor } = doctorOf(gateway, { looksAround: false, send })
    await doctor.job.run(deps, task)
    expect(new Set(called)).toEqual(new Set(['/dev/jwks/privy.json', '/dev/jwks/dynamic.json']))
    const { body } = await gateway.control('/_sim/calls')
    const asked = new Set(body.calls.map(({ path }: { path: string }) => path))
    expect(asked).toEqual(new Set(['/notifications/webhooks']))
  })

  test('forgets what a process found that is gone', async ({ startGateway }) => {
    const gateway = await startGateway()
    const { deps, doctor } = doctorOf(gateway)
    const report = [
      { id: 'memory', severity: 'error', title: 't', found: 'f', expected: '', why: '', fix: '', docs: '' },
    ]
    await queryDatabase(
      gateway.database,
      `insert into doctor_reports values ('999999', $1::text::jsonb, now() + interval '1 hour')`,
      [JSON.stringify(report)],
    )
    await doctor.job.run(deps, task)
    expect(deps.findings.latest().filter(({ id }) => id === 'memory')).toEqual([])
    await queryDatabase(
      gateway.database,
      'insert into gateway_processes (id, beats) overriding system value values (999999, 1000000)',
    )
    await doctor.job.run(deps, task)
    expect(severityOf(deps, 'memory')).toBe('error')
  })

  test('writes no secret into what it keeps', async ({ startGateway }) => {
    const gateway = await startGateway()
    const secret = 's3cr3t-of-this-test'
    gateway.changeTenants((tenant) => ({
      ...tenant,
      meld: { ...tenant.meld, apiKey: makeSecret(secret), webhookSecrets: [makeSecret(secret)] },
    }))
    const { deps, doctor } = doctorOf(gateway)
    await doctor.job.run(deps, task)
    const kept = await queryDatabase(gateway.database, 'select findings::text as text from doctor_reports')
    expect(JSON.stringify(kept) + JSON.stringify(deps.findings.latest())).not.toContain(secret)
    expect(severityOf(deps, 'meld_account', gateway.demo.id)).toBe('ok')
  })
})
