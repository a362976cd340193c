import { expect } from 'vitest'
import { effectOf } from '../../src/operations/operator/switch-effect.ts'
import { listAudit } from '../../src/store/audit.ts'
import { test } from '../support/fixtures/gateway.ts'
import { type JsonAnswer, sessionBody, type TestGateway } from '../support/gateway.ts'
import { everything, ownReason, switchAllOn, switchOff } from '../support/switches.ts'
import { expectProblem } from './problem.ts'
import { getQuotes, providersOf } from './quote-calls.ts'

const path = '/operator/v0/switches'
const explainPath = '/operator/v0/routing/explain'

let ranking: string[]
let [best = '', second = ''] = ['', '']

test.beforeAll(async ({ gateway }) => {
  ranking = providersOf(await getQuotes(gateway))
  ;[best = '', second = ''] = ranking
})
test.afterEach(({ gateway }) => switchAllOn(gateway))

function post(gateway: TestGateway, body: Record<string, unknown>): Promise<JsonAnswer> {
  return gateway.operate(path, { body: { reason: ownReason, ...body } })
}

async function acts(gateway: TestGateway, target: string): Promise<string[]> {
  const entries = await listAudit(gateway.deps.database, { target }, { after: null, count: 10 })
  return entries.map(({ act, reason }) => `${act}: ${reason}`)
}

test('a switch is made, listed, in force at once, and ended, each with its entry in the audit log', async ({
  gateway,
}) => {
  const until = new Date(gateway.deps.clock() + 3_600_000).toISOString()
  const made = await post(gateway, { provider: best.toLowerCase(), country: 'US', until })
  expect([made.status, made.text]).toEqual([201, made.text])
  const { id } = made.body.switch
  expect(made.body).toMatchObject({
    _links: { self: { href: `${path}/${id}` } },
    switch: { provider: best, country: 'US', method: null, state: 'off', reason: ownReason, ended_at: null },
    effect: null,
  })
  expect(made.body.switch.ends_at).toBe(Date.parse(until))
  expect(providersOf(await getQuotes(gateway))).not.toContain(best)
  const list = await gateway.operate(path)
  expect(list.body.switches).toEqual([made.body.switch])
  expect(list.body.providers).toContainEqual({ service_provider: best, name: expect.any(String) })
  expect(list.body.countries).toContain('DE')

  const ended = await gateway.operate(`${path}/${id}?reason=fixed`, { method: 'DELETE' })
  expect(ended.body.switch).toMatchObject({ id, ended_at: expect.any(Number), ended_by: expect.any(String) })
  expect(providersOf(await getQuotes(gateway))).toContain(best)
  const again = await gateway.operate(`${path}/${id}?reason=again`, { method: 'DELETE' })
  expect(again.body).toEqual(ended.body)
  expect((await gateway.operate(path)).body.switches).toEqual([])
  expect((await gateway.operate(`${path}?state=ended&count=1`)).body.switches).toEqual([ended.body.switch])
  expect(await acts(gateway, id)).toEqual(['switch.end: fixed', `switch.create: ${ownReason}`])
})

test('who may only read makes none and ends none', async ({ gateway }) => {
  const refused = await gateway.operate(path, {
    body: { provider: best, reason: 'x' },
    scopes: ['read', 'act', 'audit'],
  })
  expect(refused.status).toBe(403)
  const { id } = await switchOff(gateway, { provider: best })
  const ended = await gateway.operate(`${path}/${id}?reason=x`, { method: 'DELETE', scopes: ['read', 'act', 'audit'] })
  expect(ended.status).toBe(403)
  expect((await gateway.operate(path, { scopes: ['read'] })).body.switches).toHaveLength(1)
})

test('one that is on already is told with its id, and nothing is written', async ({ gateway }) => {
  const first = await post(gateway, { provider: best })
  for (const more of [{}, { dry_run: true }, { state: 'off', until: Date.now() + 60_000 }]) {
    const answer = await post(gateway, { provider: best, ...more })
    expectProblem(answer, 409, 'OPR-409-001')
    expect(answer.body.switch_id).toBe(first.body.switch.id)
  }
  expect((await gateway.operate(path)).body.switches).toHaveLength(1)
})

