import { retryDelayMs } from '../../domain/back-off.ts'
import { isOpeningOver, isWebhookGivenUp, webhookBackOff } from '../../domain/incoming-webhook.ts'
import { isExternalSessionId, readExternalSessionId } from '../../domain/session.ts'
import { type Tenant, type TenantId, tenantTag } from '../../domain/tenant.ts'
import {
  type ClaimedWebhook,
  claimWebhooks,
  findTenantsWithDueWebhooks,
  settleWebhook,
  type WebhookSettlement,
} from '../../store/incoming-webhooks.ts'
import { recordMeldKyc } from '../../store/kyc.ts'
import { findSessionStatus } from '../../store/session-lookup.ts'
import { findUserOfCustomer } from '../../store/users.ts'
import { about, type Deps } from '../deps.ts'
import { refreshTransaction, type TransactionTarget } from '../transactions/transactions.ts'
import { subjectOfWebhook } from './owner.ts'

/** The job that handles webhooks; a run of it is about one tenant. */
export const webhooksJobName = 'incoming_webhooks'

/** When it ends, another process tries. */
const leaseMs = 60_000
/** What has not begun by then is left for the next batch: the calls to Meld of one subject end within the rest. */
const beginMsMax = 30_000
/** Subjects of a batch that are handled at once; each may be a call to Meld. */
const subjectsAtOnceMax = 20

/** How many webhooks of a batch were claimed, and how many of them put off. */
export interface HandledWebhooks {
  readonly claimed: number
  readonly postponed: number
}

/** How webhooks are handled. */
export interface HandleOptions {
  /** Once it is aborted no other subject is begun; those that were not are due again at once, for whoever is there. */
  readonly signal?: AbortSignal
  /** Numbers from 0 up to 1, for the jitter of retries. */
  readonly random?: () => number
}

/**
 * Handles up to `limit` due webhooks of a tenant: fetches each transaction that they name, once, and records it, or
 * stores Meld's state of an identity check beside ours. What fails is retried for three days.
 *
 * Raises the database's error when the webhooks cannot be claimed or marked; then they are due again after their lease.
 */
export async function handleDueWebhooks(
  deps: Deps,
  tenant: Tenant,
  limit: number,
  { signal, random = Math.random }: HandleOptions = {},
): Promise<HandledWebhooks> {
  const claimedAt = deps.clock()
  const claimed = await claimWebhooks(deps.database, tenant.id, { limit, leaseMs, now: claimedAt })
  const groups = groupBySubject(claimed).values()
  let postponed = 0
  /** Takes one subject after the other, so that one which takes long holds up only itself. */
  const handleInTurn = async (): Promise<void> => {
    for (const group of groups) {
      const isOver = signal?.aborted === true || deps.clock() - claimedAt > beginMsMax
      const later = isOver
        ? await putBack(deps, tenant, group)
        : await handle(about(deps, subjectOfWebhook(tenant, group[0])), tenant, group, random)
      postponed += later
    }
  }
  await Promise.all(Array.from({ length: subjectsAtOnceMax }, handleInTurn))
  return { claimed: claimed.length, postponed }
}

/** Has webhooks that were not tried claimed again, by whoever is free. */
async function putBack(deps: Deps, tenant: Tenant, group: readonly ClaimedWebhook[]): Promise<number> {
  const now = deps.clock()
  const due = group.map(({ eventId }) => settleWebhook(deps.database, tenant.id, eventId, { retryAt: now }, now))
  await Promise.all(due)
  return group.length
}

/** One check settles all webhooks of a transaction; those on identity checks keep the order they came in. */
function groupBySubject(
  claimed: readonly ClaimedWebhook[],
): readonly (readonly [ClaimedWebhook, ...ClaimedWebhook[]])[] {
  const groups = new Map<string, [ClaimedWebhook, ...ClaimedWebhook[]]>()
  for (const webhook of claimed.toSorted((a, b) => a.receivedAt - b.receivedAt)) {
    const { kind, transactionId, externalSessionId, customerId } = webhook
    const subject = `${kind} ${kind === 'kyc' ? customerId : (transactionId ?? externalSessionId)}`
    const group = groups.get(subject)
    if (group === undefined) groups.set(subject, [webhook])
    else group.push(webhook)
  }
  return [...groups.values()]
}

/** Handles webhooks on one subject; returns how many are to be retried. */
async function handle(
  deps: Deps,
  tenant: Tenant,
  group: readonly [ClaimedWebhook, ...ClaimedWebhook[]],
  random: () => number,
): Promise<number> {
  const result = await tryToHandle(deps, tenant, group)
  const now = deps.clock()
  const settled = group.map((webhook) => ({ webhook, settlement: settlementOf(webhook, result, now, random()) }))
  const later = settled.filter(({ settlement }) => 'retryAt' in settlement).length
  if (result.kind === 'later') {
    const facts = { attempts: group[0].attempts, reason: result.reason }
    const givenUp = group.length - later
    if (givenUp > 0) deps.log.error({ ...facts, webhooks: givenUp }, 'gave up on webhooks; reconciliation takes over')
    if (later > 0 && !result.isOrdinary) deps.log.warn({ ...facts, webhooks: later }, 'a webhook is tried again later')
  }
  await Promise.all(
    settled.map(async ({ webhook, settlement }) => {
      await settleWebhook(deps.database, tenant.id, webhook.eventId, settlement, now)
      if ('outcome' in settlement) deps.metrics.webhookHandled({ outcome: settlement.outcome })
    }),
  )
  return later
}

