// The same work by the bare server's two leaner statements, each call sending its own.
import pg from 'pg'
import { fingerprintOf, newSessionId, sessionLifetimeMs } from '../../src/domain/session.ts'
import { beginSql, finishSql, schemaSql } from '../comparators/bare/statements.ts'
import { sessionBody } from '../requests.ts'
import { known, leaseMs, request, tenant, widgetOf } from './content.ts'
import { servePairs, usersCount } from './pairs.ts'

/** As many as the comparators have. */
const connectionsMax = 20

const database = new pg.Pool({ connectionString: known(process.env.DATABASE_URL, 'DATABASE_URL'), max: connectionsMax })
// As long as the ids that the gateway gives its users.
const users = Array.from({ length: usersCount }, (_, n) => `usr_${String(n).padStart(27, '0')}`)
const fingerprint = fingerprintOf(request).toString('base64url')

const ready = prepare()
// Told by the first job.
ready.catch(() => {})

servePairs(async (n) => {
  await ready
  const user = known(users[n], 'user')
  const id = newSessionId()
  const uuid = id.slice('ses_'.length)
  const key = id.slice(-24)
  const now = Date.now()
  const begun = await database.query({
    name: 'begin',
    text: beginSql,
    values: [
      tenant,
      user,
      key,
      uuid,
      fingerprint,
      JSON.stringify(sessionBody),
      new Date(now),
      new Date(now + leaseMs),
      new Date(now + sessionLifetimeMs),
    ],
  })
  if (begun.rows[0]?.session_id === null || begun.rows[0]?.meld_customer_id === null) {
    throw new Error('a session was not begun')
  }
  const widget = widgetOf(id, now)
  const reply = { ...sessionBody, id, widget_url: widget.widgetUrl, status: 'ready', created_at: now }
  const finished = await database.query({
    name: 'finish',
    text: finishSql,
    values: [tenant, user, key, uuid, JSON.stringify(widget), JSON.stringify(reply), new Date()],
  })
  if (finished.rowCount !== 1) throw new Error('a session was not finished')
})

async function prepare(): Promise<void> {
  await database.query(schemaSql)
  const text = `insert into bare.users (tenant_id, id, meld_customer_id)
    select $1, id, 'customer-' || n from unnest($2::text[]) with ordinality as u(id, n) on conflict do nothing`
  await database.query(text, [tenant, users])
}
