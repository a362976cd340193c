import { getAsset, listAssets } from './assets.ts'
import type { Endpoint } from './endpoint.ts'
import { listQuotes } from './quotes.ts'
import { getSession, listSessions, openSession, releaseSessionLink } from './sessions.ts'
import { getSupportedValues } from './supported-values.ts'
import { getTransaction, listTransactions } from './transactions.ts'

/** Every endpoint that the gateway serves, in the order of the documents. */
export const endpoints: readonly Endpoint[] = [
  openSession,
  getSession,
  releaseSessionLink,
  listSessions,
  listQuotes,
  listTransactions,
  getTransaction,
  getSupportedValues,
  listAssets,
  getAsset,
]
