import type { Rig } from './rig.ts'
import type { Row } from './row.ts'

/** How thoroughly to measure. */
export interface Thoroughness {
  /** Interleaved rounds; the median counts. */
  readonly rounds: number
  /** Length of one contestant's turn in a round. */
  readonly turnSeconds: number
  /** How long each contestant is kept busy before the first round; not counted. */
  readonly warmUpSeconds: number
  /** What the filled database of `growth` holds. */
  readonly storedMillions: number
  /** Also with NestJS, and with those of whom nothing is promised. */
  readonly withAll: boolean
}

/** The full form. */
export const thorough: Thoroughness = {
  rounds: 5,
  turnSeconds: 3,
  warmUpSeconds: 15,
  storedMillions: 10,
  withAll: true,
}

/** The one for under four minutes. */
export const quick: Thoroughness = {
  rounds: 3,
  turnSeconds: 1,
  warmUpSeconds: 6,
  storedMillions: 2,
  withAll: false,
}

/** Measures one thing on the rig: starts what it needs, stops it, and gives its rows. */
export type Measure = (rig: Rig, how: Thoroughness) => Promise<readonly Row[]>

/** How many callers knock at once, where a figure does not say otherwise. */
export const callers = 64

/**
 * Lets each contestant have its turn, round after round, so that whatever the machine does meanwhile hits all alike.
 * What a turn gives is kept by contestant, in the order of the rounds.
 */
export async function interleave<Name extends string, Turn>(
  rounds: number,
  contestants: Readonly<Record<Name, () => Promise<Turn>>>,
): Promise<Readonly<Record<Name, readonly Turn[]>>> {
  const names = Object.keys(contestants) as Name[]
  const turns = Object.fromEntries(names.map((name) => [name, [] as Turn[]])) as Record<Name, Turn[]>
  for (let round = 0; round < rounds; round++) {
    // Each round begins with another one, so that nobody always follows the same neighbour.
    for (const n of names.keys()) {
      const name = names[(n + round) % names.length]
      if (name !== undefined) turns[name].push(await contestants[name]())
    }
  }
  return turns
}
