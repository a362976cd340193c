import { expect } from 'vitest'
import { alertRules } from '../../deploy/source/alerts.ts'
import { dashboardQueries } from '../../deploy/source/charts.ts'
import { countFigures } from '../../src/operations/hourly-figures.ts'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'
import { openStream } from '../support/stream.ts'
import { until } from '../support/until.ts'
import { reached, startPartner, tell } from '../worker/delivering.ts'
import { namesOf } from './promql.ts'

test.override('gatewayOptions', { worker: true })

/** What is served: the metrics that are declared, and for each the values of its labels. */
interface Served {
  readonly names: ReadonlySet<string>
  readonly labels: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>
}

function readServed(text: string): Served {
  const names = new Set<string>()
  const labels = new Map<string, Map<string, Set<string>>>()
  for (const line of text.split('\n')) {
    const [, family, type] = /^# TYPE (\w+) (\w+)$/.exec(line) ?? []
    if (family !== undefined) {
      const suffixes = type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']
      for (const suffix of suffixes) names.add(`${family}${suffix}`)
    }
    const [, name, list = ''] = /^(\w+)(?:\{(.*)\})? \S+$/.exec(line) ?? []
    if (name === undefined) continue
    const ofName = labels.get(name) ?? new Map<string, Set<string>>()
    labels.set(name, ofName)
    for (const [, label = '', value = ''] of list.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
      ofName.set(label, (ofName.get(label) ?? new Set()).add(value))
    }
  }
  return { names, labels }
}

/** Sessions that are opened, refused and failed, one that is paid and followed, and a partner who is told: what leaves a trace in every metric that is used. */
async function makeTraffic(gateway: TestGateway): Promise<void> {
  await gateway.control('/_sim/timings', { settling_seconds: 0.1, settled_seconds: 0.1 })
  const { session } = (await gateway.openSession()).body
  await gateway.openSession(sessionBody({ source_amount: '1' }))
  // The best provider fails, and the next one is taken.
  await gateway.fault({ kind: 'patch', path: '/crypto/session/widget', times: 1, status: 503, body: {} })
  await gateway.openSession()
  await gateway.fault({ kind: 'patch', path: '/crypto/session/widget', provider: 'BANXA', status: 503, body: {} })
  await gateway.openSession(sessionBody({ service_provider: 'BANXA' }))
  await gateway.checkout({ external_session_id: session.external_session_id, outcome: 'pay' })
  await until(async () => {
    expect((await gateway.get(`/v0/ramp/sessions/${session.id}`)).body.session.status).toBe('completed')
  })
  const caller = { 'x-juno-orgid': gateway.demo.id, 'x-juno-jwt': await gateway.mintToken({ sub: 'alice' }) }
  const stream = await openStream(`${gateway.url}/v0/ramp/sessions/${session.id}/events`, caller)
  expect(stream.status).toBe(200)
  await stream.ended
  const partner = await startPartner(gateway)
  await tell(gateway, partner, ['one'])
  await reached(gateway, partner, ['delivered'])
  await countFigures(gateway.deps, new AbortController().signal)
  await until(async () =>
    expect((await gateway.sendOperator('/metrics')).text).toContain('rampway_streams_ended_total{'),
  )
}

async function servedBy(gateway: TestGateway): Promise<Served> {
  return readServed((await gateway.sendOperator('/metrics')).text)
}

/** What a query names that is not served. */
function missingOf(query: string, { names, labels }: Served): string[] {
  const { metrics, labels: grouped, unknown } = namesOf(query)
  const missing = unknown.map((word) => `${word}: neither a function nor a metric`)
  for (const { name, matchers } of metrics) {
    if (!names.has(name)) missing.push(`${name}: not served`)
    for (const { label, operator, value } of matchers) {
      const known = labels.get(name)?.get(label)
      const isExact = operator === '=' || operator === '=~'
      const values = operator === '=~' ? value.split('|') : [value]
      if (known === undefined) missing.push(`${name}: no label ${label}`)
      else if (isExact)
        for (const each of values) if (!known.has(each)) missing.push(`${name}: ${label} is never ${each}`)
    }
  }
  for (const label of grouped) {
    for (const { name } of metrics) {
      if (label !== 'instance' && !labels.get(name)?.has(label)) missing.push(`${name}: no label ${label}`)
    }
  }
  return missing
}

test('every metric, label and value that the dashboard and the alerts use is served', async ({ gateway }) => {
  await makeTraffic(gateway)
  const served = await servedBy(gateway)
  for (const query of [...dashboardQueries, ...alertRules.map(({ expr }) => expr)]) {
    expect(missingOf(query, served), query).toEqual([])
  }
  for (const [query, words] of [
    ['sum(rate(rampway_sesions_total[5m]))', 'rampway_sesions_total: not served'],
    ['sum by (tenant) (rampway_switches_in_force)', 'rampway_switches_in_force: no label tenant'],
    ['rampway_switches_in_force{state="on"}', 'rampway_switches_in_force: state is never on'],
    ['summ(rampway_switches_in_force)', 'summ: neither a function nor a metric'],
  ] as const) {
    expect(missingOf(query, served)).toEqual([words])
  }
  expect(() => namesOf('sum(rate(x[5m])')).toThrow('unmatched')
})
