import type { AuditEntry } from '../../domain/audit.ts'
import type { Operator } from '../../domain/operator.ts'
import type { Partner } from '../../domain/partner.ts'
import type { Deps } from '../deps.ts'
import { auditEntryOf } from '../operator/audit.ts'

/** Who acts: an operator, whose acts stand in the audit log, or a partner, whose acts stand in the process's log alone. */
export type Asker =
  | { readonly operator: Operator; readonly reason: string | null; readonly traceId: string | null }
  | { readonly partner: Partner }

/** What is done, as the audit log tells it. */
export type AskedAct = Pick<AuditEntry, 'act' | 'target'> & Partial<Pick<AuditEntry, 'before' | 'after'>>

/** The entry that tells of an act; null for a partner's. */
export function entryBy(deps: Pick<Deps, 'clock'>, asker: Asker, done: AskedAct): AuditEntry | null {
  if ('partner' in asker) return null
  const { operator, reason, traceId } = asker
  return auditEntryOf(deps, operator, { ...done, reason, traceId })
}

/** The same, for store functions that know what was before. */
export function entriesBy<Before extends readonly unknown[]>(
  deps: Pick<Deps, 'clock'>,
  asker: Asker,
  doneTo: (...before: Before) => AskedAct,
): ((...before: Before) => AuditEntry) | null {
  if ('partner' in asker) return null
  const { operator, reason, traceId } = asker
  return (...before) => auditEntryOf(deps, operator, { ...doneTo(...before), reason, traceId })
}

/** Tells the process's log of an act that was done. */
export function logAct({ log }: Pick<Deps, 'log'>, asker: Asker, { act, target }: AskedAct): void {
  const by = 'partner' in asker ? (asker.partner.key ?? asker.partner.via) : asker.operator.name
  log.info({ tenant: target.tenant ?? undefined, act, target: target.id, by }, 'webhooks to a partner: somebody acted')
}
