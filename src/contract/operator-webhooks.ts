import Type from 'typebox'
import { type WebhookState, webhookStates } from '../domain/incoming-webhook.ts'
import { readExternalSessionId } from '../domain/session.ts'
import { parseTenantId, type TenantId, tenantTag } from '../domain/tenant.ts'
import { endpoint, type Wire } from './endpoint.ts'
import { optional, type Reader } from './field.ts'
import { linksOf, linkTo } from './hal.ts'
import { optionalReason, pageCount, pagePlace, tenant } from './operator-fields.ts'
import { nullable } from './schema.ts'
import { Instant } from './timestamps.ts'

const state: Reader<WebhookState> = {
  read: (value) => {
    const known = webhookStates.find((each) => each === value)
    return known === undefined
      ? { fault: `Send one of ${webhookStates.join(', ')}, or leave it out for all.` }
      : { value: known }
  },
  schema: Type.Enum([...webhookStates]),
}

/** Where a page of webhooks ended. */
interface Place {
  readonly receivedAt: number
  readonly tenant: TenantId
  readonly eventId: string
}

/** As its parts' JSON in base64url: tenants and events may hold anything. */
function formatPlace({ receivedAt, tenant, eventId }: Place): string {
  return Buffer.from(JSON.stringify([receivedAt, tenant, eventId])).toString('base64url')
}

function parsePlace(text: string): Place | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    const [at, id, eventId]: readonly unknown[] = Array.isArray(parts) ? parts : []
    const tenant = typeof id === 'string' ? parseTenantId(id) : undefined
    if (typeof at !== 'number' || !Number.isSafeInteger(at) || tenant === undefined) return undefined
    return typeof eventId === 'string' && !eventId.includes('\0') ? { receivedAt: at, tenant, eventId } : undefined
  } catch {
    return undefined
  }
}

/** The query of `GET /operator/v0/webhooks`. */
export const webhooksParameters = {
  tenant: optional(tenant, 'those of this tenant; of every tenant that is served by default'),
  state: optional(state, '`waiting`, `given_up` or `handled`; all by default'),
  count: pageCount('webhooks'),
  after: pagePlace(parsePlace),
}

const WebhookSchema = Type.Object(
  {
    tenant: Type.String(),
    id: Type.String({ description: 'Meld’s; the same when Meld sends it again' }),
    event_type: Type.String({ description: 'in Meld’s words' }),
    state: Type.Enum([...webhookStates]),
    outcome: nullable(
      Type.String(),
      'what came of it: `refreshed`, `kyc`, `nothing_to_do`, `foreign`, `no_session` or `given_up`; null while it waits',
    ),
    attempts: Type.Integer({ minimum: 0 }),
    received_at: Instant,
    next_attempt_at: nullable(Instant, 'null unless it waits'),
    handled_at: nullable(Instant),
    transaction_id: nullable(Type.String()),
    external_session_id: nullable(Type.String()),
    session_id: nullable(Type.String(), 'of the tenant’s session that it names'),
  },
  { title: 'IncomingWebhook' },
)

/** A page of Meld's webhooks. */
export const WebhooksReply = Type.Object(
  {
    _links: linksOf(['self'], ['next']),
    backlog: Type.Object(
      {
        waiting: Type.Integer({ minimum: 0 }),
        oldest_waiting_at: nullable(Instant, 'when it was received; null when none waits'),
        given_up: Type.Integer({ minimum: 0 }),
      },
      { description: 'of these tenants, in whatever state is listed; counted up to 100,000' },
    ),
    webhooks: Type.Array(WebhookSchema, { description: 'newest first' }),
  },
  { title: 'IncomingWebhooks' },
)

/** One webhook. */
export const WebhookReply = Type.Object({ webhook: WebhookSchema }, { title: 'RetriedWebhook' })

const at = 1_764_187_200_000
const example = {
  tenant: 'org-demo:env-sandbox',
  id: 'Wm3Vnb1HTbMQ2TVPVTwJDz',
  event_type: 'TRANSACTION_CRYPTO_TRANSFERRING',
  state: 'given_up',
  outcome: 'given_up',
  attempts: 71,
  received_at: at,
  next_attempt_at: null,
  handled_at: at + 259_200_000,
  transaction_id: 'WmYh2gHpYrF6sfkfZ6tQ3T',
  external_session_id: 'rw_7EVn3FzXWcUBnMDsbCqCPfWmuhkZyTgYVTBSwTKBQ',
  session_id: 'ses_019ac2d98ad07d3c9e1f2a4b5c6d7e8f',
} as const

