import type { ProcessId } from '../domain/liveness.ts'
import { type Database, internalsOf } from './database.ts'
import { numberOf, numberOrNullOf, textOf } from './row.ts'
import { signalChannel, wireName } from './signals.ts'

/** A run of a job: on a subject, such as a tenant's id, or null for the scheduled one. */
export interface Run {
  readonly job: string
  readonly subject: string | null
}

/** A run that this process has claimed. */
export interface ClaimedRun extends Run {
  /** Tells this claim from later ones. */
  readonly fence: number
  /** Runs since the last one that succeeded, this one included. */
  readonly attempts: number
}

const topic = 'due work'

/**
 * Makes sure that each job is scheduled: one that is new is due at once, and none is due later than one period from
 * `now`, in epoch milliseconds, wherever a clock that was ahead had put it.
 */
export async function scheduleJobs(
  database: Database,
  jobs: readonly { readonly name: string; readonly everySeconds: number }[],
  now: number,
): Promise<void> {
  await internalsOf(database).connection.query(
    'schedule_jobs',
    `insert into due_work as w (job, subject, due_at)
     select job, '', $3 from unnest($1::text[], $2::timestamptz[]) as t(job, latest) order by job
     on conflict (job, subject) do update set
       due_at = least(w.due_at, (select latest from unnest($1::text[], $2::timestamptz[]) as t(job, latest)
                                 where t.job = w.job))`,
    [jobs.map(({ name }) => name), jobs.map(({ everySeconds }) => new Date(now + everySeconds * 1000)), new Date(now)],
  )
}

/**
 * Asks for runs on subjects, in any process. One that is asked for already changes nothing; one that is under way is
 * followed by another; one that failed keeps its back-off.
 */
export async function askForRuns(database: Database, runs: readonly Run[], now: number): Promise<void> {
  if (runs.length === 0) return
  await internalsOf(database).connection.query(
    'ask_for_runs',
    `with asked as (
       insert into due_work as w (job, subject, due_at)
       select distinct job, subject, $3::timestamptz from unnest($1::text[], $2::text[]) as t(job, subject)
       order by job, subject
       on conflict (job, subject) do update set
         asked_again = w.lease_until is not null,
         due_at = case when w.lease_until is null then excluded.due_at else w.due_at end
         where case when w.lease_until is null then w.attempts = 0 and (w.due_at is null or w.due_at > excluded.due_at)
                    else not w.asked_again end
       returning lease_until
     )
     select pg_notify('${signalChannel}', $4) from asked where lease_until is null limit 1`,
    [runs.map(({ job }) => job), runs.map(({ subject }) => subject ?? ''), new Date(now), wireName(topic)],
  )
}

/** Who claims. */
export interface RunClaimant {
  readonly process: ProcessId
  /** The runs that it knows to be its own; of one that it does not know, the claim's answer was lost. */
  readonly held: readonly ClaimedRun[]
}

/**
 * Claims runs that are due, of each job those that are due longest and no more than its `limit`. Nobody else gets them
 * while the process lives, and until `now + leaseMs` at most.
 */
export async function claimRuns(
  database: Database,
  wanted: readonly { readonly job: string; readonly limit: number }[],
  { process, held }: RunClaimant,
  leaseMs: number,
  now: number,
): Promise<readonly ClaimedRun[]> {
  const rows = await internalsOf(database).connection.query(
    'claim_runs',
    `with due as materialized (
       select d.job, d.subject from unnest($1::text[], $2::int[]) as j(job, free)
       cross join lateral (
         select job, subject from due_work w
         where job = j.job and due_at <= $3
           and (lease_until is null or lease_until <= $3
                or not exists (select from gateway_processes p where p.id = w.process_id)
                or (process_id = $5 and job || E'\\n' || subject <> all ($6::text[])))
         order by due_at limit j.free
         for update skip locked
       ) as d
     )
     update due_work w set
       process_id = $5, lease_until = $4, fence = w.fence + 1, attempts = w.attempts + 1, asked_again = false
     from due
     where w.job = due.job and w.subject = due.subject
     returning w.job, w.subject, w.fence::float8 as fence, w.attempts`,
    [
      wanted.map(({ job }) => job),
      wanted.map(({ limit }) => limit),
      new Date(now),
      new Date(now + leaseMs),
      process,
      held.map(({ job, subject }) => `${job}\n${subject ?? ''}`),
    ],
  )
  return rows.map(readRun)
}

