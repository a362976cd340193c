import Type from 'typebox'
import { checks, type Finding } from '../domain/finding.ts'
import type { Wire } from './endpoint.ts'
import { explained, nullable } from './schema.ts'
import { Instant } from './timestamps.ts'

/** What a check of the doctor found. */
export const FindingSchema = Type.Object(
  {
    id: Type.Enum(Object.keys(checks), { description: 'of the check' }),
    title: Type.String(),
    severity: Type.Enum(['ok', 'info', 'warning', 'error', 'skipped']),
    found: Type.String({ description: 'what is so' }),
    expected: Type.String({ description: 'what should be' }),
    why: Type.String({ description: 'what it leads to' }),
    fix: Type.String({ description: 'what to do; empty when there is nothing to do' }),
    docs: Type.String({ description: 'where to read on, in the documents that come with the program' }),
    tenant: nullable(Type.String(), 'null: the gateway as a whole'),
    took_ms: Type.Number({ minimum: 0 }),
    checked_at: explained(Instant, 'when it was looked at'),
  },
  { title: 'Finding' },
)

/** A finding as it is sent. */
export function findingMembers({ tookMs, checkedAt, ...said }: Finding): Wire<typeof FindingSchema> {
  const { id, title, severity, found, expected, why, fix, docs, tenant } = said
  return { id, title, severity, found, expected, why, fix, docs, tenant, took_ms: tookMs, checked_at: checkedAt }
}
