import { expect } from 'vitest'
import { internalsOf } from '../../src/postgres/database.ts'
import { bindOpener, markReturned } from '../../src/store/links.ts'
import { startListening } from '../store/listening.ts'
import { demo, start } from '../store/store-calls.ts'
import { openOwned, record, upstreamOf } from '../store/transaction-snapshots.ts'
import { test } from '../support/fixtures/fresh-database.ts'

const anna = { shownCookie: 'anna', newCookie: 'anna', trace: 'anna', framed: null, cookies: 'kept' as const }

/** PostgreSQL plans a prepared statement by its values this often, before it may keep a general plan. */
const trials = 5
const calls = 12

test.for([
  [
    'of a tenant that does not listen',
    false,
    ['bind_opener', 'mark_returned', 'apply_transaction', 'insert_transaction'],
  ],
  ['of a tenant that listens', true, ['apply_transaction', 'insert_transaction', 'record_event']],
] as const)('what changes sessions %s is not planned anew at each call', async ([, listens, names], { database }) => {
  if (listens) await startListening(database)
  for (let n = 0; n < calls; n++) {
    const { id, owner } = await openOwned(database)
    await bindOpener(database, demo, id, anna, start + 1)
    await markReturned(database, demo, id, start + 2)
    await record(database, upstreamOf(), owner, start + 3)
  }
  // One call after the other takes the same connection.
  const planned = await internalsOf(database).connection.query(
    'list_plans',
    'select name, custom_plans::int as anew from pg_prepared_statements where name = any($1::text[]) order by name',
    [names],
  )
  expect(planned).toEqual([...names].sort().map((name) => ({ name, anew: trials })))
})
