import { GatewayError } from '../domain/errors.ts'

/** How soon a caller may ask again: it takes a person to mend a configuration. */
const retryAfterSeconds = 60

/** The refusal of whatever is for a tenant that is left out because its entry in the configuration has faults. */
export function tenantLeftOut(): GatewayError {
  return new GatewayError('overloaded', {
    detail: "This tenant is out of service until the gateway's operator has mended its configuration.",
    reason: 'tenant_left_out',
    headers: { 'retry-after': String(retryAfterSeconds) },
  })
}
