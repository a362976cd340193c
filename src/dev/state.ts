import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What commands beside a `rampway dev` have in common with it. */
export interface DevState {
  readonly publicUrl: string
  readonly simulatorUrl: string
  /** How far `POST /_sim/clock` has moved its clock. */
  readonly advancedMs: number
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'dev-state.json')
}

/** Keeps the state in the data directory. At once, so that a command which is run right after has it. */
export function writeDevState(dataDir: string, state: DevState): void {
  writeFileSync(fileIn(dataDir), `${JSON.stringify(state)}\n`)
}

/** The state of the `rampway dev` that works, or last worked, in this data directory; undefined when none ever did. */
export function readDevState(dataDir: string): DevState | undefined {
  try {
    const state: unknown = JSON.parse(readFileSync(fileIn(dataDir), 'utf8'))
    return isDevState(state) ? state : undefined
  } catch {
    return undefined
  }
}

function isDevState(value: unknown): value is DevState {
  if (typeof value !== 'object' || value === null) return false
  const { publicUrl, simulatorUrl, advancedMs }: Partial<Record<keyof DevState, unknown>> = value
  return typeof publicUrl === 'string' && typeof simulatorUrl === 'string' && typeof advancedMs === 'number'
}
