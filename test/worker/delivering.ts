import { uuidv7 } from 'uuidv7'
import { expect, onTestFinished } from 'vitest'
import { parseTenantId } from '../../src/domain/tenant.ts'
import {
  newWebhookEndpointId,
  type WebhookEndpoint,
  type WebhookEndpointId,
} from '../../src/domain/webhook-endpoint.ts'
import { makeWebhookSecret } from '../../src/domain/webhook-secret.ts'
import { deliveriesJobName, deliveriesSubject } from '../../src/operations/webhooks-out/deliver.ts'
import { askForRuns } from '../../src/postgres/due-work.ts'
import { createWebhookEndpoint } from '../../src/store/webhook-endpoints.ts'
import { queryDatabase } from '../support/database.ts'
import type { TestGateway } from '../support/gateway.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { until } from '../support/until.ts'

/** A partner's server, and the webhook endpoint by which a gateway calls it. */
export interface Partner extends Receiver {
  readonly tenant: string
  readonly endpoint: WebhookEndpointId
  readonly secret: Buffer
}

const demo = 'org-demo:env-sandbox'

/** Starts a partner's server and makes a webhook endpoint for it. */
export async function startPartner(
  { deps, database }: TestGateway,
  {
    tenant = demo,
    ...named
  }: Partial<Pick<WebhookEndpoint, 'signature' | 'timestampFormat' | 'url'>> & { tenant?: string } = {},
): Promise<Partner> {
  const receiver = await startReceiver()
  onTestFinished(receiver.close)
  const id = parseTenantId(tenant)
  if (id === undefined) throw new Error(tenant)
  const endpoint = newWebhookEndpointId()
  const secret = makeWebhookSecret()
  const made = { tenant: id, id: endpoint, url: receiver.url, types: [], description: null, createdAt: deps.clock() }
  const chosen = { timestampFormat: 'iso8601', signature: 'hmac', ...named } as const
  expect(await createWebhookEndpoint(deps.database, id, { ...made, ...chosen }, secret, null)).toBe('created')
  onTestFinished(async () => {
    await queryDatabase(database, 'delete from webhook_endpoints where id = $1', [uuidOf(endpoint)])
  })
  return { ...receiver, tenant, endpoint, secret }
}

/** Has the partner told of one event for each of these lines, in this order; the message of each is its place in the list. */
export async function tell(
  gateway: TestGateway,
  partner: Partner,
  lines: readonly string[],
): Promise<readonly string[]> {
  const ids = lines.map(() => uuidv7())
  await queryDatabase(
    gateway.database,
    `with placed as (
       update event_listeners set last_position = last_position + cardinality($3::uuid[]) where tenant_id = $1
       returning last_position - cardinality($3::uuid[]) as before
     ), told as (
       insert into events (tenant_id, id, position, type, subject, at)
       select $1, t.id, placed.before + n, 'rampway.test', jsonb_build_object('message', n - 1), $5
       from placed, unnest($3::uuid[]) with ordinality as t(id, n)
       returning id, position
     )
     insert into deliveries (tenant_id, id, endpoint_id, event_id, position, line, state, due_at, created_at)
     select $1, gen_random_uuid(), $2, t.id, told.position, t.line, 'pending', $5, $5
     from unnest($3::uuid[], $4::text[]) as t(id, line) join told using (id)`,
    [partner.tenant, uuidOf(partner.endpoint), ids, lines, new Date(gateway.deps.clock())],
  )
  await wake(gateway, partner)
  return ids.map((id) => `evt_${id.replaceAll('-', '')}`)
}

/** Asks for a run. */
export async function wake({ deps }: TestGateway, { tenant, endpoint }: Partner): Promise<void> {
  const id = parseTenantId(tenant)
  if (id === undefined) throw new Error(tenant)
  const run = { job: deliveriesJobName, subject: deliveriesSubject(id, endpoint) }
  await askForRuns(deps.database, [run], deps.clock())
}

/** Asks for a run, and waits until one that began after this has ended: it found all that was due. */
export async function runOnce(gateway: TestGateway, partner: Partner): Promise<void> {
  const id = parseTenantId(partner.tenant)
  if (id === undefined) throw new Error(partner.tenant)
  const read = async () => {
    const text = 'select fence::int as fence, lease_until from due_work where job = $1 and subject = $2'
    const [row] = await queryDatabase(gateway.database, text, [
      deliveriesJobName,
      deliveriesSubject(id, partner.endpoint),
    ])
    return { begun: Number(row?.fence ?? 0), isOver: row?.lease_until === null }
  }
  const { begun } = await until(async () => {
    const before = await read()
    expect(before.isOver).toBe(true)
    return before
  })
  await wake(gateway, partner)
  await until(async () => {
    const now = await read()
    expect(now.begun).toBeGreaterThan(begun)
    expect(now.isOver).toBe(true)
  })
}

/** The deliveries to a partner, in the order of their events. Instants are dates. */
export function deliveriesOf({ database }: TestGateway, { endpoint }: Partner) {
  return queryDatabase(database, 'select * from deliveries where endpoint_id = $1 order by position', [
    uuidOf(endpoint),
  ])
}

/** Waits until the deliveries to a partner are in these states. */
export function reached(gateway: TestGateway, partner: Partner, states: readonly string[]): Promise<void> {
  return until(async () => {
    expect((await deliveriesOf(gateway, partner)).map(({ state }) => state)).toEqual(states)
  })
}

/** The webhook endpoint's row. */
export async function endpointRow({ database }: TestGateway, { endpoint }: Partner) {
  const [row] = await queryDatabase(database, 'select * from webhook_endpoints where id = $1', [uuidOf(endpoint)])
  return row ?? {}
}

/** What partners are told of their webhook endpoints, oldest first. */
export async function toldOf({ database }: TestGateway, { endpoint }: Partner): Promise<readonly string[]> {
  const text = `select type from events where type like 'rampway.endpoint.%' and subject->>'id' = $1 order by at, id`
  return (await queryDatabase(database, text, [endpoint])).map(({ type }) => String(type))
}

/** Which message a call told. */
export function messageOf({ body }: { readonly body: string }): unknown {
  return JSON.parse(body).data.message
}

export function uuidOf(endpoint: WebhookEndpointId): string {
  return endpoint.slice('whe_'.length)
}
