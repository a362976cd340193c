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

/** Row 2 of design §5: beginning and finishing sessions in the store, in groups and one statement at a time. */
export const measureSteps: Measure = async (rig, how) => {
  const sides = { grouped: startPairs(rig, 'grouped'), single: startPairs(rig, 'single') }
  try {
    for (const side of Object.values(sides)) await side.run({ callers, seconds: how.warmUpSeconds })
    const turns = await interleave(how.rounds, {
      grouped: () => takeTurn(rig, sides.grouped, how.turnSeconds),
      single: () => takeTurn(rig, sides.single, how.turnSeconds),
    })
    const of = (side: keyof typeof turns, figure: keyof Turn): number[] => turns[side].map((turn) => turn[figure])
    const against = (figure: keyof Turn): number[] => ratios(of('grouped', figure), of('single', figure))
    return [
      rowOf(
        { name: 'store steps per second, grouped against one at a time', unit: 'x', goal: 4, better: 'higher' },
        against('perSecond'),
      ),
      rowOf(
        { name: 'CPU of store steps (client), grouped against one at a time', unit: 'x', goal: 0.2, better: 'lower' },
        against('clientMicros'),
      ),
      rowOf(
        {
          name: 'CPU of store steps (client and PostgreSQL), grouped against one at a time',
          unit: 'x',
          goal: null,
          better: 'lower',
        },
        against('bothMicros'),
      ),
      rowOf(
        { name: 'store steps per second, grouped (pairs)', unit: '1/s', goal: null, better: 'higher' },
        of('grouped', 'perSecond'),
      ),
      rowOf(
        { name: 'store steps per second, one at a time (pairs)', unit: '1/s', goal: null, better: 'higher' },
        of('single', 'perSecond'),
      ),
      rowOf(
        { name: 'CPU per pair of store steps, grouped (client)', unit: 'us', goal: null, better: 'lower' },
        of('grouped', 'clientMicros'),
      ),
      rowOf(
        { name: 'CPU per pair of store steps, one at a time (client)', unit: 'us', goal: null, better: 'lower' },
        of('single', 'clientMicros'),
      ),
    ]
  } finally {
    for (const side of Object.values(sides)) await side.close()
  }
}

/** Starts a process that begins and finishes sessions in the rig's database. */
export function startPairs(rig: Rig, side: 'grouped' | 'single'): Side {
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
