// The gateway's own store steps, which travel in groups.
import pg from 'pg'
import { fingerprintOf, newSessionId } from '../../src/domain/session.ts'
import { userIdOf } from '../../src/domain/user.ts'
import { openDatabase } from '../../src/store/database.ts'
import { prepareSchema } from '../../src/store/schema.ts'
import { beginSession, finishSession, type SessionResult } from '../../src/store/sessions.ts'
import { known, leaseMs, mintOf, request, tenant } from './content.ts'
import { servePairs, usersCount } from './pairs.ts'

const url = known(process.env.DATABASE_URL, 'DATABASE_URL')
const database = openDatabase({
  target: { url },
  preparedStatements: true,
  onError: (error) => {
    throw error
  },
})
const issuer = 'privy.io'
const users = Array.from({ length: usersCount }, (_, n) => userIdOf(tenant, issuer, `subject-${n}`))
const fingerprint = fingerprintOf(request).toString('base64url')

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
  const begun = await beginSession(database, tenant, { user, key, id, fingerprint, request, now, leaseMs })
  if (begun.kind !== 'begun' || begun.meldCustomerId === null) throw new Error(`a session was not begun: ${begun.kind}`)
  const result: SessionResult = {
    status: 'ready',
    mint: mintOf(id, now),
    routing: { mode: 'pinned', chosen: 'TRANSAK', candidates: [], excluded: [] },
  }
  const settled = await finishSession(database, tenant, { ...begun, user, key, request, result, now: Date.now() })
  if (!settled) throw new Error('a session was not finished')
})

async function prepare(): Promise<void> {
  await prepareSchema(database)
  const text = `insert into users (tenant_id, id, issuer, subject, meld_customer_id, created_at)
    select $1, id, $2, 'subject-' || n, 'customer-' || n, now() from unnest($3::text[]) with ordinality as u(id, n)`
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(text, [tenant, issuer, users])
  await client.end()
}
