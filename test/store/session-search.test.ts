import { expect } from 'vitest'
import { parseSessionId, type SessionId } from '../../src/domain/session.ts'
import { idsOfSupportCode, supportCodeOf } from '../../src/domain/support-code.ts'
import { findSessionsByCode } from '../../src/store/session-search.ts'
import { test } from '../support/fixtures/fresh-database.ts'
import { idAt } from './session-ids.ts'
import { callOf, demo, openReady, other } from './store-calls.ts'

/** The same id but for these digits of its middle, which a support code does not hold. */
function twinOf(id: SessionId, digits: string): SessionId {
  const twin = parseSessionId(`${id.slice(0, 20)}${digits}${id.slice(20 + digits.length)}`)
  if (twin === undefined) throw new Error(`${id} has no twin`)
  return twin
}

/** An id made at another instant that ends like this one. */
function alikeAt(instant: number, id: SessionId): SessionId {
  const alike = parseSessionId(`${idAt(instant).slice(0, -4)}${id.slice(-4)}`)
  if (alike === undefined) throw new Error(`${instant} makes no id`)
  return alike
}

test('a code finds its session, among those of all tenants that are named, and no other', async ({ database }) => {
  const around = await Promise.all(
    Array.from({ length: 200 }, async () => (await openReady(database, callOf({ id: idAt(Date.now()) }))).id),
  )
  for (const id of around.slice(0, 20)) {
    const ids = idsOfSupportCode(supportCodeOf(id), Date.now())
    const found = await findSessionsByCode(database, [other, demo], ids)
    expect(found.map((session) => session.id)).toContain(id)
    expect(found.every((session) => supportCodeOf(session.id) === supportCodeOf(id))).toBe(true)
    expect(await findSessionsByCode(database, [other], ids)).toEqual([])
  }
})

test('sessions that share a code are all found, the newest first', async ({ database }) => {
  const id = idAt(Date.now())
  const twins = [twinOf(id, '00'), twinOf(id, '7f'), twinOf(id, 'ff')]
  for (const twin of twins) await openReady(database, callOf({ id: twin }))
  const [code, ...same] = new Set(twins.map(supportCodeOf))
  expect(same).toEqual([])
  const found = await findSessionsByCode(database, [demo], idsOfSupportCode(code ?? supportCodeOf(id), Date.now()))
  expect(found.map((session) => session.id)).toEqual(twins.toReversed())
})

test('a session made just before or after the half minute of a code is not found, however alike its id', async ({
  database,
}) => {
  const id = idAt(Date.now())
  const ids = idsOfSupportCode(supportCodeOf(id), Date.now())
  for (const instant of [ids.from - 1, ids.until]) await openReady(database, callOf({ id: alikeAt(instant, id) }))
  const [first, last] = [alikeAt(ids.from, id), alikeAt(ids.until - 1, id)]
  for (const inside of [first, last]) await openReady(database, callOf({ id: inside }))
  const found = await findSessionsByCode(database, [demo], ids)
  expect(found.map((session) => session.id)).toEqual([last, first])
})