test.for([
  ['a provider with a slip', { provider: 'BANXXA' }, '/provider', 'Did you mean BANXA?'],
  ['a country by its name', { country: 'Germany' }, '/country', 'Did you mean DE?'],
  ['a country that is none', { country: 'XX' }, '/country', 'Not a supported country'],
  ['a method with a slip', { method: 'SEPPA' }, '/method', 'Did you mean SEPA?'],
  ['a method that Meld does not tell apart', { method: 'VISA' }, '/method', 'CREDIT_DEBIT_CARD'],
  ['an asset with a slip', { asset: 'UDSC' }, '/asset', 'Did you mean USDC?'],
  ['a chain by its name', { chain_id: 'base' }, '/chain_id', '8453'],
  ['a tenant with a slip', { tenant: 'org-demo:env-sandbx' }, '/tenant', 'Did you mean org-demo:env-sandbox?'],
  ['another direction', { direction: 'onramp' }, '/direction', 'buy'],
  ['another state', { provider: 'BANXA', state: 'paused' }, '/state', 'off, drain'],
  ['a misspelt field', { providr: 'BANXA' }, '/providr', 'did you mean provider'],
  ['another API’s field', { service_provider: 'BANXA' }, '/service_provider', 'did you mean provider'],
  ['an end that is past', { provider: 'BANXA', until: 1_000 }, '/until', 'Send an instant after'],
  ['an end too far off', { provider: 'BANXA', until: '2199-01-01T00:00:00Z' }, '/until', 'Send an instant after'],
  ['an end in words', { provider: 'BANXA', until: 'tomorrow' }, '/until', 'ISO 8601'],
  ['nothing at all', {}, '/everything', 'everything: true'],
  ['everything and a name', { provider: 'BANXA', everything: true }, '/everything', 'Leave one of the two out'],
  ['no reason', { provider: 'BANXA', reason: ' ' }, '/reason', 'Say why'],
] as const)(
  '%s is refused with words that help, and nothing is switched',
  async ([_what, body, pointer, words], { gateway }) => {
    const answer = await post(gateway, body)
    expectProblem(answer, 422, 'GEN-422-001')
    const fault = answer.body.errors.find((each: { pointer: string }) => each.pointer === pointer)
    expect(fault?.detail).toContain(words)
    expect((await gateway.operate(path)).body.switches).toEqual([])
  },
)

test('everything is switched off by those who say so', async ({ gateway }) => {
  const made = await post(gateway, { everything: true })
  expect(made.status, made.text).toBe(201)
  expect((await getQuotes(gateway)).body.quotes).toEqual([])
})

test('an unknown id is not found, whatever its form', async ({ gateway }) => {
  for (const id of ['swi_00000000000000000000000000000000', 'swi_x', 'x'])
    expectProblem(await gateway.operate(`${path}/${id}?reason=x`, { method: 'DELETE' }), 404, 'OPR-404-001')
})

test('routing is explained as it is: the ranking of the quotes, who would open, and why the others not', async ({
  gateway,
}) => {
  const request = { ...sessionBody(), tenant: gateway.demo.id, idempotency_key: 'unused' }
  const { body, status, text } = await gateway.operate(explainPath, { body: request })
  expect([status, text]).toEqual([200, text])
  expect(body.ranking.map((each: { service_provider: string }) => each.service_provider)).toEqual(ranking)
  expect(body.ranking[0]).toMatchObject({ rank: 1, cooling_down: false, why: expect.stringContaining('the most') })
  expect([body.would_open, body.direction]).toEqual([best, 'buy'])
  const quotes = await getQuotes(gateway)
  expect(body.excluded).toEqual(quotes.body.unavailable)
  expect(await gateway.widgetCalls()).toEqual([])

  const supposed = await gateway.operate(explainPath, {
    body: { ...request, switches: [{ provider: best, country: 'US' }] },
  })
  expect(supposed.body.would_open).toBe(second)
  expect(supposed.body.excluded).toContainEqual({
    service_provider: best,
    reason: 'switched_off',
    switch: { id: null, names: `${best}, in US`, reason: null },
  })
  const { id } = await switchOff(gateway, { provider: best })
  const real = await gateway.operate(explainPath, { body: { ...request, service_provider: best } })
  expect(real.body).toMatchObject({ would_open: null, why: expect.stringContaining('switched off') })
  expect(real.body.excluded).toContainEqual({
    service_provider: best,
    reason: 'switched_off',
    switch: { id, names: best, reason: ownReason },
  })
  expect((await gateway.openSession()).body.session.service_provider).toBe(second)
})

