import { GatewayError } from '../../domain/errors.ts'
import { type FiguresPeriod, figuresPeriodMsMax, hourMs, hourOf } from '../../domain/hourly-figures.ts'
import type { Operator } from '../../domain/operator.ts'
import type { Stats } from '../../domain/stats.ts'
import type { TenantId } from '../../domain/tenant.ts'
import { listHourlyFigures } from '../../store/hourly-figures.ts'
import { findFiguresProgress, listHourlyTotals } from '../../store/hourly-totals.ts'
import { findOldestUnresolvedSession } from '../../store/unresolved.ts'
import type { Deps } from '../deps.ts'

/** What is asked: instants are epoch milliseconds. */
export interface StatsQuestion {
  /** Null: a day before the end. */
  readonly start: number | null
  /** Null: the end of the present hour. */
  readonly end: number | null
  /** Null: all together. */
  readonly tenant: TenantId | null
}

const dayMs = 24 * hourMs

/**
 * What was counted of a period, of one tenant or of all together, and the session that has been open longest.
 *
 * Throws `invalid_fields` for a period that ends before it begins or is longer than 31 days, and for a tenant that is
 * not served here.
 */
export async function readStats(deps: Deps, _operator: Operator, question: StatsQuestion): Promise<Stats> {
  const { database } = deps
  const { tenant } = question
  const period = periodOf(question, deps.clock())
  if (tenant !== null && deps.tenants.find(tenant) === undefined) {
    throw faulty('/tenant', `No tenant ${tenant} is served here; rampway tenant list shows which are.`)
  }
  const tenants = tenant === null ? deps.tenants.list().map(({ id }) => id) : [tenant]
  const [figures, progress, oldestUnresolved] = await Promise.all([
    tenant === null ? listHourlyTotals(database, period) : listHourlyFigures(database, tenant, period),
    findFiguresProgress(database),
    findOldestUnresolvedSession(database, tenants),
  ])
  return { period, tenant, computedAt: progress?.eventsUntil ?? null, figures, oldestUnresolved }
}

/** The whole hours that are asked for. */
function periodOf(question: StatsQuestion, now: number): FiguresPeriod {
  const end = hourOf((question.end ?? now) + hourMs - 1)
  const start = hourOf(question.start ?? end - dayMs)
  if (start >= end) throw faulty('/period_start', 'Send a period that ends after it begins.')
  if (end - start > figuresPeriodMsMax) throw faulty('/period_start', 'Send a period of 31 days at most.')
  return { start, end }
}

function faulty(pointer: string, detail: string): GatewayError {
  return new GatewayError('invalid_fields', { detail, members: { errors: [{ pointer, detail }] } })
}
