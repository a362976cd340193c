import type { Endpoint } from './endpoint.ts'
import { getPartner } from './partner-me.ts'

/** Every endpoint for partners, in the order of the documents. */
export const partnerEndpoints: readonly Endpoint[] = [getPartner]
