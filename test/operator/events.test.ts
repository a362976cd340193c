import { expect } from 'vitest'
import { publishEvents } from '../../src/operations/events/publish.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody } from '../support/gateway.ts'
import { agents, navigation, visit } from '../support/visit.ts'

test('operators are shown what a partner was told, and nothing that leads to a widget', async ({ gateway }) => {
  await gateway.tenantKey()
  const { body: opened } = await gateway.openSession(sessionBody())
  const { widget_url: link, token } = opened.session
  expect((await visit(link, { agent: agents.chrome, headers: navigation })).status).toBe(302)
  const endpoint = await gateway.asPartner('/v0/partner/webhook-endpoints', {
    body: { url: 'https://partner.example/' },
  })
  const { id: endpointId } = endpoint.body.webhook_endpoint
  await publishEvents(gateway.deps, gateway.demo.id)

  const asPartner = await gateway.asPartner('/v0/partner/events?type=ramp.session.opened')
  const [told] = asPartner.body.events
  expect(told.data).toMatchObject({ id: opened.session.id, widget_url: link, token })

  const tenant = encodeURIComponent(gateway.demo.id)
  const replayed = await gateway.operate(`/operator/v0/events/${tenant}/${told.id}/replay`, {
    body: { webhook_endpoint_id: endpointId },
  })
  const deliveryId = replayed.body.deliveries[0].id
  const paths = [
    `/operator/v0/events?tenant=${tenant}`,
    `/operator/v0/events/${tenant}/${told.id}`,
    `/operator/v0/deliveries/${tenant}/${deliveryId}`,
  ]
  for (const answer of [replayed, ...(await Promise.all(paths.map((path) => gateway.operate(path))))]) {
    expect([200, 202], answer.text).toContain(answer.status)
    expect(answer.text).toContain(opened.session.id)
    expect(answer.text).not.toContain(token)
  }
})

test('what tells of a webhook endpoint is replayed to the others alone', async ({ gateway }) => {
  const made = async () =>
    (await gateway.asPartner('/v0/partner/webhook-endpoints', { body: { url: 'https://partner.example/' } })).body
      .webhook_endpoint.id
  const [failing, other] = [await made(), await made()]
  const event = '01a21c12-38f9-7a49-9ca7-e68fc7332c32'
  await queryDatabase(
    gateway.database,
    `insert into events (tenant_id, id, type, subject, at)
     values ($1, $2, 'rampway.endpoint.failing', jsonb_build_object('id', $3::text), now())`,
    [gateway.demo.id, event, failing],
  )
  await publishEvents(gateway.deps, gateway.demo.id)
  const path = `/v0/partner/events/evt_${event.replaceAll('-', '')}/replay`
  const { status, body } = await gateway.asPartner(path, { body: {} })
  expect(status).toBe(202)
  const sentTo = body.deliveries.map((delivery: { webhook_endpoint_id: string }) => delivery.webhook_endpoint_id)
  expect(sentTo).toContain(other)
  expect(sentTo).not.toContain(failing)
})
