import type { Clock } from '../domain/clock.ts'
import { within } from '../domain/deadline.ts'
import { indexSwitches, noSwitches, type SwitchIndex } from '../domain/switch-lookup.ts'
import type { Log } from '../observe/log.ts'
import type { Database } from '../postgres/database.ts'
import { announceSwitchChange, markSwitchChanges, readActiveSwitches, waitForSwitchChange } from '../store/switches.ts'

/**
 * How often the version of the switches is asked for although nobody told of a change, and how long an answer is waited
 * for before it is asked again: together less than the two seconds within which a switch is in force everywhere.
 */
const pollMs = 1_000
const patienceMs = 500
/** Readings under way at once, so that one hanging connection does not hold up a switch. */
const readingsMax = 3

/** The switches as this process knows them. */
export interface SwitchesInForce {
  /** Costs nothing. Those whose end has come are still in there; `findSwitch` goes by the clock. */
  readonly current: () => SwitchIndex
  /** Takes over what is stored now. Rejects with the database's error; then what was known stays. */
  readonly refresh: () => Promise<void>
  /** Ends the watch. Never rejects. */
  readonly end: () => Promise<void>
}

/** The dependencies of the switches in force. */
export interface SwitchesInForceDeps {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
}

/**
 * Reads the switches, and watches them until `end`: told by notifications, and asking once a second in case one is
 * lost. While the database is away those that were read last stay in force. Rejects with the database's error.
 */
export async function startSwitches({ database, clock, log }: SwitchesInForceDeps): Promise<SwitchesInForce> {
  let current = noSwitches
  let known: number | null = null
  let ended = false
  let isFailing = false
  let underWay = 0

  const refresh = async (): Promise<void> => {
    const stored = await readActiveSwitches(database, known, clock())
    // A reading that took longer than a later one is older than what is known.
    if (stored === undefined || (known !== null && stored.version < known)) return
    known = stored.version
    current = indexSwitches(stored.version, stored.switches)
  }

  /** Never rejects. */
  const read = async (): Promise<void> => {
    underWay += 1
    try {
      await refresh()
      if (isFailing) log.info({ version: current.version }, 'switches are read again')
      isFailing = false
    } catch (err) {
      if (!isFailing && !ended) {
        log.warn({ err, version: current.version }, 'cannot read the switches; those known stay in force')
      }
      isFailing = true
    } finally {
      underWay -= 1
    }
  }

  const watch = async (): Promise<void> => {
    for (let mark = markSwitchChanges(database); !ended; mark = markSwitchChanges(database)) {
      if (underWay < readingsMax) await within(patienceMs, read(), undefined)
      if (!ended) await waitForSwitchChange(database, mark, pollMs)
    }
  }

  await refresh()
  const watching = watch()
  return {
    current: () => current,
    refresh,
    end: async () => {
      ended = true
      announceSwitchChange(database)
      await watching
    },
  }
}
