import { describe, expect } from 'vitest'
import { newExternalSessionId, newSessionId } from '../../src/domain/session.ts'
import type { Database } from '../../src/postgres/database.ts'
import { findOwner, type OwnerClues } from '../../src/store/transaction-owner.ts'
import { saveCustomer } from '../../src/store/users.ts'
import { test } from '../support/fixtures/database.ts'
import { alice, bob, demo, openReady, other, start } from './store-calls.ts'

let session: Awaited<ReturnType<typeof openReady>>

test.beforeAll(async ({ database }) => {
  for (const [user, subject, meldCustomerId] of [
    [alice, 'alice', 'WcustomerOfAlice'],
    [bob, 'bob', 'WcustomerOfBob'],
  ] as const) {
    await saveCustomer(database, demo, { user, issuer: 'privy.io', subject, meldCustomerId }, null, start)
  }
  session = await openReady(database)
})

function ownerOf(database: Database, clues: Partial<OwnerClues>, tenant = demo) {
  return findOwner(database, tenant, { externalSessionId: null, customerId: null, externalCustomerId: null, ...clues })
}

const byCustomer = { kind: 'customer', user: alice }
const unknown = { kind: 'unknown' }
const otherCustomer = { kind: 'foreign', reason: 'other_customer' }

describe('the owner of a transaction', () => {
  test('is found by the session that its external id names, whatever is missing beside it', async ({ database }) => {
    const { externalSessionId } = session.widget
    const found = { kind: 'session', user: alice, session: session.id, sold: null }
    expect(await ownerOf(database, { externalSessionId })).toEqual(found)
    expect(await ownerOf(database, { externalSessionId, customerId: 'WcustomerOfAlice' })).toEqual(found)
    expect(await ownerOf(database, { externalSessionId, externalCustomerId: alice })).toEqual(found)
    // A widget whose reply was lost is on no list, and still names its session.
    expect(await ownerOf(database, { externalSessionId: newExternalSessionId(demo, session.id) })).toEqual(found)
    // Meld's own id of the customer may have been replaced since.
    expect(
      await ownerOf(database, { externalSessionId, externalCustomerId: alice, customerId: 'WformerCustomer' }),
    ).toEqual(found)
  })

  test('is found by the customer where no session is named, or one that is gone', async ({ database }) => {
    expect(await ownerOf(database, { customerId: 'WcustomerOfAlice' })).toEqual(byCustomer)
    expect(await ownerOf(database, { externalCustomerId: alice })).toEqual(byCustomer)
    expect(await ownerOf(database, { externalCustomerId: alice, externalSessionId: 'march2423_1234323' })).toEqual(
      byCustomer,
    )
    const externalSessionId = newExternalSessionId(demo, newSessionId())
    expect(await ownerOf(database, { externalSessionId, customerId: 'WcustomerOfAlice' })).toEqual(byCustomer)
  })

  test('is nobody here when session and customer do not belong together', async ({ database }) => {
    const { externalSessionId } = session.widget
    expect(await ownerOf(database, { externalSessionId, customerId: 'WcustomerOfBob' })).toEqual(otherCustomer)
    expect(await ownerOf(database, { externalSessionId, externalCustomerId: bob })).toEqual(otherCustomer)
    expect(
      await ownerOf(database, { externalSessionId, externalCustomerId: bob, customerId: 'WcustomerOfAlice' }),
    ).toEqual(otherCustomer)
    expect(await ownerOf(database, { externalSessionId, customerId: 'WnobodyOfOurs' })).toEqual(otherCustomer)
  })

  test('is nobody here when the session is of another tenant, though they share an account', async ({ database }) => {
    const externalSessionId = newExternalSessionId(other, session.id)
    expect(await ownerOf(database, { externalSessionId, customerId: 'WcustomerOfAlice' })).toEqual({
      kind: 'foreign',
      reason: 'other_tenant',
    })
    expect(await ownerOf(database, { customerId: 'WcustomerOfAlice' }, other)).toEqual(otherCustomer)
  })

  test('is not known as long as nothing names anybody', async ({ database }) => {
    expect(await ownerOf(database, {})).toEqual(unknown)
    expect(await ownerOf(database, { externalSessionId: newExternalSessionId(demo, newSessionId()) })).toEqual(unknown)
  })
})
