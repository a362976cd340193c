import type { TransactionProgress } from '../provider.ts'

/** Meld's transaction statuses (docs: transaction statuses), and what each says about a link. */
export const progressByStatus: Readonly<Record<string, TransactionProgress>> = {
  PENDING_CREATED: 'under_way',
  PENDING: 'under_way',
  PROCESSING: 'under_way',
  TWO_FA_REQUIRED: 'under_way',
  TWO_FA_PROVIDED: 'under_way',
  ACCEPTED: 'under_way',
  AUTHORIZED: 'under_way',
  SETTLING: 'under_way',
  PARTIALLY_SETTLED: 'under_way',
  ONRAMP_SETTLED: 'under_way',
  SWAPPING: 'under_way',
  SWAP_SETTLED: 'under_way',
  // Temporary, despite its name: the provider may still carry the trade out.
  ERROR: 'under_way',
  SETTLED: 'completed',
  FAILED: 'failed',
  DECLINED: 'failed',
  REFUNDED: 'failed',
  PARTIALLY_REFUNDED: 'failed',
  AUTHORIZATION_EXPIRED: 'failed',
  CANCELLED: 'cancelled',
  VOIDED: 'cancelled',
}

/** True for a status in the table; another one deserves a look by a person. */
export function isKnownStatus(status: unknown): status is string {
  return typeof status === 'string' && Object.hasOwn(progressByStatus, status)
}

/** What a raw status means. An unknown one counts as under way: money may be moving. */
export function readProgress(status: unknown): TransactionProgress {
  return isKnownStatus(status) ? (progressByStatus[status] ?? 'under_way') : 'under_way'
}

const ranks: Readonly<Record<TransactionProgress, number>> = {
  none: 0,
  cancelled: 1,
  failed: 2,
  under_way: 3,
  completed: 4,
}

/** The one of the two that counts for a session with several transactions. */
export function furtherProgress(a: TransactionProgress, b: TransactionProgress): TransactionProgress {
  return ranks[a] >= ranks[b] ? a : b
}
