import { interleave, type Measure } from '../measuring.ts'
import { sessionRequests, writeRequests } from '../requests.ts'
import type { Rig } from '../rig.ts'
import { ratios, rowOf } from '../row.ts'
import { openingJob } from './sessions.ts'

const usersCount = 1_000
/** As many for each of four processes as for one elsewhere: steps travel in groups of those that call at once. */
const callers = 256

/** Keys that are sent to all processes at once, each this often. */
const sharedKeys = 2_000
const sendingsPerKey = 8

/** Gateways on one PostgreSQL. With one process per core there is nothing to gain, only something to lose. */
export const measureProcesses: Measure = async (rig, how) => {
  const tokens = await rig.users.tokens(usersCount)
  const requestsFile = await writeRequests(rig.folder, 'sessions', sessionRequests(rig.users.tenant, tokens))
  const first = await rig.startGateway()
  const others = [await rig.startGateway(), await rig.startGateway(), await rig.startGateway()]
  const ports = others.map(({ port }) => port)
  const run = async (processes: number, seconds: number): Promise<number> => {
    const otherPorts = ports.slice(0, processes - 1)
    const job = { ...openingJob, callers, requestsFile, port: first.port, otherPorts, seconds }
    const result = await rig.load.run(job)
    return result.answered / result.seconds
  }
  await run(4, how.warmUpSeconds * 2)
  const turns = await interleave(how.rounds, {
    one: () => run(1, how.turnSeconds),
    two: () => run(2, how.turnSeconds),
    four: () => run(4, how.turnSeconds),
  })
  const sharing = await shareKeys(rig, tokens, [first.port, ...ports])
  for (const gateway of [first, ...others]) await gateway.close()
  const ratio = { unit: 'x', better: 'higher' } as const
  const told = { unit: '1/s', goal: null, better: 'higher' } as const
  return [
    rowOf(
      { name: 'sessions per second, 4 processes against 1 on the same cores', goal: 0.9, ...ratio },
      ratios(turns.four, turns.one),
    ),
    rowOf(
      { name: 'sessions per second, 2 processes against 1 on the same cores', goal: null, ...ratio },
      ratios(turns.two, turns.one),
    ),
    rowOf({ name: 'sessions per second, 1 process of 4', ...told }, turns.one),
    rowOf({ name: 'sessions per second, 2 processes of 4', ...told }, turns.two),
    rowOf({ name: 'sessions per second, 4 processes of 4', ...told }, turns.four),
    rowOf(
      {
        name: `keys with two sessions, of ${sharedKeys} sent to 4 processes at once`,
        unit: '',
        goal: 0,
        better: 'lower',
      },
      [sharing.keysWithTwo],
    ),
  ]
}

/**
 * Sends each key several times in a row, which goes to different processes at once; then reads the tables. Throws
 * when a key was lost.
 */
async function shareKeys(
  rig: Rig,
  tokens: readonly string[],
  ports: readonly number[],
): Promise<{ readonly keysWithTwo: number }> {
  const [before] = await rig.query('select count(*) from sessions')
  const numbers = Array.from({ length: sharedKeys * sendingsPerKey }, (_, n) => Math.floor(n / sendingsPerKey))
  const senders = numbers.map((key) => tokens[key % tokens.length] ?? '')
  const requests = sessionRequests(rig.users.tenant, senders, (n) => `shared-${String(numbers[n]).padStart(12, '0')}`)
  const [port = 0, ...otherPorts] = ports
  const requestsFile = await writeRequests(rig.folder, 'shared', requests)
  const job = { ...openingJob, requestsFile, callers, port, otherPorts, once: true, seconds: 120, orStatus: 208 }
  await rig.load.run(job)
  const [after] = await rig.query('select count(*) from sessions')
  const [keys] = await rig.query(
    `select count(*) from idempotency_keys where key like 'shared-%' and state = 'finished'`,
  )
  if (Number(keys?.count) !== sharedKeys)
    throw new Error(`of ${sharedKeys} keys only ${String(keys?.count)} are finished`)
  return { keysWithTwo: Number(after?.count) - Number(before?.count) - sharedKeys }
}
