import type { BackOff } from './back-off.ts'

/** What a notice of Meld's is about. */
export type NoticeKind = 'transaction' | 'kyc' | 'test' | 'other'

/** Meld's notice (webhook) that something has changed, checked. It carries no amounts: it is a reason to look. */
export interface Notice {
  /** The same when Meld sends a notice again. */
  readonly eventId: string
  readonly eventType: string
  readonly kind: NoticeKind
  /** When it happened, in Meld's own words. */
  readonly occurredAt: string | null
  readonly transactionId: string | null
  /** Meld's raw status, for the record only. */
  readonly meldStatus: string | null
  readonly externalSessionId: string | null
  readonly upstreamSessionId: string | null
  readonly customerId: string | null
  readonly externalCustomerId: string | null
  /** How Meld says that the customer's identity check stands. */
  readonly kycStatus: string | null
}

/**
 * How a recorded notice ended.
 *
 * - `refreshed`: its transaction was fetched and recorded. `kyc`: Meld's state was put beside the user's.
 * - `nothing_to_do`: tests, and whatever is not about transactions or identity checks.
 * - `foreign`: it names a session of a tenant with another Meld account.
 * - `given_up`: tried for three days in vain; reconciliation looks for the transaction from there on.
 */
export type NoticeOutcome = 'refreshed' | 'kyc' | 'nothing_to_do' | 'foreign' | 'given_up'

/** True when there is something to fetch or to record beside the notice itself. */
export function needsHandling(notice: Notice): boolean {
  if (notice.kind === 'transaction') return notice.transactionId !== null || notice.externalSessionId !== null
  return notice.kind === 'kyc' && notice.customerId !== null && notice.kycStatus !== null
}

/** As long as Meld itself tries to deliver a notice. */
const triedForMs = 3 * 24 * 60 * 60 * 1000
/** How notices are tried again that could not be handled. */
export const noticeBackOff: BackOff = { firstMs: 5_000, maxMs: 60 * 60 * 1000 }

/** True when a notice has been tried for so long that reconciliation is left to find what it was about. */
export function isNoticeGivenUp(receivedAt: number, now: number): boolean {
  return now - receivedAt >= triedForMs
}