/** Meld's webhooks. */
export const listIncomingWebhooks = endpoint({
  name: 'listIncomingWebhooks',
  tag: 'Operator',
  summary: 'What Meld told the gateway, what came of it, and how much of it waits.',
  description: 'They hold ids and statuses alone.',
  method: 'GET',
  path: '/operator/v0/webhooks',
  access: 'operator',
  scope: 'read',
  query: webhooksParameters,
  replies: { 200: WebhooksReply },
  example: {
    query: { state: 'given_up' },
    status: 200,
    reply: {
      _links: { self: { href: '/operator/v0/webhooks?state=given_up&count=50' } },
      backlog: { waiting: 0, oldest_waiting_at: null, given_up: 1 },
      webhooks: [example],
    },
  },
})

/** Has a webhook handled at once. */
export const retryIncomingWebhook = endpoint({
  name: 'retryIncomingWebhook',
  tag: 'Operator',
  summary: 'Has a webhook that waits or was given up handled at once, in whichever process is free.',
  description:
    'Whatever its back-off. One that was given up is tried once more, and is given up again when that fails; what it is about may be known from reconciliation already.',
  method: 'POST',
  path: '/operator/v0/webhooks/:tenant/:id/retry',
  access: 'operator',
  scope: 'act',
  params: {
    tenant: Type.String({ description: '`<org-id>:<env-id>`' }),
    id: Type.String({ description: 'as `webhooks[].id` has it' }),
  },
  body: { reason: optionalReason },
  replies: { 200: WebhookReply },
  errors: ['webhook_not_found', 'webhook_handled'],
  example: {
    params: { tenant: example.tenant, id: example.id },
    body: { reason: 'Meld answers again' },
    status: 200,
    reply: { webhook: { ...example, state: 'waiting', outcome: null, next_attempt_at: at, handled_at: null } },
  },
})

/** A webhook as operations tell of it. */
export interface ListedWebhook extends Place {
  readonly eventType: string
  readonly state: WebhookState
  readonly outcome: string | null
  readonly attempts: number
  readonly nextAttemptAt: number | null
  readonly handledAt: number | null
  readonly transactionId: string | null
  readonly externalSessionId: string | null
}

/** A webhook as it is sent. */
export function webhookMembers(webhook: ListedWebhook): Wire<typeof WebhookSchema> {
  return {
    tenant: webhook.tenant,
    id: webhook.eventId,
    event_type: webhook.eventType,
    state: webhook.state,
    outcome: webhook.outcome,
    attempts: webhook.attempts,
    received_at: webhook.receivedAt,
    next_attempt_at: webhook.nextAttemptAt,
    handled_at: webhook.handledAt,
    transaction_id: webhook.transactionId,
    external_session_id: webhook.externalSessionId,
    session_id: sessionOf(webhook),
  }
}

function sessionOf({ tenant, externalSessionId }: ListedWebhook): string | null {
  const named = readExternalSessionId(externalSessionId ?? '')
  return named?.tag.equals(tenantTag(tenant)) === true ? named.session : null
}

/** What was asked for, and what there is. */
export interface WebhooksView {
  readonly query: {
    readonly tenant: TenantId | null
    readonly state: WebhookState | null
    readonly count: number
    readonly after: Place | null
  }
  readonly backlog: { readonly waiting: number; readonly oldestWaitingAt: number | null; readonly givenUp: number }
  readonly webhooks: readonly ListedWebhook[]
  readonly next: Place | null
}

/** A page of webhooks as it is sent. */
export function webhooksReply({ query, backlog, webhooks, next }: WebhooksView): Wire<typeof WebhooksReply> {
  const page = (after: Place | null) => {
    const parameters = new URLSearchParams()
    if (query.tenant !== null) parameters.set('tenant', query.tenant)
    if (query.state !== null) parameters.set('state', query.state)
    parameters.set('count', String(query.count))
    if (after !== null) parameters.set('after', formatPlace(after))
    return linkTo(`/operator/v0/webhooks?${parameters}`)
  }
  return {
    _links: { self: page(query.after), ...(next !== null && { next: page(next) }) },
    backlog: {
      waiting: backlog.waiting,
      oldest_waiting_at: backlog.oldestWaitingAt,
      given_up: backlog.givenUp,
    },
    webhooks: webhooks.map(webhookMembers),
  }
}