/** How a run ended. */
export interface Settlement {
  /** When the next one is due, in epoch milliseconds; null for never, until one is asked for. */
  readonly dueAt: number | null
  /** It is the next attempt at the same. */
  readonly again: boolean
  /** It failed too often. */
  readonly isGivenUp: boolean
}

/**
 * Ends a run, if it is still this process's. When another was asked for meanwhile that one is due at once, or, after a
 * failure, with the next attempt. True when it is due by now.
 */
export async function settleRun(
  database: Database,
  { job, subject, fence }: ClaimedRun,
  { dueAt, again, isGivenUp }: Settlement,
  now: number,
): Promise<boolean> {
  const rows = await internalsOf(database).connection.query(
    'settle_run',
    `update due_work set
       lease_until = null,
       asked_again = false,
       attempts = case when $5 then attempts else 0 end,
       given_up_at = case when $7 then $6 when $5 then given_up_at end,
       due_at = case when asked_again and not $5 then $6 else $4::timestamptz end
     where job = $1 and subject = $2 and fence = $3
     returning due_at <= $6 as is_due`,
    [job, subject ?? '', fence, dueAt === null ? null : new Date(dueAt), again, new Date(now), isGivenUp],
  )
  return rows[0]?.is_due === true
}

/** Since when the run has been due, in epoch milliseconds, that is due longest and not under way; null for none. */
export async function findOverdueRun(database: Database): Promise<number | null> {
  const text = 'select min(due_at) as due_at from due_work where lease_until is null'
  const [row] = await internalsOf(database).connection.query('find_overdue_run', text, [])
  return row === undefined ? null : numberOrNullOf(row, 'due_at')
}

/** How the runs of one job stand. Instants are epoch milliseconds. */
export interface JobRuns {
  readonly job: string
  /** Runs that are due and not under way. */
  readonly due: number
  /** Since when the first of them; null for none. */
  readonly oldestDueAt: number | null
  readonly running: number
  /** Runs whose last attempt failed, and that will be tried again. */
  readonly failing: number
  /** Runs that were given up, and have not succeeded since. */
  readonly givenUp: number
  /** When the next run is due that is not yet; null for none. */
  readonly nextAt: number | null
}

/** How the runs of every job stand, by name. */
export async function summarizeRuns(database: Database, now: number): Promise<readonly JobRuns[]> {
  const rows = await internalsOf(database).connection.query(
    'summarize_runs',
    `select job,
       count(*) filter (where lease_until is null and due_at <= $1)::int as due,
       min(due_at) filter (where lease_until is null and due_at <= $1) as oldest_due_at,
       count(*) filter (where lease_until > $1)::int as running,
       count(*) filter (where lease_until is null and attempts > 0)::int as failing,
       count(*) filter (where given_up_at is not null)::int as given_up,
       min(due_at) filter (where lease_until is null and due_at > $1) as next_at
     from due_work group by job order by job`,
    [new Date(now)],
  )
  return rows.map((row) => ({
    job: textOf(row, 'job'),
    due: numberOf(row, 'due'),
    oldestDueAt: numberOrNullOf(row, 'oldest_due_at'),
    running: numberOf(row, 'running'),
    failing: numberOf(row, 'failing'),
    givenUp: numberOf(row, 'given_up'),
    nextAt: numberOrNullOf(row, 'next_at'),
  }))
}

/** A mark in the stream of wake-ups: take it before checking for work, and hand it to `awaitWork`. */
export function markWork(database: Database): number {
  return internalsOf(database).signals.mark()
}

/** Resolves when work was asked for after the mark, in any process, or after `timeoutMs`. A hint, never a promise. */
export function awaitWork(database: Database, mark: number, timeoutMs: number): Promise<void> {
  return internalsOf(database).signals.wait(topic, mark, timeoutMs)
}

/** Ends this process's waiting for work. */
export function announceWork(database: Database): void {
  internalsOf(database).signals.announce(topic)
}

function readRun(row: Readonly<Record<string, unknown>>): ClaimedRun {
  const subject = textOf(row, 'subject')
  return {
    job: textOf(row, 'job'),
    subject: subject === '' ? null : subject,
    fence: numberOf(row, 'fence'),
    attempts: numberOf(row, 'attempts'),
  }
}
