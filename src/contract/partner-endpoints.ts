import type { Endpoint } from './endpoint.ts'
import { getPartner } from './partner-me.ts'
import { signInToPortal, signOutOfPortal } from './portal-sign-in.ts'

/** Every endpoint for partners, in the order of the documents. */
export const partnerEndpoints: readonly Endpoint[] = [getPartner, signInToPortal, signOutOfPortal]
