import { expect } from 'vitest'
import { deliverDue } from '../../src/operations/webhooks-out/deliver.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import { startPartner, tell, uuidOf } from '../worker/delivering.ts'

test('what becomes due after the last look is for the next run', async ({ gateway }) => {
  const partner = await startPartner(gateway)
  await tell(gateway, partner, ['one'])
  const began = gateway.deps.clock()
  // Each reading of the clock is 10 ms after the one before: the second one is the look's.
  let now = began
  const clock = () => {
    now += 10
    return now
  }
  const due = began + 25
  const text = 'update deliveries set due_at = $2 where endpoint_id = $1'
  await queryDatabase(gateway.database, text, [uuidOf(partner.endpoint), new Date(due)])
  const { signal } = new AbortController()
  expect(await deliverDue({ ...gateway.deps, clock }, gateway.demo, partner.endpoint, signal)).toBe(due)
  expect(partner.calls).toEqual([])
  expect(await deliverDue({ ...gateway.deps, clock }, gateway.demo, partner.endpoint, signal)).toBeNull()
  expect(partner.calls).toHaveLength(1)
})
