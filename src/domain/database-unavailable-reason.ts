/**
 * Why the database cannot serve, though nothing is wrong with the statement.
 *
 * - `unreachable`: no connection can be made. `silent`: one that was made says nothing. `lost`: one broke.
 * - `stopping`: PostgreSQL starts, stops or recovers. `exhausted`: it has no connection or memory left. `broken`: its
 *   files cannot be read or written.
 * - `read_only`: this one is a replica, or has been told not to write. `full`: its disk is full.
 * - `slow`: a statement took longer than any should. `busy`: another one stood in its way.
 * - `no_month`: there is no partition for new sessions, and none could be made.
 */
export const databaseUnavailableReasons = [
  'unreachable',
  'silent',
  'lost',
  'stopping',
  'exhausted',
  'broken',
  'read_only',
  'full',
  'slow',
  'busy',
  'no_month',
] as const

/** One of `databaseUnavailableReasons`. */
export type DatabaseUnavailableReason = (typeof databaseUnavailableReasons)[number]
