import type { NewWebhookEndpointBody, WebhookEndpointChangeBody } from '../../contract/webhook-endpoint-fields.ts'
import type { AuditTarget } from '../../domain/audit.ts'
import { GatewayError } from '../../domain/errors.ts'
import { redactQuery } from '../../domain/secret-redaction.ts'
import { parseTenantId, type TenantId } from '../../domain/tenant.ts'
import {
  type DisabledReason,
  newWebhookEndpointId,
  parseWebhookEndpointId,
  type WebhookEndpoint,
  type WebhookEndpointId,
  type WebhookEndpointStatus,
  webhookEndpointsMax,
} from '../../domain/webhook-endpoint.ts'
import { formatWebhookSecret, makeWebhookSecret } from '../../domain/webhook-secret.ts'
import {
  changeWebhookEndpoint,
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  findWebhookEndpoint,
  type ListedWebhookEndpoint,
  listWebhookEndpoints,
  listWebhookEndpointsOf,
} from '../../store/webhook-endpoints.ts'
import { rotateSecret } from '../../store/webhook-secrets.ts'
import type { Deps } from '../deps.ts'
import { invalidFields } from '../operator/switch-faults.ts'
import { askForDeliveries } from './ask-for-deliveries.ts'
import { type Asker, entriesBy, entryBy, logAct } from './asker.ts'

type StoreDeps = Pick<Deps, 'database' | 'clock'>
type ActDeps = Pick<Deps, 'database' | 'clock' | 'log'>

/** Deliveries that deleting a webhook endpoint cancels in one transaction: a fraction of a second. */
const cancelledAtOnce = 5_000

/** A webhook endpoint, and the only time that its secret can be seen. */
export interface WebhookEndpointWithSecret {
  readonly endpoint: ListedWebhookEndpoint
  /** `whsec_…`. */
  readonly secret: string
}

/** The tenant's webhook endpoints, those that were made first first. */
export function allWebhookEndpoints(
  { database, clock }: StoreDeps,
  tenant: TenantId,
): Promise<readonly ListedWebhookEndpoint[]> {
  return listWebhookEndpoints(database, tenant, clock())
}

/** Which webhook endpoints an operator lists. */
export interface WebhookEndpointsQuery {
  /** Null lists those of every tenant that is served; one that is named need not be. */
  readonly tenant: TenantId | null
  readonly status: WebhookEndpointStatus | null
  readonly count: number
  readonly after: Pick<WebhookEndpoint, 'tenant' | 'id'> | null
}

/** A page of webhook endpoints. */
export interface WebhookEndpointsPage {
  readonly endpoints: readonly ListedWebhookEndpoint[]
  readonly next: Pick<WebhookEndpoint, 'tenant' | 'id'> | null
}

/** A page of webhook endpoints of several tenants, for operators. */
export async function pageOfWebhookEndpoints(
  { database, clock, tenants }: StoreDeps & Pick<Deps, 'tenants'>,
  { tenant, status, count, after }: WebhookEndpointsQuery,
): Promise<WebhookEndpointsPage> {
  const asked = tenant === null ? tenants.list().map(({ id }) => id) : [tenant]
  const page = { status, count: count + 1, after }
  const listed = await listWebhookEndpointsOf(database, asked, page, clock())
  const endpoints = listed.slice(0, count)
  return { endpoints, next: listed.length > count ? (endpoints.at(-1) ?? null) : null }
}

/** The webhook endpoint with this id. Throws `webhook_endpoint_not_found`. */
export async function requireWebhookEndpoint(
  { database, clock }: StoreDeps,
  tenant: TenantId,
  id: string,
): Promise<ListedWebhookEndpoint> {
  const found = await findWebhookEndpoint(database, tenant, requireId(id), clock())
  if (found === undefined) throw notFound()
  return found
}

/**
 * Has events of the tenant sent to a URL from now on, and makes the tenant listen. Throws `invalid_fields` when nothing may
 * be sent there, and `webhook_endpoints_full`.
 */
export async function makeWebhookEndpoint(
  deps: ActDeps & Pick<Deps, 'webhookTargets'>,
  tenant: TenantId,
  body: NewWebhookEndpointBody,
  asker: Asker,
): Promise<WebhookEndpointWithSecret> {
  requireFitting(deps, body.url)
  const { url, types, description, timestamp_format: timestampFormat, signature } = body
  const asked = { url, types, description, timestampFormat, signature }
  const told = { ...asked, url: redactQuery(url) }
  const made = { ...asked, tenant, id: newWebhookEndpointId(), createdAt: deps.clock() }
  const secret = makeWebhookSecret()
  const done = { act: 'webhook_endpoint.create', target: targetOf(made), after: told }
  const creation = await createWebhookEndpoint(deps.database, tenant, made, secret, entryBy(deps, asker, done))
  if (creation === 'full') {
    throw new GatewayError('webhook_endpoints_full', {
      detail: `${tenant} has ${webhookEndpointsMax} webhook endpoints, and no more may be.`,
    })
  }
  logAct(deps, asker, done)
  return withSecret(deps, made, secret)
}

/**
 * Changes a webhook endpoint; what is undefined stays. Throws `webhook_endpoint_not_found`, and `invalid_fields` when
 * nothing may be sent to its URL, or when an operator disables it without saying why.
 */
