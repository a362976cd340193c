import { expect } from 'vitest'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import { deliveriesOf, messageOf, reached, startPartner, tell, uuidOf, wake } from './delivering.ts'

test.override('gatewayOptions', { worker: true })

test('an event that cannot be read is given up, named in the log, and counted; all others arrive', async ({
  gateway,
}) => {
  const partner = await startPartner(gateway)
  const hold = 'update webhook_endpoints set paused_until = $2 where id = $1'
  await queryDatabase(gateway.database, hold, [uuidOf(partner.endpoint), new Date(gateway.deps.clock() + 3_600_000)])
  const lines = Array.from({ length: 12 }, () => 'a')
  const ids = await tell(gateway, partner, [...lines, 'b'])
  const spoiled = ids.slice(0, 10).map((id) => id.slice('evt_'.length))
  await queryDatabase(
    gateway.database,
    `update events set type = 'ramp.session.opened', subject = '{"session": "not-to-be-logged"}' where id = any($1::uuid[])`,
    [spoiled],
  )
  await queryDatabase(gateway.database, hold, [uuidOf(partner.endpoint), null])
  await wake(gateway, partner)
  await reached(gateway, partner, [...Array(10).fill('given_up'), 'delivered', 'delivered', 'delivered'])
  expect(new Set(partner.calls.map(messageOf))).toEqual(new Set([10, 11, 12]))
  const [first] = await deliveriesOf(gateway, partner)
  expect(first).toMatchObject({
    last_failure: 'unreadable',
    attempts: 0,
    lease_until: null,
    ended_at: expect.any(Date),
  })
  const named = gateway
    .logged()
    .split('\n')
    .find((line) => line.includes(`dlv_${String(first?.id).replaceAll('-', '')}`))
  expect(JSON.parse(named ?? '{}')).toMatchObject({ level: 50, webhook_endpoint: partner.endpoint })
  expect(gateway.logged()).not.toContain('not-to-be-logged')
  const { text } = await gateway.sendOperator('/metrics')
  expect(text).toMatch(/rampway_webhook_attempt_seconds_count\{result="unreadable"\} 10$/m)
})
