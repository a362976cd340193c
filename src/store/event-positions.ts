import type { TenantId } from '../domain/tenant.ts'
import type { Database } from '../postgres/database.ts'
import { numberOf, textOf } from '../postgres/row.ts'
import { runStep, type Step } from '../postgres/step.ts'

interface Wanted {
  readonly tenant: TenantId
}

/**
 * The position of what a tenant was told last, 0 for nothing; for many streams that look at the same time, whose calls
 * share a statement.
 */
export function peekLastPosition(database: Database, tenant: TenantId): Promise<number> {
  return runStep(database, peekStep, { tenant })
}

const peekStep: Step<Wanted, number> = {
  name: 'peek_event_positions',
  run: async (query, items) => {
    const rows = await query(
      'peek_event_positions',
      'select tenant_id, last_position::float8 as position from event_listeners where tenant_id = any($1::text[])',
      [[...new Set(items.map(({ tenant }) => tenant))]],
    )
    const positions = new Map(rows.map((row) => [textOf(row, 'tenant_id'), numberOf(row, 'position')]))
    return items.map(({ tenant }) => positions.get(tenant) ?? 0)
  },
}
