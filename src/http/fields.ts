import type { FieldsRead } from '../contract/field.ts'
import { readQuery } from '../contract/query.ts'
import { GatewayError } from '../domain/errors.ts'
import type { Tenant } from '../domain/tenant.ts'

/** The values of a request whose fields were read. Throws `invalid_fields` that names every fault. */
export function requireFields<T>(read: FieldsRead<T>): T {
  if ('values' in read) return read.values
  throw new GatewayError('invalid_fields', {
    detail: read.faults.map(({ pointer, detail }) => `${pointer} ${detail}`.trim()).join(' '),
    members: { errors: read.faults },
  })
}

/** Holds a request to a query without parameters. Throws `invalid_fields` that names every one. */
export function requireNoQuery(query: unknown, tenant: Tenant): void {
  requireFields(readQuery(query, {}, tenant))
}
