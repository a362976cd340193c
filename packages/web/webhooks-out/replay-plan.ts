import { shellWord } from '../parts/shell-word.ts'
import { webhookCommand } from './commands.ts'
import type { Ref } from './viewer.ts'

/** What the form of a replay says. Times are as their fields have them, where the page is looked at. */
export interface ReplayPlan {
  readonly from: 'last_success' | 'range'
  /** Empty: not bounded. */
  readonly since: string
  readonly until: string
  readonly isFailedOnly: boolean
  /** Empty: all. */
  readonly types: readonly string[]
}

/** What a call says of the events to replay; instants are epoch milliseconds. */
export interface ReplayRange {
  readonly since_last_success?: true
  readonly since?: number
  readonly until?: number
  readonly only_failed?: true
  readonly types?: readonly string[]
}

/** The range that a plan names. */
export function rangeOf({ from, since, until, isFailedOnly, types }: ReplayPlan): ReplayRange {
  const [first, last] = [Date.parse(since), Date.parse(until)]
  return {
    ...(from === 'last_success' && { since_last_success: true }),
    ...(from === 'range' && !Number.isNaN(first) && { since: first }),
    ...(from === 'range' && !Number.isNaN(last) && { until: last }),
    ...(isFailedOnly && { only_failed: true }),
    ...(types.length > 0 && { types }),
  }
}

/** The command that replays a range. */
export function replayCommand(of: Ref, range: ReplayRange): string {
  const words = [
    ...(range.since_last_success === true ? ['--since-last-success'] : []),
    ...(range.since === undefined ? [] : ['--since', new Date(range.since).toISOString()]),
    ...(range.until === undefined ? [] : ['--until', new Date(range.until).toISOString()]),
    ...(range.only_failed === true ? ['--only-failed'] : []),
    ...(range.types === undefined ? [] : ['--types', range.types.join(',')]),
  ]
  return [webhookCommand('replay', of), ...words.map(shellWord)].join(' ')
}
