import { signWebhook } from '@rampway/simulator/webhook-signature'
import { expect } from 'vitest'
import { makeSecret } from '../../src/domain/secret.ts'
import { newExternalSessionId, newSessionId } from '../../src/domain/session.ts'
import type { FaultyTenant, Tenant } from '../../src/domain/tenant.ts'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'
import { expectProblem } from './problem.ts'

const other = 'org-other:env-sandbox'
const webhooks = '/v0/webhooks/meld/events'

test.override('gatewayOptions', {
  tenants: (tenant: Tenant) => ({ ...tenant, meld: { ...tenant.meld, webhookSecrets: [makeSecret('shared')] } }),
})

/** Leaves out org-demo:env-sandbox until the end of the test. */
function leaveOutDemo({ tenants, demo }: TestGateway, isDefault = false): void {
  const faulty: FaultyTenant = { id: demo.id, entry: 'tenants[0]', state: 'left_out', faults: ['a fault'] }
  const served = tenants.list().filter(({ id }) => id !== demo.id)
  tenants.replace(served, isDefault ? demo.id : undefined, [faulty])
}

test('a call for a tenant that is left out is 503 and says why; all others are served', async ({ gateway }) => {
  const token = await gateway.mintToken()
  const ofOther = await gateway.mintToken({ tenant: other })
  leaveOutDemo(gateway)
  const answer = await gateway.openSession(sessionBody(), { token })
  expectProblem(answer, 503, 'SYS-503-001-R')
  expect(answer.body.detail).toContain("until the gateway's operator has mended its configuration")
  expect(gateway.logged()).toContain('tenant_left_out')
  expectProblem(await gateway.get('/v0/ramp/sessions', { token }), 503, 'SYS-503-001-R')
  expectProblem(await gateway.openSession(sessionBody(), { token, tenant: 'org-none:env-none' }), 401, 'USR-401-001')
  expect((await gateway.openSession(sessionBody(), { token: ofOther, tenant: other })).status).toBe(201)
})

test('nobody stands in for a default tenant that is left out', async ({ gateway }) => {
  const token = await gateway.mintToken()
  leaveOutDemo(gateway, true)
  const answer = await gateway.send('/v0/ramp/sessions', { headers: { 'x-juno-jwt': token } })
  expectProblem(answer, 503, 'SYS-503-001-R')
})

test('a link of a tenant that is left out is out of service, and works again once it is back', async ({ gateway }) => {
  const opened = await gateway.openSession()
  const link: string = opened.body.session.widget_url
  leaveOutDemo(gateway)
  const open = () => fetch(link, { redirect: 'manual', headers: { 'user-agent': 'Mozilla/5.0 Firefox/140.0' } })
  const page = await open()
  expect([page.status, page.headers.get('content-type')]).toEqual([503, 'text/html; charset=utf-8'])
  expect((await fetch(link, { method: 'HEAD' })).status).toBe(503)
  gateway.changeTenants((tenant) => tenant)
  expect((await open()).status).not.toBe(503)
})

test('a webhook for a tenant that is left out is 503, so that Meld sends it again', async ({ gateway }) => {
  const { id } = gateway.demo
  leaveOutDemo(gateway)
  const send = (payload: object, query = '') => {
    const event = { eventType: 'TRANSACTION_CRYPTO_PENDING', eventId: newSessionId(), timestamp: new Date(), payload }
    const body = JSON.stringify(event)
    const timestamp = new Date().toISOString()
    const signature = signWebhook('shared', timestamp, `${gateway.url}${webhooks}${query}`, body)
    const headers = { 'content-type': 'application/json', 'meld-signature': signature }
    const init = { method: 'POST', headers: { ...headers, 'meld-signature-timestamp': timestamp }, body }
    return gateway.send(`${webhooks}${query}`, init)
  }
  expectProblem(await send({ externalSessionId: newExternalSessionId(id, newSessionId()) }), 503, 'SYS-503-001-R')
  expectProblem(await send({}, `?tenant=${id}`), 503, 'SYS-503-001-R')
  expect((await send({})).status).toBe(200)
})
