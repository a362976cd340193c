import { badRequest } from './errors.ts'

/** Meld's published versions (docs/meld.md, versions), oldest first. */
const PUBLISHED = [
  '2022-07-19',
  '2022-09-21',
  '2022-11-10',
  '2023-04-01',
  '2023-09-11',
  '2023-11-22',
  '2023-12-19',
  '2024-04-27',
  '2025-03-04',
  '2026-02-03',
  '2026-05-01',
] as const

const OLDEST = PUBLISHED[0]

/** What an account gets that sends no header: the date its key was made. */
export const ACCOUNT_DEFAULT_VERSION = '2026-02-03'

/** From here on `cryptoDetails` names its wallets by role. */
export const WALLET_FIELDS_RENAMED = '2025-03-04'
/** From here on a quote carries `rampIntelligence`. */
export const RAMP_INTELLIGENCE = '2026-02-03'
/** From here on a quote carries the headless fields. */
export const HEADLESS_FIELDS = '2026-05-01'

/**
 * The version that serves a `Meld-Version` header: the newest published one not later than the date sent, the oldest
 * one for an earlier date. Throws 400 for a header that is not a calendar date.
 */
export function resolveVersion(header: string | undefined): string {
  if (header === undefined) return ACCOUNT_DEFAULT_VERSION
  if (!isCalendarDate(header)) throw badRequest('[Meld-Version] is invalid')
  let used: string = OLDEST
  for (const version of PUBLISHED) if (version <= header) used = version
  return used
}

function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
