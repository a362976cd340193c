import { cpuSecondsOf, familyCpuSecondsOf } from '../accounting.ts'
import type { LoadJob } from '../load/job.ts'
import { callers, interleave, type Measure } from '../measuring.ts'
import type { Program } from '../program.ts'
import { sessionRequests, writeRequests } from '../requests.ts'
import { compiled, type Rig } from '../rig.ts'
import { ratios, rowOf } from '../row.ts'

/** Users that take turns, each with one token. */
const usersCount = 1_000

/** What one turn gave, per session. */
interface Turn {
  readonly perSecond: number
  readonly serverMicros: number
  readonly bothMicros: number
}

/** Rows 1 and 3 of the benchmark: sessions opened per second, and the processor time of each. */
export const measureSessions: Measure = async (rig, how) => {
  const tokens = await rig.users.tokens(usersCount)
  const requestsFile = await writeRequests(rig.folder, 'sessions', sessionRequests(rig.users.tenant, tokens))
  const job = { ...openingJob, requestsFile, seconds: how.turnSeconds }
  const servers = {
    rampway: await rig.startGateway(),
    bare: await rig.startComparator('bare', compiled('./comparators/bare/server.js')),
    express: await rig.startComparator('express', comparator('dist/express/server.js')),
    ...(how.withNest ? { nest: await rig.startComparator('nest', comparator('dist/nest/src/main.js')) } : {}),
  }
  for (const { port } of Object.values(servers)) await rig.load.run({ ...job, port, seconds: how.warmUpSeconds })
  // Within a minute PostgreSQL would do this by itself, and plans made while the tables were empty would go.
  await rig.query('analyze')
  const contestants = Object.entries(servers).map(([name, server]) => [name, () => takeTurn(rig, server, job)] as const)
  const turns = await interleave(how.rounds, Object.fromEntries(contestants))
  await expectStored(rig)
  for (const server of Object.values(servers)) await server.close()
  const of = (name: keyof typeof servers, figure: keyof Turn): number[] =>
    turns[name]?.map((turn) => turn[figure]) ?? []
  const against = (name: keyof typeof servers, figure: keyof Turn): number[] =>
    ratios(of('rampway', figure), of(name, figure))
  const rate = { unit: 'x', better: 'higher' } as const
  const cost = { unit: 'x', better: 'lower' } as const
  const told = { goal: null, unit: '1/s', better: 'higher' } as const
  const spent = { goal: null, unit: 'us', better: 'lower' } as const
  return [
    rowOf({ name: 'sessions per second, against Express', goal: 8, ...rate }, against('express', 'perSecond')),
    rowOf({ name: 'sessions per second, against a bare server', goal: 2, ...rate }, against('bare', 'perSecond')),
    rowOf(
      { name: 'CPU per session (server and PostgreSQL), against a bare server', goal: 0.5, ...cost },
      against('bare', 'bothMicros'),
    ),
    rowOf(
      { name: 'CPU per session (server alone), against a bare server', goal: 0.5, ...cost },
      against('bare', 'serverMicros'),
    ),
    rowOf({ name: 'sessions per second', ...told }, of('rampway', 'perSecond')),
    rowOf({ name: 'sessions per second, bare server', ...told }, of('bare', 'perSecond')),
    rowOf({ name: 'sessions per second, Express', ...told }, of('express', 'perSecond')),
    rowOf({ name: 'CPU per session, server', ...spent }, of('rampway', 'serverMicros')),
    rowOf({ name: 'CPU per session, server and PostgreSQL', ...spent }, of('rampway', 'bothMicros')),
    rowOf({ name: 'CPU per session, server and PostgreSQL, bare server', ...spent }, of('bare', 'bothMicros')),
    rowOf({ name: 'CPU per session, server and PostgreSQL, Express', ...spent }, of('express', 'bothMicros')),
    ...(how.withNest
      ? [
          rowOf({ name: 'sessions per second, against NestJS', goal: 8, ...rate }, against('nest', 'perSecond')),
          rowOf({ name: 'sessions per second, NestJS', ...told }, of('nest', 'perSecond')),
          rowOf({ name: 'CPU per session, server and PostgreSQL, NestJS', ...spent }, of('nest', 'bothMicros')),
        ]
      : []),
  ]
}

/** A job that opens sessions; still without where, whose and for how long. */
export const openingJob = {
  host: '127.0.0.1',
  callers,
  status: 201,
  holds: '"widget_url":"http',
  patienceSeconds: 30,
} as const

/** Of the package in `comparators/`, which is installed and built on its own. */
function comparator(path: string): string {
  return compiled(`../../bench/comparators/${path}`)
}

async function takeTurn(rig: Rig, server: Program, job: Omit<LoadJob, 'port'>): Promise<Turn> {
  const before = { server: cpuSecondsOf(server.pid), postgres: familyCpuSecondsOf(rig.postgresPid) }
  const { answered, seconds } = await rig.load.run({ ...job, port: server.port })
  const own = cpuSecondsOf(server.pid) - before.server
  const both = own + familyCpuSecondsOf(rig.postgresPid) - before.postgres
  return { perSecond: answered / seconds, serverMicros: (own / answered) * 1e6, bothMicros: (both / answered) * 1e6 }
}

/** Every acknowledged session is on disk, or the figures are worth nothing. */
async function expectStored(rig: Rig): Promise<void> {
  const [row] = await rig.query(
    `select (select count(*) from idempotency_keys where state = 'claimed') as open, count(*) as all from sessions`,
  )
  if (Number(row?.all) === 0 || Number(row?.open) !== 0) throw new Error(`sessions were lost: ${JSON.stringify(row)}`)
}
