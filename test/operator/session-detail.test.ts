import { describe, expect } from 'vitest'
import { operatorSessionReply } from '../../src/contract/operator-session-detail-view.ts'
import type { Operator } from '../../src/domain/operator.ts'
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
    await expect.poll(() => detailOf(gateway, id).then(({ status }) => status), { timeout: 20_000 }).toBe('completed')
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
