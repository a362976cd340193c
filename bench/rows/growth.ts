import { cpuSecondsOf, familyCpuSecondsOf } from '../accounting.ts'
import { type GrownStore, openGrownStore } from '../grown/store.ts'
import type { LoadJob } from '../load/job.ts'
import { interleave, type Measure, type Thoroughness } from '../measuring.ts'
import { withClient } from '../postgres.ts'
import type { Program } from '../program.ts'
import { sessionRequests, writeRequests } from '../requests.ts'
import type { Rig } from '../rig.ts'
import { type Row, ratios, rowOf } from '../row.ts'
import { openingJob } from './sessions.ts'

/** Enough that their places in an index by user lie on as many different pages. */
const activeUsers = 10_000
const storedSessions = 10_000_000
const knownUsers = 1_000_000
const days = 90

/** A turn of one caller at a time is shorter than one of many. */
const alonePart = 0.5

interface Turn {
  readonly perSecond: number
  readonly cpuMicros: number
  readonly aloneMs: number
}

/** Row 6 of the benchmark: what a POST costs with ten million stored sessions, against one with none. */
export const measureGrowth: Measure = async (rig, how) => {
  const store = await openGrownStore(rig, { users: rig.users, sessions: storedSessions, days, knownUsers, activeUsers })
  try {
    return await measureBoth(rig, store, how)
  } finally {
    await store.close()
  }
}

async function measureBoth(rig: Rig, store: GrownStore, how: Thoroughness): Promise<readonly Row[]> {
  const requests = sessionRequests(rig.users.tenant, await rig.users.tokens(activeUsers))
  const job = { ...openingJob, requestsFile: await writeRequests(rig.folder, 'growth', requests) }
  const gateways = {
    filled: await rig.startGateway({ name: 'rampway on a filled database', databaseUrl: store.filledUrl }),
    empty: await rig.startGateway({ name: 'rampway on an empty database', databaseUrl: store.emptyUrl }),
  }
  const turnOf = (gateway: Program) => takeTurn(rig, store, gateway, { ...job, seconds: how.turnSeconds })
  try {
    for (const { port } of Object.values(gateways)) await rig.load.run({ ...job, port, seconds: how.warmUpSeconds })
    const turns = await interleave(how.rounds, {
      filled: () => turnOf(gateways.filled),
      empty: () => turnOf(gateways.empty),
    })
    await expectGrown(store)
    return rowsOf(turns)
  } finally {
    for (const gateway of Object.values(gateways)) await gateway.close()
  }
}

async function takeTurn(rig: Rig, store: GrownStore, server: Program, job: Omit<LoadJob, 'port'>): Promise<Turn> {
  const { port } = server
  const cpuSeconds = (): number => cpuSecondsOf(server.pid) + familyCpuSecondsOf(store.postgresPid)
  const before = cpuSeconds()
  const { answered, seconds } = await rig.load.run({ ...job, port })
  const cpu = cpuSeconds() - before
  const alone = await rig.load.run({ ...job, port, callers: 1, seconds: job.seconds * alonePart })
  return { perSecond: answered / seconds, cpuMicros: (cpu / answered) * 1e6, aloneMs: alone.latencyMs.p50 }
}

/** That the one database really holds what it is said to, that the other does not, and that no user was made anew. */
async function expectGrown(store: GrownStore): Promise<void> {
  const count = async (url: string, table: string): Promise<number> =>
    withClient(url, async (client) => {
      const { rows } = await client.query(`select count(*) as n from ${table}`)
      return Number(rows[0].n)
    })
  const [filled, empty] = [await count(store.filledUrl, 'sessions'), await count(store.emptyUrl, 'sessions')]
  const users = [await count(store.filledUrl, 'users'), await count(store.emptyUrl, 'users')]
  const isAsSaid =
    filled >= storedSessions && empty < storedSessions / 20 && users[0] === knownUsers && users[1] === activeUsers
  if (!isAsSaid)
    throw new Error(`the databases are not as filled as said: ${filled} and ${empty} sessions, ${users} users`)
}

function rowsOf(turns: Readonly<Record<'filled' | 'empty', readonly Turn[]>>): readonly Row[] {
  const of = (name: keyof typeof turns, figure: keyof Turn): number[] => turns[name].map((turn) => turn[figure])
  const against = (figure: keyof Turn): number[] => ratios(of('filled', figure), of('empty', figure))
  const cost = { unit: 'x', better: 'lower', goal: 1.2 } as const
  const told = { goal: null } as const
  return [
    rowOf({ name: 'CPU per session with 10 million stored, against none', ...cost }, against('cpuMicros')),
    rowOf({ name: 'p50 of one caller with 10 million stored, against none', ...cost }, against('aloneMs')),
    rowOf(
      { name: 'sessions per second with 10 million stored, against none', unit: 'x', better: 'higher', ...told },
      against('perSecond'),
    ),
    rowOf(
      { name: 'CPU per session with 10 million stored', unit: 'us', better: 'lower', ...told },
      of('filled', 'cpuMicros'),
    ),
  ]
}
