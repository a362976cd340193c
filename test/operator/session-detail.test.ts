import { describe, expect } from 'vitest'
import { operatorSessionReply } from '../../src/contract/operator-session-detail-view.ts'
import type { Operator } from '../../src/domain/operator.ts'
import { knownCatalogue } from '../../src/operations/catalogue/catalogue.ts'
import { readSession } from '../../src/operations/operator/sessions.ts'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody, type TestGateway, wallet } from '../support/gateway.ts'
import { visit } from '../support/visit.ts'

test.override('gatewayOptions', { worker: true })

const operator: Operator = { token: null, name: 'olga', scopes: ['read'], via: 'api', from: null }

async function open(gateway: TestGateway, body: Record<string, unknown> = {}) {
  const { status, body: opened, text } = await gateway.openSession(sessionBody(body))
  expect(status, text).toBe(201)
  return { id: String(opened.session.id), widgetUrl: String(opened.session.widget_url), token: opened.session.token }
}

async function detailOf({ deps }: TestGateway, id: string) {
  return operatorSessionReply(await readSession(deps, operator, { id, tenant: null }), deps.clock()).session
}

describe('a session read by an operator', () => {
  test('tells what was asked for, quoted and delivered, and all that happened, in order', async ({ gateway }) => {
    const { id, widgetUrl } = await open(gateway, { client_state: 'cart 17' })
    await visit(widgetUrl)
    await gateway.checkout({ session_id: id, outcome: 'pay' })
    await gateway.advance(600)
    await expect.poll(() => detailOf(gateway, id).then(({ status }) => status)).toBe('completed')
    const detail = await detailOf(gateway, id)
    expect(detail).toMatchObject({
      tenant: 'org-demo:env-sandbox',
      subject: 'did:privy:alice',
      wallet_address: wallet,
      client_state: 'cart 17',
      quoted: { source_amount: '100.00', from_asset: 'USD', to_asset: 'USDC' },
      delivered: { from_asset: 'USD', to_asset: 'USDC' },
      acts: { check: { allowed: true }, release_link: { allowed: false }, cancel: { allowed: false } },
    })
    const kinds = detail.timeline.map(({ kind }) => kind)
    const opening = kinds.slice(0, kinds.indexOf('opened') + 1).filter((kind) => kind !== 'upstream_call')
    expect(opening).toEqual(['created', 'routed', 'ready', 'opened'])
    // The first caller of an account asks for its currencies too.
    const calls = detail.timeline.filter(
      (entry) => entry.kind === 'upstream_call' && entry.detail?.call !== 'currencies',
    )
    expect(calls.slice(0, 3)).toMatchObject([
      { detail: { call: 'customer' }, http_status: 200, outcome: 'answered', duration_ms: expect.any(Number) },
      { detail: { call: 'quote' }, http_status: 200, outcome: 'answered' },
      { detail: { call: 'widget' }, http_status: 200, outcome: 'answered', service_provider: detail.service_provider },
    ])
    expect(kinds).toContain('webhook')
    expect(kinds).toContain('transaction')
    const instants = detail.timeline.map(({ happened_at }) => happened_at)
    expect(instants).toEqual(instants.toSorted((a, b) => a - b))
  })

  test('has a reason for every provider that the catalogue knows, whether it was asked or not', async ({ gateway }) => {
    const { deps } = gateway
    const [tenant] = gateway.tenants.list()
    if (tenant === undefined) throw new Error('no tenant')
    await expect.poll(() => knownCatalogue(deps, tenant) !== undefined).toBe(true)
    const trade = { source_amount: '50', from_asset: 'EUR', country_code: 'DE', payment_method_type: 'SEPA' }
    const { id } = await open(gateway, trade)
    const { routing } = await detailOf(gateway, id)
    if (routing === null) throw new Error('no routing')
    const named = [...routing.candidates, ...routing.excluded].map(({ service_provider }) => service_provider)
    const listed = new Set(knownCatalogue(deps, tenant)?.coverage.map(({ serviceProvider }) => serviceProvider))
    expect(new Set(named)).toEqual(listed)
    expect(named).toHaveLength(listed.size)
    // The reasons are those of quotes, and a partner is shown what they were shown before.
    const query = new URLSearchParams({ ...trade, to_asset: 'USDC', chain_id: '8453' })
    const quotes = (await gateway.get(`/v0/ramp/quotes?${query}`)).body
    const told = (list: readonly { service_provider: string | null; reason: string }[]) =>
      new Map(list.map(({ service_provider, reason }) => [service_provider, reason]))
    expect(told(routing.excluded)).toEqual(told(quotes.unavailable))
    const own = (await gateway.get(`/v0/ramp/sessions/${id}`)).body.session.routing
    expect(own).not.toHaveProperty('offerless')
    expect(own.excluded.length).toBeLessThan(routing.excluded.length)
  })

  test('tells of a provider that failed with Meld’s status and code, and who was opened instead', async ({
    gateway,
  }) => {
    await gateway.fault({ kind: 'status', path: '/crypto/session/widget', status: 500, times: 1 })
    const { id } = await open(gateway)
    const detail = await detailOf(gateway, id)
    const calls = detail.timeline.filter((entry) => entry.detail?.call === 'widget')
    expect(calls).toMatchObject([
      { outcome: 'failed', http_status: 500, reason: expect.any(String), service_provider: expect.any(String) },
      { outcome: 'answered', http_status: 200, service_provider: detail.service_provider },
    ])
    expect(detail.routing?.excluded.map(({ service_provider }) => service_provider)).toContain(
      calls[0]?.service_provider,
    )
  })

  test('holds no token and no address of a widget', async ({ gateway }) => {
    const { id, token } = await open(gateway)
    const { deps } = gateway
    const record = await readSession(deps, operator, { id, tenant: null })
    const text = JSON.stringify(operatorSessionReply(record, deps.clock()))
    for (const secret of [token, record.session.widget?.widgetUrl, record.session.widget?.upstreamToken]) {
      if (typeof secret === 'string') expect(text).not.toContain(secret)
    }
  })

  test('is found whichever tenant has it, and under no other tenant', async ({ gateway }) => {
    const { id } = await open(gateway)
    const [mine, other] = gateway.tenants.list().map((tenant) => tenant.id)
    expect((await readSession(gateway.deps, operator, { id, tenant: mine ?? null })).session.id).toBe(id)
    await expect(readSession(gateway.deps, operator, { id, tenant: other ?? null })).rejects.toMatchObject({
      error: 'session_not_found',
    })
    await expect(readSession(gateway.deps, operator, { id: 'ses_1', tenant: null })).rejects.toMatchObject({
      error: 'session_not_found',
    })
  })
})