export async function alterWebhookEndpoint(
  deps: ActDeps & Pick<Deps, 'webhookTargets'>,
  target: WebhookEndpointTarget,
  body: WebhookEndpointChangeBody,
  asker: Asker,
): Promise<ListedWebhookEndpoint> {
  const { tenant } = target
  const id = requireId(target.id)
  const { url, types, description, status } = body
  if (url !== undefined) requireFitting(deps, url)
  if (status === 'disabled' && 'operator' in asker && asker.reason === null) {
    throw invalidFields([{ pointer: '/reason', detail: 'Required: send why, in a sentence.' }])
  }
  const disabled = status === undefined ? undefined : status === 'disabled' ? disablerOf(asker) : null
  const change = {
    url,
    types,
    description,
    timestampFormat: body.timestamp_format,
    signature: body.signature,
    disabled,
  }
  const act = 'webhook_endpoint.change'
  const entryOf = entriesBy(deps, asker, (before: WebhookEndpoint, after: WebhookEndpoint) => ({
    act,
    target: targetOf(before),
    before: settingsOf(before),
    after: { ...settingsOf(after), ...(before.url !== after.url && { urlChanged: true }) },
  }))
  const changed = await changeWebhookEndpoint(deps.database, tenant, id, change, deps.clock(), entryOf)
  if (changed === undefined) throw notFound()
  logAct(deps, asker, { act, target: targetOf(changed) })
  if (changed.status !== 'disabled') await askForDeliveries(deps, tenant, [id])
  return requireWebhookEndpoint(deps, tenant, id)
}

/** Which webhook endpoint. */
export interface WebhookEndpointTarget {
  readonly tenant: TenantId
  readonly id: string
}

/**
 * Deletes a webhook endpoint; its pending deliveries are cancelled first, in batches, and until it is gone it is disabled.
 * Whoever is interrupted calls again. Throws `webhook_endpoint_not_found`.
 */
export async function removeWebhookEndpoint(deps: ActDeps, target: WebhookEndpointTarget, asker: Asker): Promise<void> {
  const { tenant } = target
  const id = requireId(target.id)
  const disabled = disablerOf(asker)
  const now = deps.clock()
  const there = await changeWebhookEndpoint(deps.database, tenant, id, { disabled }, now, null)
  if (there === undefined) throw notFound()
  const act = 'webhook_endpoint.delete'
  const entryOf = entriesBy(deps, asker, (before: WebhookEndpoint) => ({
    act,
    target: targetOf(before),
    before: settingsOf(before),
  }))
  for (;;) {
    const deletion = await deleteWebhookEndpoint(deps.database, tenant, id, { limit: cancelledAtOnce, now }, entryOf)
    if (deletion === 'absent') throw notFound()
    if (deletion === 'deleted') break
  }
  logAct(deps, asker, { act, target: targetOf(there) })
}

/** Gives a webhook endpoint a new secret; the one before signs for 24 hours more. Throws `webhook_endpoint_not_found`. */
export async function rotateSecretOf(
  deps: ActDeps,
  target: WebhookEndpointTarget,
  asker: Asker,
): Promise<WebhookEndpointWithSecret> {
  const { tenant } = target
  const id = requireId(target.id)
  const secret = makeWebhookSecret()
  const done = { act: 'webhook_endpoint.rotate_secret', target: targetOf({ tenant, id }) }
  const rotation = { secret, now: deps.clock(), entry: entryBy(deps, asker, done) }
  if (!(await rotateSecret(deps.database, tenant, id, rotation))) throw notFound()
  logAct(deps, asker, done)
  return withSecret(deps, { tenant, id }, secret)
}

async function withSecret(
  deps: StoreDeps,
  { tenant, id }: Pick<WebhookEndpoint, 'tenant' | 'id'>,
  secret: Buffer,
): Promise<WebhookEndpointWithSecret> {
  return { endpoint: await requireWebhookEndpoint(deps, tenant, id), secret: formatWebhookSecret(secret) }
}

function disablerOf(asker: Asker): DisabledReason {
  return 'operator' in asker ? 'operator' : 'partner'
}

/** Partners read it too, who cannot change the gateway's configuration. */
const addressRemedy =
  'Send the URL of a server at a public address, or have the operator of this gateway allow the network (webhooks.allow_networks).'

function requireFitting({ webhookTargets }: Pick<Deps, 'webhookTargets'>, url: string): void {
  const fault = webhookTargets.judge(url)
  if (fault !== undefined) {
    const remedy = fault.reason === 'address' ? ` ${addressRemedy}` : ''
    throw invalidFields([{ pointer: '/url', detail: `${fault.detail}.${remedy}` }])
  }
  if (url.includes('#')) {
    throw invalidFields([{ pointer: '/url', detail: 'Leave out the part from # on; it is never sent to a server.' }])
  }
}

/** What the audit log keeps of a webhook endpoint, for ever. */
function settingsOf({ url, types, description, timestampFormat, signature, status }: WebhookEndpoint): object {
  return { url: redactQuery(url), types, description, timestampFormat, signature, status }
}

function targetOf({ tenant, id }: Pick<WebhookEndpoint, 'tenant' | 'id'>): AuditTarget {
  return { kind: 'webhook_endpoint', tenant, id }
}

/** The webhook endpoint that the path of an operator's call names. Throws `webhook_endpoint_not_found`. */
export function webhookEndpointTarget(params: { readonly tenant: string; readonly id: string }): WebhookEndpointTarget {
  const tenant = parseTenantId(params.tenant)
  if (tenant === undefined) throw notFound()
  return { tenant, id: params.id }
}

/** The id that a text of a path is. Throws `webhook_endpoint_not_found`. */
export function requireId(text: string): WebhookEndpointId {
  const id = parseWebhookEndpointId(text)
  if (id === undefined) throw notFound()
  return id
}

function notFound(): GatewayError {
  return new GatewayError('webhook_endpoint_not_found')
}