test('a question about a tenant, a provider or a switch that nobody knows is refused', async ({ gateway }) => {
  const answer = await gateway.operate(explainPath, {
    body: {
      ...sessionBody(),
      tenant: 'org-dem:env-sandbox',
      service_provider: 'BANXXA',
      switches: [{ provider: 'TRANSAKK' }],
    },
  })
  expectProblem(answer, 422, 'GEN-422-001')
  expect(answer.body.errors.map((each: { pointer: string }) => each.pointer)).toEqual(
    expect.arrayContaining(['/tenant', '/service_provider', '/switches/0/provider']),
  )
})

interface Effect {
  readonly moved: readonly { readonly from_provider: string; readonly to_provider: string; readonly sessions: number }[]
  readonly nobody: number
  readonly unknown: number
  readonly is_complete: boolean
}

async function dryRun(gateway: TestGateway, named: Record<string, unknown>): Promise<Effect> {
  const { status, text, body } = await post(gateway, { ...named, dry_run: true })
  expect([status, text]).toEqual([200, text])
  expect([body.switch, body.effect.unknown]).toEqual([null, 0])
  return body.effect
}

function countsOf(changes: readonly string[]): Record<string, number> {
  const lost = changes.filter((change) => change.endsWith('null')).length
  const counts: Record<string, number> = lost === 0 ? {} : { nobody: lost }
  for (const change of changes) if (!change.endsWith('null')) counts[change] = (counts[change] ?? 0) + 1
  return counts
}

/** What came to the one effect since the other. */
function subtract(effect: Effect, earlier: Effect): Record<string, number> {
  const flat = ({ moved, nobody }: Effect) =>
    new Map([
      ...moved.map((each) => [`${each.from_provider} → ${each.to_provider}`, each.sessions] as const),
      ['nobody', nobody] as const,
    ])
  const before = flat(earlier)
  const counts = [...flat(effect)].map(([name, count]) => [name, count - (before.get(name) ?? 0)] as const)
  return Object.fromEntries(counts.filter(([, count]) => count > 0))
}

test.describe('a dry run over history', () => {
  test('is what becomes of the same requests once the switch is made', async ({ gateway }) => {
    const bodies = [
      sessionBody(),
      sessionBody({ source_amount: '250' }),
      sessionBody({ service_provider: best }),
      sessionBody({ country_code: 'DE', from_asset: 'EUR' }),
      sessionBody({ payment_method_type: 'CREDIT_DEBIT_CARD' }),
      sessionBody({ to_asset: 'ETH', chain_id: 1, source_amount: '400' }),
    ]
    const openAll = async (): Promise<(string | null)[]> => {
      const opened: (string | null)[] = []
      for (const body of bodies) opened.push((await gateway.openSession(body)).body.session?.service_provider ?? null)
      return opened
    }
    const asked = [
      { provider: best },
      { country: 'US' },
      { provider: second, method: 'CARD' },
      { asset: 'ETH', direction: 'buy' },
      { tenant: gateway.demo.id, provider: best, asset: 'EUR' },
      { chain_id: 8453, state: 'drain' },
    ]
    for (const named of asked) {
      const earlier = await dryRun(gateway, named)
      const before = await openAll()
      const effect = await dryRun(gateway, named)
      const made = await post(gateway, named)
      const after = await openAll()
      const changes = before.flatMap((from, n) => (from === null || from === after[n] ? [] : [`${from} → ${after[n]}`]))
      expect({ named, changes: countsOf(changes) }).toEqual({ named, changes: subtract(effect, earlier) })
      expect(effect.is_complete).toBe(true)
      await gateway.operate(`${path}/${made.body.switch.id}?reason=x`, { method: 'DELETE' })
    }
  })

  test('reads no more sessions than it may, the newest, and says so', async ({ gateway }) => {
    for (let n = 0; n < 6; n += 1) await gateway.openSession()
    const effect = await effectOf(gateway.deps, { ...everything, provider: best }, 3)
    expect(effect.isComplete).toBe(false)
    expect([1, 2, 3]).toContain(effect.sessions)
    expect(effect.periodStart).toBeGreaterThan(effect.periodEnd - 24 * 3_600_000)
  })
})
