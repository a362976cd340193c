import { figuresKeptMs, hourMs, hourOf } from '../domain/hourly-figures.ts'
import { newSessionId, sessionIdInstant } from '../domain/session.ts'
import type { TenantId } from '../domain/tenant.ts'
import { countHour, deleteHourlyFigures, findChangedHours, findFirstSession } from '../store/hourly-figures.ts'
import { type FiguresProgress, findFiguresProgress, keepFiguresProgress } from '../store/hourly-totals.ts'
import type { Deps } from './deps.ts'

/**
 * What was recorded shortly before the last round is looked at again: a step may have been committed after it, and
 * clocks differ. To count an hour twice changes nothing.
 */
const overlapMs = 10 * 60_000
/** Sessions live for a day: once an hour all hours of that time are counted again, whatever was told of them. */
const recountedMs = 25 * hourMs
/** After a longer pause than this all is counted anew: looking for what changed meanwhile would cost as much. */
const pauseMsMax = 24 * hourMs
/** How long one round counts the hours of the past, before the first one; the next goes on. */
const fillMsMax = 20_000

/**
 * One round of counting: the hours whose sessions have changed since the last one, and, in the first ones, those of the
 * past. Rounds may run concurrently, and one that ends early leaves the rest to the next. Raises the database's error.
 */
export async function countFigures(deps: Deps, signal: AbortSignal): Promise<void> {
  const { database } = deps
  const begun = { eventsUntil: deps.clock(), idsUntil: idClock() }
  const least = hourOf(begun.idsUntil - figuresKeptMs)
  const tenants = deps.tenants.list().map(({ id }) => id)
  const stored = await findFiguresProgress(database)
  const isFresh = stored === undefined || Math.abs(begun.idsUntil - stored.idsUntil) > pauseMsMax
  const since: FiguresProgress = isFresh ? { ...begun, filledFrom: hourOf(begun.idsUntil) + hourMs } : stored
  if (isFresh) await keepFiguresProgress(database, since)
  else {
    for (const [hour, ofHour] of await findHours(deps, tenants, since, { now: begun.idsUntil, least })) {
      if (signal.aborted) return
      await countHour(database, ofHour, hour)
    }
  }
  const filledFrom = await fill(deps, tenants, { from: since.filledFrom, least, signal })
  if (hourOf(since.idsUntil) !== hourOf(begun.idsUntil)) await deleteHourlyFigures(database, least)
  await keepFiguresProgress(database, { ...begun, filledFrom })
}

/** The hours to count, each with the tenants to count in it. */
async function findHours(
  { database }: Deps,
  tenants: readonly TenantId[],
  { eventsUntil, idsUntil }: FiguresProgress,
  { now, least }: { readonly now: number; readonly least: number },
): Promise<ReadonlyMap<number, readonly TenantId[]>> {
  const madeSince = idsUntil - overlapMs
  const hours = new Map<number, TenantId[]>()
  const changed = await findChangedHours(database, tenants, {
    changedSince: eventsUntil - overlapMs,
    madeSince,
    madeIn: hoursBetween(madeSince, now),
    least,
  })
  for (const { tenant, hour } of changed) hours.set(hour, [...(hours.get(hour) ?? []), tenant])
  if (hourOf(idsUntil) === hourOf(now)) return hours
  for (const hour of hoursBetween(now - recountedMs, now)) {
    hours.set(hour, [...new Set([...(hours.get(hour) ?? []), ...tenants])])
  }
  return hours
}

function hoursBetween(from: number, until: number): readonly number[] {
  return Array.from({ length: (hourOf(until) - hourOf(from)) / hourMs + 1 }, (_, n) => hourOf(from) + n * hourMs)
}

/** Counts hours of the past, the latest first, as far as there is time; returns the earliest that was counted. */
async function fill(
  { database }: Deps,
  tenants: readonly TenantId[],
  { from, least, signal }: { readonly from: number; readonly least: number; readonly signal: AbortSignal },
): Promise<number> {
  if (from <= least) return from
  const until = performance.now() + fillMsMax
  const first = (await findFirstSession(database, tenants, least)) ?? from
  let filledFrom = from
  while (filledFrom > hourOf(first)) {
    if (signal.aborted || performance.now() > until) return filledFrom
    await countHour(database, tenants, filledFrom - hourMs)
    filledFrom -= hourMs
  }
  return least
}

/** Sessions count in the hour of their ids, which are made by the machine's clock. */
function idClock(): number {
  return sessionIdInstant(newSessionId())
}
