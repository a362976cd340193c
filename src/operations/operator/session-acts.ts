import { GatewayError } from '../../domain/errors.ts'
import type { Operator } from '../../domain/operator.ts'
import { isOpenable } from '../../domain/session.ts'
import { actLacks, notesMax } from '../../domain/session-acts.ts'
import type { SessionRecord } from '../../domain/session-record.ts'
import type { Tenant } from '../../domain/tenant.ts'
import {
  addNote,
  cancelByOperator,
  claimCheck,
  type OperatorAct,
  releaseByOperator,
} from '../../store/operator-acts.ts'
import type { Deps } from '../deps.ts'
import { tenantLeftOut } from '../left-out.ts'
import { checkForTransactions, checkPatienceMs } from '../links/links.ts'
import { checkResults, checkSession } from '../transactions/session-check.ts'
import type { AuditedAct } from './audit.ts'
import { auditEntryOf } from './audit.ts'
import { findRecord, type SessionTarget } from './sessions.ts'

/** A session after an act on it, and what came of that, in one word. */
export interface ActedOn {
  readonly outcome: string
  readonly record: SessionRecord
}

/**
 * Asks Meld for a session's transactions at once, whenever reconciliation would. `seen`, `nothing`, or `failed` when Meld
 * could not tell.
 *
 * Throws `session_not_found`, `act_refused` when there is nothing to ask about, `act_too_soon`, or `overloaded` when the
 * tenant is left out.
 */
export async function checkNow(
  deps: Deps,
  operator: Operator,
  target: SessionTarget,
  reason: string | null,
): Promise<ActedOn> {
  const record = await findRecord(deps, target)
  const tenant = servedTenant(deps, record)
  refuseWhere(actLacks(record, deps.clock()).check)
  const act = actOn(deps, operator, record, { act: 'session.check', reason })
  const permission = await claimCheck(deps.database, tenant.id, act)
  if (permission.kind === 'absent') throw new GatewayError('session_not_found')
  if (permission.kind === 'too_soon') {
    const seconds = Math.max(1, Math.ceil((permission.allowedAt - act.now) / 1000))
    const detail = `Meld was asked about this session a moment ago. It may be asked again in ${seconds} s.`
    throw new GatewayError('act_too_soon', { detail, headers: { 'retry-after': String(seconds) } })
  }
  const { externalIds: externalSessionIds, session } = record
  const outcome = await checkSession(deps, tenant, session.id, { externalSessionIds }, 'operator')
  const widget = session.request.redirectFlow && outcome.kind === 'not_found' ? session.widget : null
  // Meld asks the provider of a sell only then.
  const asked =
    widget === null
      ? outcome
      : await checkSession(
          deps,
          tenant,
          session.id,
          { upstreamSessionId: widget.upstreamSessionId, told: widget.externalSessionId },
          'operator',
        )
  return { outcome: checkResults[asked.kind], record: await readAgain(deps, record) }
}

/**
 * Releases the link from whoever opened it, by the rules that its owner has. Meld is asked first whether a transaction was
 * started with it. `released`, or `free` when nobody held it.
 *
 * Throws `session_not_found`, `act_refused` when the link leads to no widget, or `overloaded` when the tenant is left out.
 */
export async function releaseAsOperator(
  deps: Deps,
  operator: Operator,
  target: SessionTarget,
  reason: string,
): Promise<ActedOn> {
  const record = await findRecord(deps, target)
  const tenant = servedTenant(deps, record)
  const { session } = record
  const isLive = ({ session: { status, expiresAt } }: SessionRecord) => isOpenable(status) && expiresAt > deps.clock()
  if (isLive(record) && session.openedAt !== null) {
    await checkForTransactions(deps, tenant, session, { patienceMs: checkPatienceMs, causedBy: 'operator' })
  }
  const change = { before: { is_held: true }, after: { is_held: false } }
  const act = actOn(deps, operator, record, { act: 'session.release_link', reason, ...change })
  const released = await releaseByOperator(deps.database, tenant.id, act)
  const after = await readAgain(deps, record)
  if (!released && !isLive(after)) refuseWhere(actLacks(after, deps.clock()).release_link)
  deps.metrics.linkReleased({ result: released ? 'released' : 'free' })
  return { outcome: released ? 'released' : 'free', record: after }
}

/**
 * Closes a session, so that nobody starts a trade with it any more; what Meld tells of a transaction later still counts.
 * `cancelled`, or `already_cancelled`.
 *
 * Throws `session_not_found`, or `act_refused` when it stands otherwise, or is just being opened.
 */
export async function cancelAsOperator(
  deps: Deps,
  operator: Operator,
  target: SessionTarget,
  reason: string,
): Promise<ActedOn> {
  const record = await findRecord(deps, target)
  const { tenant, user, status } = record.session
  const change = { before: { status }, after: { status: 'cancelled' } }
  const act = actOn(deps, operator, record, { act: 'session.cancel', reason, ...change })
  const cancelling = await cancelByOperator(deps.database, tenant, user, act)
  if (cancelling.kind === 'absent') throw new GatewayError('session_not_found')
  if (cancelling.kind === 'in_flight') {
    refuseWhere('A call of the app is opening this session just now. Try again in half a minute.')
  }
  const after = await readAgain(deps, record)
  if (cancelling.kind === 'cancelled') return { outcome: 'cancelled', record: after }
  if (cancelling.kind === 'other' && cancelling.status !== 'cancelled') {
    refuseWhere(actLacks(after, deps.clock()).cancel ?? 'The session has changed meanwhile. Read it again.')
  }
  return { outcome: 'already_cancelled', record: after }
}

/** A note as it was added. */
export interface SessionNote {
  readonly record: SessionRecord
  readonly text: string
  readonly operator: string
  /** Epoch milliseconds. */
  readonly createdAt: number
}

/**
 * Adds a note to a session, for other operators.
 *
 * Throws `session_not_found`, or `act_refused` when it has as many as it may have.
 */
export async function noteOnSession(
  deps: Deps,
  operator: Operator,
  target: SessionTarget,
  text: string,
): Promise<SessionNote> {
  const record = await findRecord(deps, target)
  const act = actOn(deps, operator, record, { act: 'session.note', after: { text } })
  const adding = await addNote(deps.database, record.session.tenant, { ...act, text })
  if (adding === 'absent') throw new GatewayError('session_not_found')
  if (adding === 'full') refuseWhere(`The session has ${notesMax} notes, and takes no more.`)
  return { record, text, operator: operator.name, createdAt: act.now }
}

function actOn(
  deps: Deps,
  operator: Operator,
  { session }: SessionRecord,
  done: Pick<AuditedAct, 'act' | 'reason' | 'before' | 'after'>,
): OperatorAct {
  const target = { kind: 'session' as const, tenant: session.tenant, id: session.id }
  const entry = auditEntryOf(deps, operator, { ...done, target, traceId: deps.log.subject.trace_id ?? null })
  return { id: session.id, entry, now: entry.at }
}

function refuseWhere(lack: string | null): void {
  if (lack !== null) throw new GatewayError('act_refused', { detail: lack })
}

function servedTenant(deps: Deps, { session }: SessionRecord): Tenant {
  const tenant = deps.tenants.find(session.tenant)
  if (tenant === undefined) throw tenantLeftOut()
  return tenant
}

/** The session as it is after the act, with what was just recorded of it. */
async function readAgain(deps: Deps, { session }: SessionRecord): Promise<SessionRecord> {
  await deps.activity.flush()
  return findRecord(deps, { id: session.id, tenant: session.tenant })
}
