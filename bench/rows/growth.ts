import { against, figures, type Turns, underLoad, warmUpSideBySide, workSideBySide } from '../contest.ts'
import { type GrownStores, openGrownStores } from '../grown/store.ts'
import { interleave, type Measure } from '../measuring.ts'
import { type Postgres, withClient } from '../postgres.ts'
import type { Program } from '../program.ts'
import { sessionRequests, writeRequests } from '../requests.ts'
import { ratios, rowOf } from '../row.ts'
import { openingJob, startLimit } from './sessions.ts'

/** Enough that their places in an index by user lie on as many different pages. */
const activeUsers = 10_000
const knownUsers = 1_000_000
const days = 90
/** A tenth is to be told apart: more rounds, so that those in which only one side did its work of every minute are few. */
const roundsFactor = 2

/** What a POST costs with millions of stored sessions, against one with none. */
export const measureGrowth: Measure = async (rig, how) => {
  const storedSessions = how.storedMillions * 1e6
  const stores = await openGrownStores(rig, {
    users: rig.users,
    sessions: storedSessions,
    days,
    knownUsers,
    activeUsers,
  })
  const requests = sessionRequests(rig.users.tenant, await rig.users.tokens(activeUsers))
  const job = { ...openingJob, requestsFile: await writeRequests(rig.folder, 'growth', requests) }
  const compare = async (
    programs: Readonly<Record<'filled' | 'empty', Program>>,
  ): Promise<Turns<'filled' | 'empty'>> => {
    const contestants = {
      filled: underLoad(rig, programs.filled, job, stores.filled.pid),
      empty: underLoad(rig, programs.empty, job, stores.empty.pid),
    }
    await warmUpSideBySide(Object.values(contestants), how)
    return workSideBySide(contestants, { ...how, rounds: how.rounds * roundsFactor })
  }
  const startGateway = (name: string, { url }: Postgres): Promise<Program> =>
    rig.startGateway({ name: `rampway on ${name} database`, databaseUrl: url })
  // At once: what a gateway does every so often, both then do in the same turn.
  const [onFilled, onEmpty] = await Promise.all([
    startGateway('a filled', stores.filled),
    startGateway('an empty', stores.empty),
  ])
  const gateways = { filled: onFilled, empty: onEmpty }
  const turns = await compare(gateways)
  const limitTurns = await compare({
    filled: await startLimit(rig, stores.filled),
    empty: await startLimit(rig, stores.empty),
  })
  const aloneMs = (gateway: Program) => async (): Promise<number> =>
    (await rig.load.run({ ...job, port: gateway.port, callers: 1, seconds: how.turnSeconds / 2 })).latencyMs.p50
  const alone = await interleave(how.rounds, { filled: aloneMs(gateways.filled), empty: aloneMs(gateways.empty) })
  await expectGrown(stores, storedSessions)
  const stored = `${how.storedMillions} million stored`
  return [
    rowOf(
      { name: `CPU per session with ${stored}, against none`, unit: 'x', goal: 1.1, better: 'lower' },
      against(turns.filled, turns.empty, 'bothMicros'),
    ),
    rowOf(
      { name: `CPU per session with ${stored}, against none, the limit`, unit: 'x', goal: null, better: 'lower' },
      against(limitTurns.filled, limitTurns.empty, 'bothMicros'),
    ),
    rowOf(
      { name: `PostgreSQL CPU per session with ${stored}, against none`, unit: 'x', goal: null, better: 'lower' },
      against(turns.filled, turns.empty, 'postgresMicros'),
    ),
    rowOf(
      { name: `p50 of one caller with ${stored}, against none`, unit: 'x', goal: null, better: 'lower' },
      ratios(alone.filled, alone.empty),
    ),
    rowOf(
      { name: `CPU per session with ${stored}`, unit: 'us', goal: null, better: 'lower' },
      figures(turns.filled, 'bothMicros'),
    ),
    rowOf(
      { name: 'CPU per session with none stored', unit: 'us', goal: null, better: 'lower' },
      figures(turns.empty, 'bothMicros'),
    ),
  ]
}

/** That the one database really holds what it is said to, that the other does not, and that no user was made anew. */
async function expectGrown({ filled, empty }: GrownStores, storedSessions: number): Promise<void> {
  const count = async (url: string, table: string): Promise<number> =>
    withClient(url, async (client) => {
      const { rows } = await client.query(`select count(*) as n from ${table}`)
      return Number(rows[0].n)
    })
  const sessions = [await count(filled.url, 'sessions'), await count(empty.url, 'sessions')] as const
  const users = [await count(filled.url, 'users'), await count(empty.url, 'users')] as const
  const isAsSaid =
    sessions[0] >= storedSessions &&
    sessions[1] < storedSessions / 20 &&
    users[0] === knownUsers &&
    users[1] === activeUsers
  if (!isAsSaid) throw new Error(`the databases are not as filled as said: ${sessions} sessions, ${users} users`)
}
