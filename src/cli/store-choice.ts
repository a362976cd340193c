import { openPrivatePostgres } from '@rampway/private-postgres'
import type { Secret } from '../domain/secret.ts'
import type { Log } from '../observe/log.ts'
import type { ConnectionTarget } from '../postgres/connection.ts'

/** The PostgreSQL that a process works with. */
export interface StoreChoice {
  readonly target: ConnectionTarget
  /** The private server is reached directly, so statements can be prepared there. */
  readonly isPrivate: boolean
  readonly release: () => Promise<void>
}

/**
 * The operator's PostgreSQL when there is a URL, else the private one in the data directory, started if need be. With
 * `mustExist` none is made there: raises a `PrivatePostgresError` of reason `no_database` instead.
 */
export async function chooseStore(
  url: Secret | undefined,
  dataDir: string,
  log: Log,
  mustExist = false,
): Promise<StoreChoice> {
  if (url !== undefined) return { target: { url: url.reveal() }, isPrivate: false, release: async () => {} }
  const server = await openPrivatePostgres({ dataDir, mustExist, log: (message) => log.info({}, message) })
  return { target: server.connection, isPrivate: true, release: server.release }
}
