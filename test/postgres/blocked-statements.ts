import pg from 'pg'
import type { SessionId } from '../../src/domain/session.ts'
import { queryDatabase, type TestTarget } from '../support/database.ts'

/** Resolves when so many statements of the database wait for a lock. */
export async function untilBlocked(target: TestTarget, count: number): Promise<void> {
  const text = `select count(*)::int as blocked from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`
  for (;;) {
    const [row] = await queryDatabase(target, text)
    if (row?.blocked === count) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Holds the session's row until the returned function is called. */
export function holdSession(target: TestTarget, id: SessionId): Promise<() => Promise<void>> {
  return hold(target, 'select from sessions where id = $1 for update', id.slice('ses_'.length))
}

/** Holds the rows of a key until the returned function is called. */
export function holdKey(target: TestTarget, key: string): Promise<() => Promise<void>> {
  return hold(target, 'select from idempotency_keys where key = $1 for update', key)
}

async function hold(target: TestTarget, text: string, value: string): Promise<() => Promise<void>> {
  const client = new pg.Client(target)
  await client.connect()
  await client.query('begin')
  await client.query(text, [value])
  return async () => {
    await client.query('commit')
    await client.end()
  }
}
