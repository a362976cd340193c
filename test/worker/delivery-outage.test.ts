import { expect } from 'vitest'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { until } from '../support/until.ts'
import { messageOf, reached, startPartner, tell, uuidOf } from './delivering.ts'

test.override('gatewayOptions', { worker: true })

/** Cuts every connection to the gateway's database and lets none in until it is called with true. */
async function letIn(gateway: TestGateway, allowed: boolean): Promise<void> {
  const beside = { ...gateway.database, database: 'postgres' }
  const { database } = gateway.database
  await queryDatabase(beside, `alter database ${database} allow_connections ${allowed}`)
  if (allowed) return
  await queryDatabase(beside, 'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [database])
}

test('what was taken and not recorded is sent again under the same id; nothing is lost, and no line is out of order', async ({
  gateway,
}) => {
  const partner = await startPartner(gateway)
  const lines = Array.from({ length: 40 }, (_, n) => `line ${n % 4}`)
  let cutting: Promise<void> | undefined
  partner.answer((_call, response) => {
    // The answer to the first comes when it can no longer be recorded, and so do those beside it.
    cutting ??= letIn(gateway, false)
    void cutting.then(() => response.writeHead(204).end())
  })
  const ids = await tell(gateway, partner, lines)
  // The run ends when all that was under way has been answered, and none of it could be recorded.
  await until(async () => {
    const failed = gateway
      .logged()
      .split('\n')
      .filter((line) => line.includes('a background job failed'))
    expect(failed.some((line) => line.includes(uuidOf(partner.endpoint)))).toBe(true)
  })
  const before = partner.calls.length
  partner.answer((_call, response) => response.writeHead(204).end())
  await letIn(gateway, true)
  // To the end of the lease.
  await gateway.advance(30)
  await reached(
    gateway,
    partner,
    lines.map(() => 'delivered'),
  )
  const told = partner.calls.map(({ headers }) => headers['webhook-id'])
  expect(new Set(told)).toEqual(new Set(ids))
  expect(before).toBeGreaterThan(0)
  expect(told.slice(before)).toContain(told[0])
  for (const line of [0, 1, 2, 3]) {
    const first = [...new Set(partner.calls.map(messageOf))].filter((n) => Number(n) % 4 === line)
    expect(first).toEqual(lines.flatMap((_, n) => (n % 4 === line ? [n] : [])))
  }
})
