import pg from 'pg'
import { fingerprintOf, newSessionId } from '../../src/domain/session.ts'
import { advance } from '../../src/domain/session-opening.ts'
import { userIdOf } from '../../src/domain/user.ts'
import { closeDatabase, type Database, openDatabase } from '../../src/postgres/database.ts'
import { prepareSchema } from '../../src/postgres/schema.ts'
import type { ClaimedKey, KeyClaim } from '../../src/store/idempotency-keys.ts'
import type { EndedOpening } from '../../src/store/sessions.ts'
import { known, leaseMs, request, tenant, widgetOf } from './content.ts'
import { servePairs, usersCount } from './pairs.ts'

type Claimed = Extract<ClaimedKey, { kind: 'claimed' }>

/** The gateway's two store steps, however they travel. */
export interface GatewaySteps {
  readonly claim: (claim: KeyClaim) => Promise<Claimed>
  readonly finish: (ended: EndedOpening) => Promise<boolean>
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
    const claimed = await steps.claim({ user, key, id, fingerprint, now, leaseMs, process: 1 })
    if (claimed.meldCustomerId === null) throw new Error('the user has no customer')
    const { fence, createdAt } = claimed
    const routing = { mode: 'pinned' as const, chosen: 'TRANSAK', candidates: [], excluded: [] }
    const session = advance(
      { tenant, user, id, request, createdAt, traceId: id.slice('ses_'.length) },
      { kind: 'opened', widget: widgetOf(id, now), routing },
    )
    const settled = await steps.finish({ session, claim: { key, fence }, now: Date.now() })
    if (!settled) throw new Error('a session was not finished')
  })
}

/** The claim that was made; throws when it is anything else. */
export function expectClaimed(result: Claimed | { readonly kind: 'busy' | 'finished' | 'stale' }): Claimed {
  if (result.kind !== 'claimed') throw new Error(`a key was not claimed: ${result.kind}`)
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
