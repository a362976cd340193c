import type { JsonRecord } from './json.ts'

/** Thrown for a control request that cannot be understood; `message` says how to fix it. */
export class BadControl extends Error {
  readonly details: JsonRecord
  constructor(message: string, details: JsonRecord = {}) {
    super(message)
    this.name = 'BadControl'
    this.details = details
  }
}

/** Thrown for something the simulator does not know. */
export class NotKnown extends Error {}
