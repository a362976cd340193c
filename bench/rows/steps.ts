import { cpuSecondsOf, familyCpuSecondsOf } from '../accounting.ts'
import { callers, interleave, type Measure } from '../measuring.ts'
import { compiled, type Rig } from '../rig.ts'
import { ratios, rowOf } from '../row.ts'
import type { PairsJob, PairsResult } from '../steps/pairs.ts'
import { startWorker, type Worker } from '../worker.ts'

type Side = Worker<PairsJob, PairsResult>

/** What one turn gave. */
interface Turn {
  readonly perSecond: number
  readonly clientMicros: number
  readonly bothMicros: number
}

/** The gateway's steps in groups; the same ones, each call by itself; and the bare server's leaner ones. */
type SideName = 'grouped' | 'ungrouped' | 'bare'

/** Row 2 of the benchmark: beginning and finishing sessions in the store, in groups and one statement at a time. */
export const measureSteps: Measure = async (rig, how) => {
  const sides = {
    grouped: startPairs(rig, 'grouped'),
    ungrouped: startPairs(rig, 'ungrouped'),
    bare: startPairs(rig, 'bare'),
  }
  try {
    for (const side of Object.values(sides)) await side.run({ callers, seconds: how.warmUpSeconds })
    const turns = await interleave(how.rounds, {
      grouped: () => takeTurn(rig, sides.grouped, how.turnSeconds),
      ungrouped: () => takeTurn(rig, sides.ungrouped, how.turnSeconds),
      bare: () => takeTurn(rig, sides.bare, how.turnSeconds),
    })
    const of = (side: SideName, figure: keyof Turn): number[] => turns[side].map((turn) => turn[figure])
    const against = (side: SideName, figure: keyof Turn): number[] => ratios(of('grouped', figure), of(side, figure))
    const rate = { unit: 'x', better: 'higher' } as const
    const cost = { unit: 'x', better: 'lower' } as const
    const told = { goal: null, unit: '1/s', better: 'higher' } as const
    const spent = { goal: null, unit: 'us', better: 'lower' } as const
    return [
      rowOf(
        { name: 'store steps per second, grouped against one at a time', goal: 4, ...rate },
        against('ungrouped', 'perSecond'),
      ),
      rowOf(
        { name: 'CPU of store steps (client and PostgreSQL), grouped against one at a time', goal: 0.2, ...cost },
        against('ungrouped', 'bothMicros'),
      ),
      rowOf(
        { name: 'CPU of store steps (client), grouped against one at a time', goal: 0.2, ...cost },
        against('ungrouped', 'clientMicros'),
      ),
      rowOf(
        { name: "store steps per second, grouped against the bare server's leaner ones", goal: null, ...rate },
        against('bare', 'perSecond'),
      ),
      rowOf(
        { name: "CPU of store steps (client), grouped against the bare server's leaner ones", goal: null, ...cost },
        against('bare', 'clientMicros'),
      ),
      rowOf({ name: 'store steps per second, grouped (pairs)', ...told }, of('grouped', 'perSecond')),
      rowOf({ name: 'store steps per second, one at a time (pairs)', ...told }, of('ungrouped', 'perSecond')),
      rowOf({ name: "store steps per second, the bare server's (pairs)", ...told }, of('bare', 'perSecond')),
      rowOf({ name: 'CPU per pair of store steps, grouped (client)', ...spent }, of('grouped', 'clientMicros')),
      rowOf({ name: 'CPU per pair of store steps, one at a time (client)', ...spent }, of('ungrouped', 'clientMicros')),
      rowOf({ name: "CPU per pair of store steps, the bare server's (client)", ...spent }, of('bare', 'clientMicros')),
    ]
  } finally {
    for (const side of Object.values(sides)) await side.close()
  }
}

/** Starts a process that begins and finishes sessions in the rig's database. */
export function startPairs(rig: Rig, side: SideName): Side {
  return startWorker(compiled(`./steps/${side}.js`), { DATABASE_URL: rig.databaseUrl })
}

async function takeTurn(rig: Rig, side: Side, seconds: number): Promise<Turn> {
  const before = { client: cpuSecondsOf(side.pid), postgres: familyCpuSecondsOf(rig.postgresPid) }
  const turn = await side.run({ callers, seconds })
  const client = cpuSecondsOf(side.pid) - before.client
  const both = client + familyCpuSecondsOf(rig.postgresPid) - before.postgres
  return {
    perSecond: turn.pairs / turn.seconds,
    clientMicros: (client / turn.pairs) * 1e6,
    bothMicros: (both / turn.pairs) * 1e6,
  }
}
