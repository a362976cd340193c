import { within } from '../domain/deadline.ts'
import { GatewayError } from '../domain/errors.ts'
import { pingDatabase } from '../postgres/database.ts'
import { isStuck, oldestWaitMs } from '../postgres/step.ts'
import type { Deps } from './deps.ts'

/** A database that takes longer to answer counts as down. */
const pingTimeoutMs = 2_000

/** Resolves when the gateway can serve: its database answers. Throws `overloaded`. */
export async function requireDatabase(deps: Deps): Promise<void> {
  try {
    await askDatabase(deps)
  } catch (cause) {
    deps.log.error({ err: cause }, 'the database cannot serve')
    if (cause instanceof GatewayError) throw cause
    const headers = { 'retry-after': '2' }
    throw new GatewayError('overloaded', { detail: 'The database does not answer.', headers, cause })
  }
}

/** Whether the gateway can serve; logs nothing. Never rejects. */
export async function canServe(deps: Deps): Promise<boolean> {
  return askDatabase(deps).then(
    () => true,
    () => false,
  )
}

async function askDatabase({ database }: Deps): Promise<void> {
  const answered = pingDatabase(database).then(() => true)
  if (!(await within(pingTimeoutMs, answered, false))) throw new Error('no answer from the database')
}

/** How long the oldest call waiting for the database has waited, in milliseconds; 0 when none waits. */
export function oldestStoreWaitMs({ database }: Deps): number {
  return oldestWaitMs(database)
}

/** Whether the database has not answered for far too long. */
export function isStoreStuck({ database }: Deps): boolean {
  return isStuck(database)
}
