import type { Endpoint } from './endpoint.ts'
import { getPartner } from './partner-me.ts'
import { getSessionAsPartner, listSessionsAsPartner } from './partner-sessions.ts'
import { getTransactionAsPartner, listTransactionsAsPartner } from './partner-transactions.ts'
import { signInToPortal, signOutOfPortal } from './portal-sign-in.ts'

/** Every endpoint for partners, in the order of the documents. */
export const partnerEndpoints: readonly Endpoint[] = [
  getPartner,
  listSessionsAsPartner,
  getSessionAsPartner,
  listTransactionsAsPartner,
  getTransactionAsPartner,
  signInToPortal,
  signOutOfPortal,
]
