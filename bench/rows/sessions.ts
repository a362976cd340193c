import { join } from 'node:path'
import {
  against,
  type Contestant,
  figures,
  type Turn,
  type Turns,
  takeTurns,
  underLoad,
  type Workload,
  warmUp,
  workSideBySide,
} from '../contest.ts'
import type { LoadPlan } from '../load/job.ts'
import { callers, type Measure } from '../measuring.ts'
import { openPostgres, type Postgres, withClient } from '../postgres.ts'
import { sessionRequests, writeRequests } from '../requests.ts'
import { compiled, type Rig } from '../rig.ts'
import { type Row, rowOf } from '../row.ts'
import { widgetRequests } from '../widget-calls.ts'

/** Users that take turns, each with one token. */
const usersCount = 1_000

/** A job that opens sessions; still without where, whose and for how long. */
export const openingJob = {
  host: '127.0.0.1',
  callers,
  status: 201,
  holds: '"widget_url":"http',
  patienceSeconds: 30,
} as const

/** `POST /v0/ramp/sessions` with a new key each time. */
export const sessions: Workload = async (rig, gateway) =>
  underLoad(rig, gateway, await sessionsJob(rig), rig.postgresPid)

/** Sessions opened per second, and the processor time of each. */
export const measureSessions: Measure = async (rig, how) => {
  const job = await sessionsJob(rig)
  const start = async (name: string, script: string): Promise<Contestant> =>
    underLoad(rig, await rig.startComparator(name, script), job, rig.postgresPid)
  // It works beside the gateway, and the processor time of its PostgreSQL is to be told apart.
  const apart = rig.keep(await openPostgres(join(rig.folder, 'bare')))
  const bareServer = await rig.startComparator('bare', compiled('./comparators/bare/server.js'), apart)
  const rampway = await sessions(rig, await rig.startGateway())
  const proxy = underLoad(rig, await startProxy(rig), await proxyJob(rig))
  const bare = underLoad(rig, bareServer, job, apart.pid)
  const others: Readonly<Record<string, Contestant>> = {
    proxy,
    'bare server': bare,
    Express: await start('express', comparator('dist/express/server.js')),
    ...(how.withAll ? { NestJS: await start('nest', comparator('dist/nest/src/main.js')) } : {}),
  }
  const limit = underLoad(rig, await startLimit(rig), job, rig.postgresPid)
  const checkedLimit = await start('limit that checks', compiled('./limits/checked-session.js'))
  // The gateway first: it makes the users' customers.
  await warmUp([rampway, limit, checkedLimit, ...Object.values(others)], how)
  // Within a minute PostgreSQL would do this by itself, and plans made while the tables were empty would go.
  await rig.query('analyze')
  await withClient(apart.url, (client) => client.query('analyze'))
  const turns: SessionTurns = {
    byName: await takeTurns({ rampway, limit, ...others }, how),
    besideProxy: await workSideBySide({ rampway, proxy }, how),
    besideBare: await workSideBySide({ rampway, bare }, how),
    limitBesideProxy: await workSideBySide({ limit, proxy }, how),
    checkedBesideProxy: await workSideBySide({ checkedLimit, proxy }, how),
    limitBesideBare: await workSideBySide({ limit, bare }, how),
  }
  await expectStored(rig)
  return [...rowsWithGoals(turns), ...rowsOfLimit(turns), ...rowsToTell(turns)]
}

interface SessionTurns {
  readonly byName: Readonly<Record<string, readonly Turn[]>>
  readonly besideProxy: Turns<'rampway' | 'proxy'>
  readonly besideBare: Turns<'rampway' | 'bare'>
  readonly limitBesideProxy: Turns<'limit' | 'proxy'>
  readonly checkedBesideProxy: Turns<'checkedLimit' | 'proxy'>
  readonly limitBesideBare: Turns<'limit' | 'bare'>
}

/** Of the rate, against servers with a database. */
const rateGoals: Readonly<Record<string, number>> = { Express: 6, NestJS: 12 }

const cost = { unit: 'x', better: 'lower' } as const
const rate = { unit: 'x', better: 'higher' } as const

