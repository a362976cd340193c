import pg from 'pg'
import { fingerprintOf, newSessionId } from '../../src/domain/session.ts'
import { userIdOf } from '../../src/domain/user.ts'
import { closeDatabase, type Database, openDatabase } from '../../src/postgres/database.ts'
import { prepareSchema } from '../../src/postgres/schema.ts'
import type { BeginSession, BegunSession, FinishSession, SessionResult } from '../../src/store/sessions.ts'
import { known, leaseMs, mintOf, request, tenant } from './content.ts'
import { servePairs, usersCount } from './pairs.ts'

type Begun = Extract<BegunSession, { kind: 'begun' }>

/** The gateway's two store steps, however they travel. */
export interface GatewaySteps {
  readonly begin: (call: BeginSession) => Promise<Begun>
  readonly finish: (call: FinishSession) => Promise<boolean>
}

/** Where the rig's PostgreSQL is. */
export const databaseUrl = known(process.env.DATABASE_URL, 'DATABASE_URL')

const issuer = 'privy.io'
const users = Array.from({ length: usersCount }, (_, n) => userIdOf(tenant, issuer, `subject-${n}`))
const fingerprint = fingerprintOf(request).toString('base64url')

/** Opens the store with a gateway's settings. */
export function openStore(): Database {
  return openDatabase({
    target: { url: databaseUrl },
    preparedStatements: true,
    onError: (error) => {
      throw error
    },
  })
}

/** Carries out jobs of the parent with these steps. */
export function serveGatewayPairs(steps: GatewaySteps): void {
  const ready = prepare()
  // Told by the first job.
  ready.catch(() => {})
  servePairs(async (n) => {
    await ready
    const user = known(users[n], 'user')
    const id = newSessionId()
    // As long as the keys of the bench's own requests.
    const key = id.slice(-24)
    const now = Date.now()
    const begun = await steps.begin({ user, key, id, fingerprint, request, now, leaseMs, process: 1 })
    if (begun.meldCustomerId === null) throw new Error('the user has no customer')
    const result: SessionResult = {
      status: 'ready',
      mint: mintOf(id, now),
      routing: { mode: 'pinned', chosen: 'TRANSAK', candidates: [], excluded: [] },
    }
    const settled = await steps.finish({ ...begun, user, key, request, result, now: Date.now() })
    if (!settled) throw new Error('a session was not finished')
  })
}

/** The begun session; throws when it is anything else. */
export function expectBegun(result: Begun | { readonly kind: 'busy' | 'finished' | 'replay' | 'stale' }): Begun {
  if (result.kind !== 'begun') throw new Error(`a session was not begun: ${result.kind}`)
  return result
}

async function prepare(): Promise<void> {
  const database = openStore()
  await prepareSchema(database)
  await closeDatabase(database)
  const text = `insert into users (tenant_id, id, issuer, subject, meld_customer_id, created_at)
    select $1, id, $2, 'subject-' || n, 'customer-' || n, now() from unnest($3::text[]) with ordinality as u(id, n)
    on conflict do nothing`
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(text, [tenant, issuer, users])
  await client.end()
}
