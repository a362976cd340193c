import { expect } from 'vitest'
import { userIdOf } from '../../src/domain/user.ts'
import { findUser, saveCustomer, type UserRecord } from '../../src/store/users.ts'
import { test } from '../support/fixtures/database.ts'
import { demo, other, start } from './store-calls.ts'

function recordOf(subject: string, meldCustomerId: string): UserRecord {
  return { user: userIdOf(demo, 'privy.io', subject), issuer: 'privy.io', subject, meldCustomerId }
}

test('a user is unknown until their customer at Meld is kept, and then told as it was kept', async ({ database }) => {
  const record = recordOf('new', 'customer-1')
  expect(await findUser(database, demo, record.user)).toBeUndefined()
  expect(await saveCustomer(database, demo, record, null, start)).toBe('customer-1')
  expect(await findUser(database, demo, record.user)).toEqual(record)
})

test('of two customers that were made at once the first kept stays, and both callers are told of it', async ({
  database,
}) => {
  const kept = await Promise.all(
    ['a', 'b', 'c'].map((id) => saveCustomer(database, demo, recordOf('race', id), null, start)),
  )
  expect(new Set(kept).size).toBe(1)
  expect(await findUser(database, demo, recordOf('race', '').user)).toMatchObject({ meldCustomerId: kept[0] })
})

test('a customer is replaced only by who names the one that is kept', async ({ database }) => {
  await saveCustomer(database, demo, recordOf('dead', 'customer-1'), null, start)
  expect(await saveCustomer(database, demo, recordOf('dead', 'customer-2'), 'another', start)).toBe('customer-1')
  expect(await saveCustomer(database, demo, recordOf('dead', 'customer-2'), null, start)).toBe('customer-1')
  expect(await saveCustomer(database, demo, recordOf('dead', 'customer-2'), 'customer-1', start)).toBe('customer-2')
  // Whoever found the first one dead a moment later gets the new one, and does not replace it again.
  expect(await saveCustomer(database, demo, recordOf('dead', 'customer-3'), 'customer-1', start)).toBe('customer-2')
})

test('of users that are kept and found together, each has their own customer, and only the one named is replaced', async ({
  database,
}) => {
  const names = Array.from({ length: 50 }, (_, n) => `together ${n}`)
  const keepAll = (id: string, replacing: (name: string) => string | null): Promise<string[]> =>
    Promise.all(
      names.map((name) => saveCustomer(database, demo, recordOf(name, `${id} ${name}`), replacing(name), start)),
    )
  expect(await keepAll('first', () => null)).toEqual(names.map((name) => `first ${name}`))
  const dead = 'together 7'
  const kept = names.map((name) => (name === dead ? `second ${name}` : `first ${name}`))
  expect(await keepAll('second', (name) => `first ${name === dead ? dead : 'another'}`)).toEqual(kept)
  const found = await Promise.all(names.map((name) => findUser(database, demo, recordOf(name, '').user)))
  expect(found.map((user) => user?.meldCustomerId)).toEqual(kept)
  expect(found.map((user) => user?.subject)).toEqual(names)
})

test('a user belongs to one tenant', async ({ database }) => {
  const record = recordOf('mine', 'customer-1')
  await saveCustomer(database, demo, record, null, start)
  expect(await findUser(database, other, record.user)).toBeUndefined()
  expect(await saveCustomer(database, other, { ...record, meldCustomerId: 'customer-2' }, null, start)).toBe(
    'customer-2',
  )
  expect(await findUser(database, demo, record.user)).toEqual(record)
})
