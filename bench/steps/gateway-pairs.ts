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
  const ready = prepareUsers()
  // Told by the first job.
  ready.catch(() => {})
  servePairs(async (n) => {
    await ready
    const claim = newClaim(n)
    const settled = await steps.finish(endOf(claim, await steps.claim(claim)))
    if (!settled) throw new Error('a session was not finished')
  })
}

/** A claim by the user with that number, of a key of its own. */
export function newClaim(n: number): KeyClaim {
  const id = newSessionId()
  const user = known(users[n % usersCount], 'user')
  // As long as the keys of the bench's own requests.
  return { user, key: id.slice(-24), id, fingerprint, now: Date.now(), leaseMs, process: 1 }
}

/** How the opening under a claim ends. */
export function endOf({ user, key, id, now }: KeyClaim, claimed: Claimed): EndedOpening {
  if (claimed.meldCustomerId === null) throw new Error('the user has no customer')
  const { fence, createdAt } = claimed
  const routing = { mode: 'pinned' as const, chosen: 'TRANSAK', candidates: [], excluded: [] }
  const session = advance(
    { tenant, user, id, request, createdAt, traceId: id.slice('ses_'.length) },
    { kind: 'opened', widget: widgetOf(id, now), routing },
  )
  return { session, claim: { key, fence }, now: Date.now() }
}

/** The claim that was made; throws when it is anything else. */
export function expectClaimed(result: Claimed | { readonly kind: 'busy' | 'finished' | 'stale' }): Claimed {
  if (result.kind !== 'claimed') throw new Error(`a key was not claimed: ${result.kind}`)
  return result
}

/** Makes the schema, and users who have a customer. */
export async function prepareUsers(): Promise<void> {
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
