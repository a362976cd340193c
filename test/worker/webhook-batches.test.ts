import { expect } from 'vitest'
import { handleDueWebhooks } from '../../src/operations/webhooks-in/handle.ts'
import { recordWebhook } from '../../src/store/incoming-webhooks.ts'
import { demo } from '../store/store-calls.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'

/** More than are handled at once, each on a subject of its own. */
const subjects = 50
const dayMs = 86_400_000

/** Records a webhook on each subject, due tomorrow: the worker of the gateway has no part in it. */
async function recordMany({ deps }: TestGateway, name: string): Promise<number> {
  const tomorrow = deps.clock() + dayMs
  const webhooks = Array.from({ length: subjects }, (_, n) => ({
    eventId: `${name}-${n}`,
    eventType: 'CUSTOMER_KYC_STATUS_CHANGE',
    kind: 'kyc' as const,
    occurredAt: null,
    transactionId: null,
    meldStatus: null,
    externalSessionId: null,
    upstreamSessionId: null,
    customerId: `nobody-${n}`,
    externalCustomerId: null,
    kycStatus: 'APPROVED',
  }))
  await Promise.all(webhooks.map((webhook) => recordWebhook(deps.database, demo, webhook, null, tomorrow)))
  return tomorrow
}

async function outcomesOf(gateway: TestGateway, name: string) {
  return await queryDatabase(
    gateway.database,
    `select outcome, count(*)::int as webhooks from incoming_webhooks where event_id like '${name}-%' group by outcome`,
  )
}

test('what a batch comes to too late is left to the next one, which handles every subject', async ({ gateway }) => {
  const due = await recordMany(gateway, 'late')
  let now = due
  const late = {
    ...gateway.deps,
    clock: () => {
      now += 31_000
      return now
    },
  }
  expect(await handleDueWebhooks(late, gateway.demo, subjects)).toEqual({ claimed: subjects, postponed: subjects })
  expect(await outcomesOf(gateway, 'late')).toEqual([{ outcome: null, webhooks: subjects }])

  const next = { ...gateway.deps, clock: () => now }
  expect(await handleDueWebhooks(next, gateway.demo, subjects)).toEqual({ claimed: subjects, postponed: 0 })
  expect(await outcomesOf(gateway, 'late')).toEqual([{ outcome: 'nothing_to_do', webhooks: subjects }])
})

test('a batch that is stopped leaves what it has not begun to whoever is there', async ({ gateway }) => {
  const due = await recordMany(gateway, 'stopped')
  const deps = { ...gateway.deps, clock: () => due }
  const signal = AbortSignal.abort()
  const stopped = await handleDueWebhooks(deps, gateway.demo, subjects, { signal })
  expect(stopped).toEqual({ claimed: subjects, postponed: subjects })
  expect(await outcomesOf(gateway, 'stopped')).toEqual([{ outcome: null, webhooks: subjects }])
  expect(await handleDueWebhooks(deps, gateway.demo, subjects)).toEqual({ claimed: subjects, postponed: 0 })
})
