import type { FiguresPeriod, HourlyFigures } from '../domain/hourly-figures.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf } from '../postgres/row.ts'
import { figureColumns, readFigures } from './hourly-figures-row.ts'

/** The figures of all tenants together from one instant up to another, in the order of hours. */
export async function listHourlyTotals(
  database: Database,
  { start, end }: FiguresPeriod,
): Promise<readonly HourlyFigures[]> {
  const rows = await internalsOf(database).connection.query(
    'list_hourly_totals',
    `select hour, service_provider, ${figureColumns.join(', ')} from hourly_totals
     where hour >= $1 and hour < $2 order by hour`,
    [new Date(start), new Date(end)],
  )
  return rows.map(readFigures)
}

/** How far the counting has come; instants are epoch milliseconds. */
export interface FiguresProgress {
  /** Changes that were recorded before are counted, by the clock of events. */
  readonly eventsUntil: number
  /** Sessions that were made before are counted, by the clock of ids. */
  readonly idsUntil: number
  /** All hours from this one on were counted. */
  readonly filledFrom: number
}

/** How far the counting has come; undefined before it has begun. */
export async function findFiguresProgress(database: Database): Promise<FiguresProgress | undefined> {
  const [row] = await internalsOf(database).connection.query(
    'find_figures_progress',
    'select events_until, ids_until, filled_from from figures_progress where id = $1',
    [1],
  )
  if (row === undefined) return undefined
  return {
    eventsUntil: numberOf(row, 'events_until'),
    idsUntil: numberOf(row, 'ids_until'),
    filledFrom: numberOf(row, 'filled_from'),
  }
}

/** Keeps how far the counting has come. */
export async function keepFiguresProgress(
  database: Database,
  { eventsUntil, idsUntil, filledFrom }: FiguresProgress,
): Promise<void> {
  await internalsOf(database).connection.query(
    'keep_figures_progress',
    `insert into figures_progress (id, events_until, ids_until, filled_from) values (1, $1, $2, $3)
     on conflict (id) do update set
       events_until = excluded.events_until, ids_until = excluded.ids_until, filled_from = excluded.filled_from`,
    [new Date(eventsUntil), new Date(idsUntil), new Date(filledFrom)],
  )
}
