import { statusByMeldStatus, type TransactionStatus } from '../../domain/transaction.ts'
import type { TransactionProgress } from '../provider.ts'

const progressByCanonical: Readonly<Record<TransactionStatus, TransactionProgress>> = {
  pending: 'under_way',
  processing: 'under_way',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
}

/** Meld's transaction statuses, and what each says about a link; by the one table that the domain has of them. */
export const progressByStatus: Readonly<Record<string, TransactionProgress>> = Object.fromEntries(
  Object.entries(statusByMeldStatus).map(([raw, status]) => [raw, progressByCanonical[status]]),
)

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
