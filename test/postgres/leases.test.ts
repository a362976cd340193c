import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { holdLease, keepCursor, releaseLease } from '../../src/postgres/leases.ts'
import { demo, leaseMs, other, start } from '../store/store-calls.ts'
import { test } from '../support/fixtures/database.ts'

let names = 0
function newName(): string {
  names += 1
  return `work-${names}`
}

test('of many who ask at the same instant one holds the lease, the first time and every time it has run out', async ({
  second,
  database,
}) => {
  const name = newName()
  for (let round = 0; round < 10; round++) {
    const now = start + round * leaseMs
    const asked = Array.from({ length: 12 }, (_, n) =>
      holdLease(n % 2 === 0 ? database : second, demo, name, randomUUID(), leaseMs, now),
    )
    const held = (await Promise.all(asked)).filter((lease) => lease !== undefined)
    expect(held).toHaveLength(1)
  }
})

test('a lease is held to its last instant, by its tenant and its name alone', async ({ second, database }) => {
  const name = newName()
  const holder = randomUUID()
  expect(await holdLease(database, demo, name, holder, leaseMs, start)).toEqual({ cursor: null })
  expect(await holdLease(second, demo, name, randomUUID(), leaseMs, start + leaseMs - 1)).toBeUndefined()
  expect(await holdLease(second, other, name, randomUUID(), leaseMs, start)).toBeDefined()
  expect(await holdLease(second, demo, newName(), randomUUID(), leaseMs, start)).toBeDefined()
  expect(await holdLease(database, demo, name, holder, leaseMs, start + leaseMs - 1)).toBeDefined()
  expect(await holdLease(second, demo, name, randomUUID(), leaseMs, start + leaseMs)).toBeUndefined()
})

test('a cursor outlives its holder, and one who lost the lease can neither write it nor let it go', async ({
  second,
  database,
}) => {
  const name = newName()
  const [dead, next] = [randomUUID(), randomUUID()]
  await holdLease(database, demo, name, dead, leaseMs, start)
  expect(await keepCursor(database, demo, name, dead, { page: 7 }, start + 1)).toBe(true)
  const taken = await holdLease(second, demo, name, next, leaseMs, start + leaseMs)
  expect(taken).toEqual({ cursor: { page: 7 } })
  expect(await keepCursor(database, demo, name, dead, { page: 8 }, start + leaseMs)).toBe(false)
  await releaseLease(database, demo, name, dead, start + leaseMs)
  expect(await holdLease(database, demo, name, dead, leaseMs, start + leaseMs)).toBeUndefined()
  await releaseLease(second, demo, name, next, start + leaseMs)
  expect(await holdLease(database, demo, name, dead, leaseMs, start + leaseMs)).toEqual({ cursor: { page: 7 } })
})
