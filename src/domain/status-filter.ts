import {
  canonicalStatus,
  normalizeMeldStatus,
  statusByMeldStatus,
  type TransactionStatus,
  transactionStatuses,
} from './transaction.ts'

/** Which transactions are wanted: those of a canonical status, or those that Meld has this very word for. */
export interface StatusFilter {
  readonly status: TransactionStatus | null
  /** In Meld's spelling. */
  readonly meldStatus: string | null
}

/** Transactions of every status. */
export const anyStatus: StatusFilter = { status: null, meldStatus: null }

/** Every word that a filter takes. */
export const filterWords: readonly string[] = [...transactionStatuses, ...Object.keys(statusByMeldStatus)]

/**
 * Reads a filter. Four words are both: in small letters they are canonical, else Meld's own, which is read in any case.
 * Undefined for a word that is neither.
 */
export function parseStatusFilter(text: string): StatusFilter | undefined {
  const canonical = (word: string) => transactionStatuses.find((status) => status === word)
  const meldStatus = normalizeMeldStatus(text)
  const status =
    canonical(text) ?? (canonicalStatus(meldStatus) === undefined ? canonical(text.toLowerCase()) : undefined)
  if (status !== undefined) return { status, meldStatus: null }
  return canonicalStatus(meldStatus) === undefined ? undefined : { status: null, meldStatus }
}