function rowsWithGoals({ byName: { rampway = [], ...others }, besideProxy, besideBare }: SessionTurns): readonly Row[] {
  return [
    rowOf(
      { name: 'server CPU per session, against the proxy', goal: 2, ...cost },
      against(besideProxy.rampway, besideProxy.proxy, 'serverMicros'),
    ),
    rowOf(
      { name: 'server and PostgreSQL CPU per session, against a bare server', goal: 0.35, ...cost },
      against(besideBare.rampway, besideBare.bare, 'bothMicros'),
    ),
    ...Object.entries(others).flatMap(([name, turns]) => {
      const goal = rateGoals[name]
      const figure = { name: `sessions per second, against ${name}`, ...rate }
      return goal === undefined ? [] : [rowOf({ ...figure, goal }, against(rampway, turns, 'perSecond'))]
    }),
  ]
}

/** What a program that does hardly anything else has of each figure with a goal. */
function rowsOfLimit({
  byName: { limit = [], ...others },
  limitBesideProxy,
  checkedBesideProxy,
  limitBesideBare,
}: SessionTurns): readonly Row[] {
  return [
    rowOf(
      { name: 'server CPU per session, the limit against the proxy', goal: null, ...cost },
      against(limitBesideProxy.limit, limitBesideProxy.proxy, 'serverMicros'),
    ),
    rowOf(
      { name: 'server CPU per session, the limit that checks against the proxy', goal: null, ...cost },
      against(checkedBesideProxy.checkedLimit, checkedBesideProxy.proxy, 'serverMicros'),
    ),
    rowOf(
      { name: 'server and PostgreSQL CPU per session, the limit against a bare server', goal: null, ...cost },
      against(limitBesideBare.limit, limitBesideBare.bare, 'bothMicros'),
    ),
    ...Object.entries(others).flatMap(([name, turns]) => {
      const figure = { name: `sessions per second, the limit against ${name}`, goal: null, ...rate }
      return rateGoals[name] === undefined ? [] : [rowOf(figure, against(limit, turns, 'perSecond'))]
    }),
  ]
}

function rowsToTell({ byName: { proxy = [], ...stores }, besideProxy }: SessionTurns): readonly Row[] {
  const perSecond = { unit: '1/s', goal: null, better: 'higher' } as const
  const micros = { unit: 'us', goal: null, better: 'lower' } as const
  const named = (row: string, server: string): string => (server === 'rampway' ? row : `${row}, ${server}`)
  return [
    ...Object.entries({ ...stores, proxy }).map(([server, turns]) =>
      rowOf({ name: named('sessions per second', server), ...perSecond }, figures(turns, 'perSecond')),
    ),
    ...Object.entries(besideProxy).map(([server, turns]) =>
      rowOf({ name: named('server CPU per session', server), ...micros }, figures(turns, 'serverMicros')),
    ),
    ...Object.entries(stores).map(([server, turns]) =>
      rowOf({ name: named('server and PostgreSQL CPU per session', server), ...micros }, figures(turns, 'bothMicros')),
    ),
  ]
}

async function sessionsJob(rig: Rig): Promise<LoadPlan> {
  const requests = sessionRequests(rig.users.tenant, await rig.users.tokens(usersCount))
  return { ...openingJob, requestsFile: await writeRequests(rig.folder, 'sessions', requests) }
}

/** The floor of a session: a Fastify route that makes one call upstream. */
export function startProxy(rig: Rig) {
  return rig.startComparator('proxy', compiled('./comparators/proxy/server.js'))
}

/** What neither a session nor its replay can do without. */
export function startLimit(rig: Rig, postgres?: Postgres) {
  return rig.startComparator('limit', compiled('./limits/session.js'), postgres)
}

/** What opens a widget through the proxy: the upstream's own call, sent to where sessions are opened. */
export async function proxyJob(rig: Rig): Promise<LoadPlan> {
  const requests = await widgetRequests(rig, usersCount, '/v0/ramp/sessions')
  const requestsFile = await writeRequests(rig.folder, 'proxy', requests)
  return { ...openingJob, requestsFile, holds: '"widgetUrl":"http' }
}

/** Of the package in `comparators/`, which is installed and built on its own. */
function comparator(path: string): string {
  return compiled(`../../bench/comparators/${path}`)
}

/** Every acknowledged session is on disk, or the figures are worth nothing. */
async function expectStored(rig: Rig): Promise<void> {
  const [row] = await rig.query(
    `select (select count(*) from idempotency_keys where state = 'claimed') as open, count(*) as all from sessions`,
  )
  if (Number(row?.all) === 0 || Number(row?.open) !== 0) throw new Error(`sessions were lost: ${JSON.stringify(row)}`)
}
