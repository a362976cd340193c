import type { FiguresPeriod, HourlyFigures } from './hourly-figures.ts'
import type { SessionId } from './session.ts'
import type { TenantId } from './tenant.ts'

/** A session that was opened, with an outcome that is not known. */
export interface UnresolvedSession {
  readonly tenant: TenantId
  readonly session: SessionId
  /** When its link was opened, in epoch milliseconds. */
  readonly since: number
}

/** What was counted in a period. */
export interface Stats {
  readonly period: FiguresPeriod
  /** Null: all together. */
  readonly tenant: TenantId | null
  /** Until when it was counted, in epoch milliseconds; null when nothing was yet. */
  readonly computedAt: number | null
  readonly figures: readonly HourlyFigures[]
  /** The one that has been open longest; null when there is none. */
  readonly oldestUnresolved: UnresolvedSession | null
}
