import { join } from 'node:path'
import { against, type Contestant, figures, type Turn, takeTurns, warmUp, workSideBySide } from '../contest.ts'
import { callers, type Measure, type Thoroughness } from '../measuring.ts'
import { openPostgres, type Postgres } from '../postgres.ts'
import { compiled, type Rig } from '../rig.ts'
import { type Row, rowOf } from '../row.ts'
import type { PairsJob, PairsResult } from '../steps/pairs.ts'
import { startWorker, type Worker } from '../worker.ts'

/**
 * The gateway's steps in groups; the same ones, each call by itself; the bare server's leaner ones; and the gateway's in
 * groups that are ready-made.
 */
type SideName = keyof typeof scripts

const scripts = {
  grouped: './steps/grouped.js',
  ungrouped: './steps/ungrouped.js',
  bare: './steps/bare.js',
  limit: './limits/steps.js',
}

/** Beginning and finishing sessions in the store, in groups and one statement at a time. */
export const measureSteps: Measure = async (rig, how) => {
  const apart = rig.keep(await openPostgres(join(rig.folder, 'apart')))
  const grouped = startContestant(rig, 'grouped', { url: rig.databaseUrl, pid: rig.postgresPid })
  const ungrouped = startContestant(rig, 'ungrouped', apart)
  const limit = startContestant(rig, 'limit', { url: rig.databaseUrl, pid: rig.postgresPid })
  await warmUp([grouped, ungrouped, limit], how)
  const sideBySide = await workSideBySide({ grouped, ungrouped }, how)
  const limitSideBySide = await workSideBySide({ limit, ungrouped }, how)
  const turns = await takeTurns({ grouped, ungrouped, limit }, how)
  return [
    rowOf(
      { name: 'store steps per second, grouped against one at a time', unit: 'x', goal: 4, better: 'higher' },
      against(turns.grouped, turns.ungrouped, 'perSecond'),
    ),
    rowOf(
      {
        name: 'CPU of store steps (client and PostgreSQL), grouped against one at a time',
        unit: 'x',
        goal: 0.15,
        better: 'lower',
      },
      against(sideBySide.grouped, sideBySide.ungrouped, 'bothMicros'),
    ),
    rowOf(
      { name: 'store steps per second, the limit against one at a time', unit: 'x', goal: null, better: 'higher' },
      against(turns.limit, turns.ungrouped, 'perSecond'),
    ),
    rowOf(
      { name: 'CPU of store steps, the limit against one at a time', unit: 'x', goal: null, better: 'lower' },
      against(limitSideBySide.limit, limitSideBySide.ungrouped, 'bothMicros'),
    ),
    ...told('grouped', turns.grouped),
    ...told('one at a time', turns.ungrouped),
    ...(how.withAll ? told("the bare server's", await measureBare(rig, apart, how)) : []),
  ]
}

async function measureBare(rig: Rig, postgres: Postgres, how: Thoroughness): Promise<readonly Turn[]> {
  const bare = startContestant(rig, 'bare', postgres)
  await warmUp([bare], how)
  return (await takeTurns({ bare }, how)).bare
}

function told(side: string, turns: readonly Turn[]): readonly Row[] {
  const cost = { unit: 'us', goal: null, better: 'lower' } as const
  return [
    rowOf(
      { name: `pairs of store steps per second, ${side}`, unit: '1/s', goal: null, better: 'higher' },
      figures(turns, 'perSecond'),
    ),
    rowOf({ name: `CPU per pair of store steps, ${side} (client)`, ...cost }, figures(turns, 'serverMicros')),
    rowOf(
      { name: `CPU per pair of store steps, ${side} (client and PostgreSQL)`, ...cost },
      figures(turns, 'bothMicros'),
    ),
  ]
}

/** Starts a process that begins and finishes sessions in a database. */
export function startPairs(rig: Rig, side: SideName, databaseUrl: string): Worker<PairsJob, PairsResult> {
  return rig.keep(startWorker(compiled(scripts[side]), { DATABASE_URL: databaseUrl }))
}

function startContestant(rig: Rig, side: SideName, postgres: Pick<Postgres, 'url' | 'pid'>): Contestant {
  const worker = startPairs(rig, side, postgres.url)
  return {
    pid: worker.pid,
    postgresPid: postgres.pid,
    work: async (seconds) => {
      const { pairs, seconds: took } = await worker.run({ callers, seconds })
      return { done: pairs, seconds: took }
    },
  }
}