function settlementOf(webhook: ClaimedWebhook, result: Handling, now: number, jitter: number): WebhookSettlement {
  if (result.kind === 'done') return { outcome: result.outcome }
  if (isWebhookGivenUp(webhook.receivedAt, now)) return { outcome: 'given_up' }
  return { retryAt: now + retryDelayMs(webhookBackOff, webhook.attempts, jitter) }
}

type Handling =
  | { readonly kind: 'done'; readonly outcome: 'refreshed' | 'kyc' | 'nothing_to_do' | 'no_session' }
  /** `isOrdinary`: nothing has failed, it only came early. */
  | { readonly kind: 'later'; readonly reason: string; readonly isOrdinary?: true }

async function tryToHandle(
  deps: Deps,
  tenant: Tenant,
  group: readonly [ClaimedWebhook, ...ClaimedWebhook[]],
): Promise<Handling> {
  const [first] = group
  try {
    return first.kind === 'kyc' ? await recordKyc(deps, tenant.id, group) : await refresh(deps, tenant, group)
  } catch (cause) {
    deps.log.error({ event: first.eventId, err: cause }, 'could not handle a webhook')
    return { kind: 'later', reason: 'internal' }
  }
}

/**
 * Meld may announce a transaction before it can be read, so one that is not found is checked for again. It may also be
 * faster than we store the session as opened: what it tells is recorded all the same, and again once that is done.
 */
async function refresh(
  deps: Deps,
  tenant: Tenant,
  group: readonly [ClaimedWebhook, ...ClaimedWebhook[]],
): Promise<Handling> {
  const [first, newest = first] = [group[0], group.at(-1)]
  const target = targetOf(first)
  if (target === null) return { kind: 'done', outcome: 'nothing_to_do' }
  const refreshed = await refreshTransaction(deps, tenant, target)
  if (refreshed.kind === 'later') return refreshed
  const transactions = refreshed.kind === 'recorded' ? refreshed.transactions : []
  const isRecorded = transactions.length > 0
  if (isRecorded && transactions.every(({ owner }) => owner.kind === 'foreign')) {
    return { kind: 'done', outcome: 'refreshed' }
  }
  const named = [...group, ...transactions.map(({ transaction }) => transaction.upstream)]
  const lack = await findLack(
    deps,
    tenant,
    named.find(({ externalSessionId }) => externalSessionId !== null),
  )
  if (lack !== null && !isOpeningOver(newest.receivedAt, deps.clock())) {
    return { kind: 'later', reason: lack, isOrdinary: true }
  }
  if (isRecorded) return { kind: 'done', outcome: 'refreshed' }
  return lack === 'session_not_stored'
    ? { kind: 'done', outcome: 'no_session' }
    : { kind: 'later', reason: 'not_found' }
}

/**
 * Why a transaction cannot move the session yet that is named: it is not stored, or another call may be opening it again.
 * Null when it can, and when no session of the tenant is named.
 */
async function findLack(
  { database }: Deps,
  { id }: Tenant,
  told: { readonly externalSessionId: string | null } | undefined,
): Promise<'session_not_stored' | 'session_unclear' | null> {
  const named = readExternalSessionId(told?.externalSessionId ?? '')
  if (named === undefined || !named.tag.equals(tenantTag(id))) return null
  const status = await findSessionStatus(database, id, named.session)
  if (status === undefined) return 'session_not_stored'
  return status === 'unclear' ? 'session_unclear' : null
}

function targetOf({ transactionId, externalSessionId }: ClaimedWebhook): TransactionTarget | null {
  const told = externalSessionId !== null && isExternalSessionId(externalSessionId) ? externalSessionId : undefined
  if (transactionId !== null) return told === undefined ? { transactionId } : { transactionId, told }
  return told === undefined ? null : { externalSessionIds: [told] }
}

/** Stores Meld's state only; ours comes from the operator or a token. A customer who is no user of ours is ignored. */
async function recordKyc(deps: Deps, tenant: TenantId, group: readonly ClaimedWebhook[]): Promise<Handling> {
  const newest = group.at(-1)
  if (newest?.customerId == null || newest.kycStatus === null) return { kind: 'done', outcome: 'nothing_to_do' }
  const user = await findUserOfCustomer(deps.database, tenant, newest.customerId)
  if (user === undefined) return { kind: 'done', outcome: 'nothing_to_do' }
  await recordMeldKyc(deps.database, tenant, user, newest.kycStatus, deps.clock())
  return { kind: 'done', outcome: 'kyc' }
}

/** The tenants that have webhooks due, by one statement. Rejects with its error. */
export function listTenantsWithDueWebhooks(deps: Deps): Promise<readonly TenantId[]> {
  const tenants = deps.tenants.list().map(({ id }) => id)
  return findTenantsWithDueWebhooks(deps.database, tenants, deps.clock())
}
