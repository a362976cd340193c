import { retryDelayMs } from '../../domain/back-off.ts'
import { isNoticeGivenUp, noticeBackOff } from '../../domain/notice.ts'
import { isExternalSessionId } from '../../domain/session.ts'
import type { Tenant, TenantId } from '../../domain/tenant.ts'
import { findCustomerOwner } from '../../store/customers.ts'
import { recordMeldKyc } from '../../store/kyc.ts'
import {
  type ClaimedNotice,
  claimNotices,
  findTenantsWithDueNotices,
  type NoticeSettlement,
  settleNotice,
} from '../../store/notices.ts'
import { about, type Deps } from '../deps.ts'
import { refreshTransaction, type TransactionTarget } from '../transactions/transactions.ts'
import { subjectOfNotice } from './notice-owner.ts'

/** Longer than the looks at Meld of one batch take; when it ends, another process tries. */
const leaseMs = 60_000

/** What became of a batch of due notices. */
export interface HandledNotices {
  readonly claimed: number
  readonly postponed: number
}

/**
 * Handles up to `limit` due notices of a tenant: fetches each transaction that they name once and records it, or puts
 * Meld's word on an identity check beside ours. What fails is tried again later, for three days.
 *
 * Raises the database's error when the notices cannot be claimed or marked; then they are due again after their lease.
 */
export async function handleDueNotices(
  deps: Deps,
  tenant: Tenant,
  limit: number,
  random: () => number = Math.random,
): Promise<HandledNotices> {
  const claimed = await claimNotices(deps.database, tenant.id, { limit, leaseMs, now: deps.clock() })
  const outcomes = await Promise.all(
    groupBySubject(claimed).map((group) =>
      handle(about(deps, subjectOfNotice(tenant, group[0])), tenant, group, random),
    ),
  )
  return { claimed: claimed.length, postponed: outcomes.reduce((sum, postponed) => sum + postponed, 0) }
}

/** Notices of one transaction are settled by one look at it; those on identity checks keep the order they came in. */
function groupBySubject(claimed: readonly ClaimedNotice[]): readonly (readonly [ClaimedNotice, ...ClaimedNotice[]])[] {
  const groups = new Map<string, [ClaimedNotice, ...ClaimedNotice[]]>()
  for (const notice of claimed.toSorted((a, b) => a.receivedAt - b.receivedAt)) {
    const { kind, transactionId, externalSessionId, customerId } = notice
    const subject = `${kind} ${kind === 'kyc' ? customerId : (transactionId ?? externalSessionId)}`
    const group = groups.get(subject)
    if (group === undefined) groups.set(subject, [notice])
    else group.push(notice)
  }
  return [...groups.values()]
}

/** Handles notices on one subject; returns how many are to be tried again. */
async function handle(
  deps: Deps,
  tenant: Tenant,
  group: readonly [ClaimedNotice, ...ClaimedNotice[]],
  random: () => number,
): Promise<number> {
  const result = await tryToHandle(deps, tenant, group)
  const now = deps.clock()
  const settled = group.map((notice) => ({ notice, settlement: settlementOf(notice, result, now, random()) }))
  const later = settled.filter(({ settlement }) => 'retryAt' in settlement).length
  if (result.kind === 'later') {
    const facts = { attempts: group[0].attempts, reason: result.reason }
    const givenUp = group.length - later
    if (givenUp > 0) deps.log.error({ ...facts, notices: givenUp }, 'gave notices up; reconciliation is left to look')
    if (later > 0) deps.log.warn({ ...facts, notices: later }, 'a notice is to be handled later')
  }
  await Promise.all(
    settled.map(async ({ notice, settlement }) => {
      await settleNotice(deps.database, tenant.id, notice.eventId, settlement, now)
      if ('outcome' in settlement) deps.metrics.noticeHandled(settlement.outcome)
    }),
  )
  return later
}

function settlementOf(notice: ClaimedNotice, result: Handling, now: number, jitter: number): NoticeSettlement {
  if (result.kind === 'done') return { outcome: result.outcome }
  if (isNoticeGivenUp(notice.receivedAt, now)) return { outcome: 'given_up' }
  return { retryAt: now + retryDelayMs(noticeBackOff, notice.attempts, jitter) }
}

type Handling =
  | { readonly kind: 'done'; readonly outcome: 'refreshed' | 'kyc' | 'nothing_to_do' }
  | { readonly kind: 'later'; readonly reason: string }

async function tryToHandle(
  deps: Deps,
  tenant: Tenant,
  group: readonly [ClaimedNotice, ...ClaimedNotice[]],
): Promise<Handling> {
  const [first] = group
  try {
    return first.kind === 'kyc' ? await recordKyc(deps, tenant.id, group) : await refresh(deps, tenant, first)
  } catch (cause) {
    deps.log.error({ event: first.eventId, err: cause }, 'could not handle a notice')
    return { kind: 'later', reason: 'internal' }
  }
}

/** Meld may announce a transaction before it can be read, so one that is not found is looked for again. */
async function refresh(deps: Deps, tenant: Tenant, notice: ClaimedNotice): Promise<Handling> {
  const target = targetOf(notice)
  if (target === null) return { kind: 'done', outcome: 'nothing_to_do' }
  const refreshed = await refreshTransaction(deps, tenant, target)
  if (refreshed.kind === 'recorded') return { kind: 'done', outcome: 'refreshed' }
  return { kind: 'later', reason: refreshed.kind === 'later' ? refreshed.reason : 'not_found' }
}

function targetOf({ transactionId, externalSessionId }: ClaimedNotice): TransactionTarget | null {
  const told = externalSessionId !== null && isExternalSessionId(externalSessionId) ? externalSessionId : undefined
  if (transactionId !== null) return told === undefined ? { transactionId } : { transactionId, told }
  return told === undefined ? null : { externalSessionIds: [told] }
}

/** Meld's word alone; our own state is the operator's or the token's. A customer who is nobody's user is no matter. */
async function recordKyc(deps: Deps, tenant: TenantId, group: readonly ClaimedNotice[]): Promise<Handling> {
  const newest = group.at(-1)
  if (newest?.customerId == null || newest.kycStatus === null) return { kind: 'done', outcome: 'nothing_to_do' }
  const user = await findCustomerOwner(deps.database, tenant, newest.customerId)
  if (user === undefined) return { kind: 'done', outcome: 'nothing_to_do' }
  await recordMeldKyc(deps.database, tenant, user, newest.kycStatus, deps.clock())
  return { kind: 'done', outcome: 'kyc' }
}

/** The tenants that have notices due. One statement, however many there are. Rejects with its error. */
export function listTenantsWithDueNotices(deps: Deps): Promise<readonly TenantId[]> {
  const tenants = deps.tenants.list().map(({ id }) => id)
  return findTenantsWithDueNotices(deps.database, tenants, deps.clock())
}
