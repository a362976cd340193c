import { readQuery } from '../contract/query.ts'
import { type FieldFault, GatewayError } from '../domain/errors.ts'

/** The values of a request whose fields were read. Throws `invalid_fields` that names every fault. */
export function requireFields<T>(read: { readonly values: T } | { readonly faults: readonly FieldFault[] }): T {
  if ('values' in read) return read.values
  throw new GatewayError('invalid_fields', {
    detail: read.faults.map(({ pointer, detail }) => `${pointer} ${detail}`.trim()).join(' '),
    members: { errors: read.faults },
  })
}

/** Holds a request to a query without parameters. Throws `invalid_fields` that names every one. */
export function requireNoQuery(query: unknown): void {
  requireFields(readQuery(query, {}))
}
