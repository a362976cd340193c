import { type ErrorName, errorCatalogue, GatewayError } from '../domain/errors.ts'
import { problemBody } from './problem.ts'

const context = {
  publicUrl: 'https://ramp.example',
  instance: '/v0/ramp/sessions',
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
}

const tooLow = {
  service_provider: 'BANXA',
  reason: 'amount_too_low',
  limit: { kind: 'minimum', amount: '30', currency: 'USD' },
  nearest: { source_amount: '30' },
}

/** What the examples of some refusals say beyond their remedy. */
const details: { readonly [Name in ErrorName]?: ConstructorParameters<typeof GatewayError>[1] } = {
  invalid_fields: {
    members: {
      errors: [{ pointer: '/chain_id', detail: 'Send the number 8453, without quotes.' }],
    },
  },
  unauthenticated: {
    detail: 'The token has expired. Take a fresh one from the SDK of the identity provider, and send the call again.',
    members: { reason: 'token_expired' },
  },
  malformed_tenant: { members: { reason: 'tenant_malformed' } },
  kyc_required: { members: { kyc_state: 'pending' } },
  key_reused: { members: { session_id: 'ses_019ac1c5e2f07c3a9d4e5b6f70819293' } },
  switch_exists: { members: { switch_id: 'swi_019ac1c5e2f07c3a9d4e5b6f70819293' } },
  provider_refused: {
    detail: 'BANXA wants a larger amount: at least 30 USD.',
    members: { ...tooLow, unavailable: [tooLow] },
  },
  provider_unavailable: {
    members: {
      unavailable: [{ service_provider: 'TRANSAK', reason: 'timed_out' }],
    },
  },
}

/** A whole problem as a caller may meet it. */
export function problemExample(name: ErrorName) {
  return problemBody(new GatewayError(name, { detail: errorCatalogue[name].remedy, ...details[name] }), context)
}
