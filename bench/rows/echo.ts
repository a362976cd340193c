import { against, type Contestant, figures, type Turns, takeTurns, underLoad, warmUp } from '../contest.ts'
import type { Thoroughness } from '../measuring.ts'
import { sessionRequests, writeRequests } from '../requests.ts'
import { compiled, type Rig } from '../rig.ts'
import { type Row, rowOf } from '../row.ts'
import { openingJob } from './sessions.ts'

/** A Fastify route that only parses a body and sends it back: what HTTP alone costs on the machine. */
export async function startEcho(rig: Rig): Promise<Contestant> {
  const server = await rig.startComparator('echo', compiled('./comparators/echo/server.js'))
  const requests = sessionRequests(rig.users.tenant, await rig.users.tokens(1))
  const requestsFile = await writeRequests(rig.folder, 'echo', requests)
  return underLoad(rig, server, { ...openingJob, requestsFile, status: 200, holds: '"source_amount":"50"' })
}

/** What a gateway's answers are called in the rows, and how many of them there should be for one of the echo's. */
interface Answers {
  readonly one: string
  readonly many: string
  readonly goal: number
}

/** Measures in turns with the echo, after a warm-up. */
export async function measureAgainstEcho(
  rig: Rig,
  how: Thoroughness,
  ours: Contestant,
  answers: Answers,
): Promise<readonly Row[]> {
  const contestants = { ours, echo: await startEcho(rig) }
  await warmUp(Object.values(contestants), how)
  return rowsAgainstEcho(answers, await takeTurns(contestants, how))
}

/** The rate against the echo's, and what it comes from. */
export function rowsAgainstEcho({ one, many, goal }: Answers, { ours, echo }: Turns<'ours' | 'echo'>): readonly Row[] {
  const rate = { unit: '1/s', goal: null, better: 'higher' } as const
  const cost = { unit: 'us', goal: null, better: 'lower' } as const
  return [
    rowOf(
      { name: `${many} per second, against the echo`, unit: 'x', goal, better: 'higher' },
      against(ours, echo, 'perSecond'),
    ),
    rowOf({ name: `${many} per second`, ...rate }, figures(ours, 'perSecond')),
    rowOf({ name: `echoes per second, beside ${many}`, ...rate }, figures(echo, 'perSecond')),
    rowOf({ name: `server CPU per ${one}`, ...cost }, figures(ours, 'serverMicros')),
    rowOf({ name: `server and PostgreSQL CPU per ${one}`, ...cost }, figures(ours, 'bothMicros')),
    rowOf({ name: `server CPU per echo, beside ${many}`, ...cost }, figures(echo, 'serverMicros')),
  ]
}
