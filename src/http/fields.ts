import type { FieldsRead } from '../contract/field.ts'
import { GatewayError } from '../domain/errors.ts'

/** The values of a request whose fields were read. Throws `invalid_fields` that names every fault. */
export function requireFields<T>(read: FieldsRead<T>): T {
  if ('values' in read) return read.values
  throw new GatewayError('invalid_fields', {
    detail: read.faults.map(({ pointer, detail }) => `${pointer} ${detail}`.trim()).join(' '),
    members: { errors: read.faults },
  })
}
