import type { NoticeReading } from '../../aggregators/aggregator.ts'
import { GatewayError } from '../../domain/errors.ts'
import { type NoticeOutcome, needsHandling } from '../../domain/notice.ts'
import { type NoticeRecording, recordNotice } from '../../store/notices.ts'
import type { Deps } from '../deps.ts'
import { findNoticeOwner, type NoticeOwner, secretsToTry, subjectOfNotice } from './notice-owner.ts'

/** A notice as it came in, unverified. */
export interface IncomingNotice {
  /** The addresses under which Meld may know us, this notice's own path and query included. */
  readonly urls: readonly string[]
  /** The tenant that the address names, if it does. */
  readonly namedTenant: string | undefined
  readonly timestampHeader: string | undefined
  readonly signatureHeader: string | undefined
  readonly body: Buffer
}

/**
 * Verifies a notice and puts it into the inbox of the tenant whose it is; its handling begins soon after. When this
 * resolves, the notice is on disk.
 *
 * Throws `notice_refused`, always with the same words; `invalid_fields` for a verified notice that cannot be read; or
 * `overloaded` when it could not be recorded, so that Meld sends it again.
 */
export async function receiveNotice(deps: Deps, incoming: IncomingNotice): Promise<NoticeRecording> {
  const { namedTenant } = incoming
  const reading = deps.aggregator.readNotice(incoming.body)
  // Not believed yet: what it says of its session is only where the search for its secret begins.
  const claimed = reading.kind === 'notice' ? reading.notice : null
  const secrets = secretsToTry(deps, namedTenant, claimed)
  const verdict = deps.aggregator.verifyNotice({ ...incoming, secrets, now: deps.clock() })
  if (verdict.kind === 'refused') throw refuse(deps, verdict.reason)
  if (reading.kind === 'unreadable') throw unreadable(deps, reading)
  const { notice } = reading
  try {
    const owner = await findNoticeOwner(deps, namedTenant, verdict.secret, notice)
    if (owner === undefined) throw refuse(deps, 'wrong_signature')
    const { tenant } = owner
    deps.log.learn(subjectOfNotice(tenant, notice))
    const outcome = immediateOutcome(owner, needsHandling(notice))
    const recording = await recordNotice(deps.database, tenant.id, notice, outcome, deps.clock())
    deps.metrics.noticeReceived(recording)
    deps.log.info({ event: notice.eventId, type: notice.eventType, recording, outcome }, 'notice')
    if (recording === 'recorded' && outcome === null) deps.onNotice(tenant.id)
    return recording
  } catch (cause) {
    if (cause instanceof GatewayError && cause.error === 'notice_refused') throw cause
    deps.metrics.noticeReceived('failed')
    deps.log.error({ event: notice.eventId, err: cause }, 'could not record a notice')
    const detail = 'The webhook could not be recorded.'
    throw new GatewayError('overloaded', { detail, cause })
  }
}

function immediateOutcome({ foreign }: NoticeOwner, toHandle: boolean): NoticeOutcome | null {
  if (foreign) return 'foreign'
  return toHandle ? null : 'nothing_to_do'
}

function refuse(deps: Deps, reason: string): GatewayError {
  deps.metrics.noticeReceived(`refused_${reason}`)
  return new GatewayError('notice_refused', { reason })
}

function unreadable(deps: Deps, { pointer, detail }: Extract<NoticeReading, { kind: 'unreadable' }>): GatewayError {
  deps.metrics.noticeReceived('unreadable')
  return new GatewayError('invalid_fields', {
    detail: `${pointer} ${detail}`.trim(),
    members: { errors: [{ pointer, detail }] },
  })
}
