import { cpuSecondsOf, familyCpuSecondsOf } from './accounting.ts'
import type { LoadPlan } from './load/job.ts'
import { startLoadGenerator } from './load/load.ts'
import { interleave, type Thoroughness } from './measuring.ts'
import type { Program } from './program.ts'
import type { Rig } from './rig.ts'
import { ratios } from './row.ts'

/** A process that can be kept busy, and what works for it. */
export interface Contestant {
  readonly pid: number
  /** Of the first process of the PostgreSQL that works for it alone; no other contestant may use that one meanwhile. */
  readonly postgresPid?: number
  readonly work: (seconds: number) => Promise<Work>
}

/** What was done in a stretch of work. */
export interface Work {
  readonly done: number
  readonly seconds: number
}

/** What a turn gave. */
export interface Turn {
  readonly perSecond: number
  /** Processor time for each piece of work: of the contestant alone, of its PostgreSQL, and of both. */
  readonly serverMicros: number
  readonly postgresMicros: number
  readonly bothMicros: number
}

/** The turns of each contestant, in the order of the rounds. */
export type Turns<Name extends string> = Readonly<Record<Name, readonly Turn[]>>

/** Whoever comes after another finds the processor's caches and the connections cold: so much is not counted. */
const discardSeconds = 0.3

/** A server under load from a generator of its own. */
export function underLoad(rig: Rig, server: Program, job: LoadPlan, postgresPid?: number): Contestant {
  const load = rig.keep(startLoadGenerator())
  return {
    pid: server.pid,
    ...(postgresPid === undefined ? {} : { postgresPid }),
    work: async (seconds) => {
      const { answered, seconds: took } = await load.run({ ...job, port: server.port, seconds })
      return { done: answered, seconds: took }
    },
  }
}

/** Keeps each contestant busy, one after the other, until V8 has compiled what it will. */
export async function warmUp(contestants: readonly Contestant[], how: Thoroughness): Promise<void> {
  for (const { work } of contestants) await work(how.warmUpSeconds)
}

/** Keeps all of them busy at once, as they will be in turns side by side; nobody gets cold while another one is warmed. */
export async function warmUpSideBySide(contestants: readonly Contestant[], how: Thoroughness): Promise<void> {
  await Promise.all(contestants.map(({ work }) => work(how.warmUpSeconds)))
}

/** Round after round, each contestant by itself: for rates. */
export function takeTurns<Name extends string>(
  contestants: Readonly<Record<Name, Contestant>>,
  how: Thoroughness,
): Promise<Turns<Name>> {
  const entries = Object.entries<Contestant>(contestants)
  const turns = entries.map(([name, contestant]) => [name, () => takeTurn(contestant, how.turnSeconds)])
  return interleave(how.rounds, Object.fromEntries(turns))
}

/** Round after round, all contestants at once: for processor time, since whatever slows the machine slows all of them. */
export async function workSideBySide<Name extends string>(
  contestants: Readonly<Record<Name, Contestant>>,
  how: Thoroughness,
): Promise<Turns<Name>> {
  const names = Object.keys(contestants) as Name[]
  const turns = Object.fromEntries(names.map((name) => [name, [] as Turn[]])) as Record<Name, Turn[]>
  for (let round = 0; round < how.rounds; round++) {
    await Promise.all(
      names.map(async (name) => {
        turns[name].push(await takeTurn(contestants[name], how.turnSeconds))
      }),
    )
  }
  return turns
}

/** A figure of each turn. */
export function figures(turns: readonly Turn[], figure: keyof Turn): number[] {
  return turns.map((turn) => turn[figure])
}

/** The same, by that of the other's turn in the same round. */
export function against(ours: readonly Turn[], theirs: readonly Turn[], figure: keyof Turn): number[] {
  return ratios(figures(ours, figure), figures(theirs, figure))
}

async function takeTurn({ pid, postgresPid, work }: Contestant, length: number): Promise<Turn> {
  await work(discardSeconds)
  const postgresSeconds = (): number => (postgresPid === undefined ? 0 : familyCpuSecondsOf(postgresPid))
  const before = { server: cpuSecondsOf(pid), postgres: postgresSeconds() }
  const { done, seconds } = await work(length)
  const server = cpuSecondsOf(pid) - before.server
  const postgres = postgresSeconds() - before.postgres
  return {
    perSecond: done / seconds,
    serverMicros: (server / done) * 1e6,
    postgresMicros: (postgres / done) * 1e6,
    bothMicros: ((server + postgres) / done) * 1e6,
  }
}

/** Prepares what a gateway can be kept busy with. */
export type Workload<Kind extends Contestant = Contestant> = (rig: Rig, gateway: Program) => Promise<Kind>
