import { hash } from 'node:crypto'
import { parseTenantId, type TenantId } from '../../src/domain/tenant.ts'
import { type UserId, userIdOf } from '../../src/domain/user.ts'
import { createLog } from '../../src/observe/log.ts'
import { openLogOutput } from '../../src/observe/log-output.ts'
import { createOutbound } from '../../src/outbound/request.ts'
import { closeDatabase, openDatabase } from '../../src/postgres/database.ts'
import { known } from '../steps/content.ts'

const { MELD_API_KEY = '', DATABASE_URL = '', JWT_AUDIENCE } = process.env

/** The gateway's own store, opened as it opens it. */
export const database = openDatabase({
  target: { url: DATABASE_URL },
  preparedStatements: true,
  onError: (error) => {
    throw error
  },
})

/** The gateway's own calls to other hosts, and its log at the default level. */
export const outbound = createOutbound()
export const log = createLog('info', openLogOutput(process.stdout.fd))

/** What each call to the upstream carries. */
export const upstreamHeaders = {
  authorization: `BASIC ${MELD_API_KEY}`,
  'meld-version': '2026-02-03',
  'content-type': 'application/json',
  accept: 'application/json',
}

// As the gateway names the issuer of the bench's users.
const issuer = `privy:${JWT_AUDIENCE}`
const usersMax = 50_000
const users = new Map<string, UserId>()

/** The tenant that a request names; throws when it names none. */
export function tenantOf(headers: NodeJS.Dict<string | string[]>): TenantId {
  return known(parseTenantId(String(headers['x-juno-orgid'])), 'tenant')
}

/** Whom a token stands for. Its signature is checked by nobody: the gateway does that once a minute. */
export function userOf(tenant: TenantId, token: string): UserId {
  const name = hash('sha256', token, 'base64url')
  const found = users.get(name)
  if (found !== undefined) return found
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  const user = userIdOf(tenant, issuer, claims.sub)
  if (users.size >= usersMax) users.clear()
  users.set(name, user)
  return user
}

/** Ends the process at SIGTERM, after the answers that are under way. */
export function endAtSigterm(app: { readonly close: () => Promise<void> }): void {
  process.on('SIGTERM', () => {
    void Promise.all([app.close(), outbound.close()])
      .then(() => closeDatabase(database))
      .then(() => process.exit(0))
  })
}
