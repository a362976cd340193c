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
