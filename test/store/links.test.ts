import { describe, expect } from 'vitest'
import {
  isOpenable,
  newSessionId,
  type SessionStatus,
  sessionLifetimeMs,
  sessionStatuses,
} from '../../src/domain/session.ts'
import { canBecome } from '../../src/domain/session-transitions.ts'
import { closeDatabase } from '../../src/postgres/database.ts'
import { bindOpener, listExternalIds, markReturned, type Opener, replaceWidget } from '../../src/store/links.ts'
import { findSession } from '../../src/store/session-lookup.ts'
import { openStore, queryDatabase, type TestTarget } from '../support/database.ts'
import { test } from '../support/fixtures/database.ts'
import { demo, openReady, openRefused, other, start, widgetOf } from './store-calls.ts'

let openers = 0

/** A client of its own: fresh cookie and trace, unless told otherwise. */
function openerOf(overrides: Partial<Opener> = {}): Opener {
  openers += 1
  const hashes = { shownCookie: null, newCookie: `cookie ${openers}`, trace: `trace ${openers}` }
  return { ...hashes, cookies: 'unknown', framed: null, ...overrides }
}

function setStatus(target: TestTarget, id: string, status: SessionStatus): Promise<unknown> {
  return queryDatabase(target, 'update sessions set status = $2 where id = $1', [id.slice('ses_'.length), status])
}

describe('opening a link', () => {
  test('binds it to its first opener and says when that was', async ({ database }) => {
    const { id } = await openReady(database)
    const binding = await bindOpener(database, demo, id, openerOf(), start + 5)
    expect(binding).toMatchObject({ kind: 'bound', openedBefore: false, knownCookie: false })
    expect(await findSession(database, demo, id)).toMatchObject({ status: 'opened', openedAt: start + 5 })
  })

  test('by two clients at the same instant binds one; the other is foreign', async ({ database, target }) => {
    for (let round = 0; round < 20; round++) {
      const { id } = await openReady(database)
      const second = round % 2 === 0 ? database : openStore(target)
      const bindings = await Promise.all([
        bindOpener(database, demo, id, openerOf(), start),
        bindOpener(second, demo, id, openerOf(), start),
      ])
      if (second !== database) await closeDatabase(second)
      expect(bindings.map(({ kind }) => kind).toSorted()).toEqual(['bound', 'foreign'])
    }
  })

  test('again by the same client is recognised by its cookie, wherever it then comes from', async ({ database }) => {
    const { id } = await openReady(database)
    const first = openerOf()
    await bindOpener(database, demo, id, first, start + 1)
    const again = openerOf({ shownCookie: first.newCookie })
    expect(await bindOpener(database, demo, id, again, start + 9)).toMatchObject({
      kind: 'bound',
      openedBefore: true,
      knownCookie: true,
    })
    expect(await findSession(database, demo, id)).toMatchObject({ openedAt: start + 1 })
    // The cookie it was given first stays good.
    const third = openerOf({ shownCookie: first.newCookie })
    expect(await bindOpener(database, demo, id, third, start)).toMatchObject({ kind: 'bound', knownCookie: true })
  })

  test('again by a client that keeps no cookie is recognised by its trace, and given a cookie anew', async ({
    database,
  }) => {
    const { id } = await openReady(database)
    const first = openerOf()
    await bindOpener(database, demo, id, first, start)
    const again = openerOf({ trace: first.trace })
    expect(await bindOpener(database, demo, id, again, start)).toMatchObject({
      kind: 'bound',
      openedBefore: true,
      knownCookie: false,
    })
    const withCookie = openerOf({ shownCookie: again.newCookie })
    expect(await bindOpener(database, demo, id, withCookie, start)).toMatchObject({ kind: 'bound', knownCookie: true })
  })

  test('by a client with a cookie of another link is foreign', async ({ database }) => {
    const [mine, theirs] = [await openReady(database), await openReady(database)]
    const me = openerOf()
    await bindOpener(database, demo, mine.id, me, start)
    await bindOpener(database, demo, theirs.id, openerOf(), start)
    const visit = openerOf({ shownCookie: me.newCookie })
    expect(await bindOpener(database, demo, theirs.id, visit, start)).toMatchObject({ kind: 'foreign' })
  })

  test('is closed from the instant it expires, for its own opener too', async ({ database }) => {
    const { id } = await openReady(database)
    const opener = openerOf()
    const end = start + sessionLifetimeMs
    expect(await bindOpener(database, demo, id, opener, end - 1)).toMatchObject({ kind: 'bound' })
    expect(await bindOpener(database, demo, id, opener, end)).toMatchObject({ kind: 'closed' })
    expect(await bindOpener(database, demo, id, openerOf(), end)).toMatchObject({ kind: 'closed' })
    expect(await bindOpener(database, demo, id, openerOf(), end - 1)).toMatchObject({ kind: 'foreign' })
  })

  test.for(sessionStatuses)(
    'of a session that is %s binds only while the table says it can be opened',
    async (status, { database, target }) => {
      const { id } = await openReady(database)
      await setStatus(target, id, status)
      const binding = await bindOpener(database, demo, id, openerOf(), start)
      expect(binding.kind).toBe(isOpenable(status) ? 'bound' : 'closed')
      const after = await findSession(database, demo, id)
      expect(after?.status).toBe(status === 'ready' ? 'opened' : status)
      if (!isOpenable(status)) expect(after?.openedAt).toBeNull()
    },
  )

  test('of another tenant, or of none, is absent', async ({ database }) => {
    const { id } = await openReady(database)
    expect(await bindOpener(database, other, id, openerOf(), start)).toEqual({ kind: 'absent' })
    expect(await bindOpener(database, demo, newSessionId(), openerOf(), start)).toEqual({ kind: 'absent' })
    expect(await findSession(database, demo, id)).toMatchObject({ status: 'ready', openedAt: null })
  })
})

describe('refreshing the widget', () => {
  test('puts the new widget behind the link and never changes the one that was answered', async ({ database }) => {
    const { id, widget } = await openReady(database)
    const newer = widgetOf(id, { widgetUrl: 'https://widget.example/?token=2', clientIp: '203.0.113.9' })
    const session = await replaceWidget(database, demo, id, widget, newer, start + 1)
    expect(session).toMatchObject({ firstWidget: widget, widget: newer })
    const newest = widgetOf(id)
    expect(await replaceWidget(database, demo, id, newer, newest, start + 2)).toMatchObject({
      firstWidget: widget,
      widget: newest,
    })
    expect(await listExternalIds(database, demo, id)).toEqual(
      [widget, newer, newest].map(({ externalSessionId }) => externalSessionId),
    )
  })

  test('by two openings at once keeps the first, and tells the second of it', async ({ database }) => {
    const { id, widget } = await openReady(database)
    const [a, b] = [widgetOf(id, { upstreamToken: 'a' }), widgetOf(id, { upstreamToken: 'b' })]
    const sessions = await Promise.all([
      replaceWidget(database, demo, id, widget, a, start),
      replaceWidget(database, demo, id, widget, b, start),
    ])
    const kept = (await findSession(database, demo, id))?.widget
    expect([a, b]).toContainEqual(kept)
    for (const session of sessions) expect(session?.widget).toEqual(kept)
    expect(await listExternalIds(database, demo, id)).toHaveLength(2)
  })

  test('in the name of a widget that is no longer the newest changes nothing', async ({ database }) => {
    const { id, widget } = await openReady(database)
    const newer = widgetOf(id)
    await replaceWidget(database, demo, id, widget, newer, start)
    expect(await replaceWidget(database, demo, id, widget, widgetOf(id), start)).toMatchObject({ widget: newer })
    expect(await listExternalIds(database, demo, id)).toHaveLength(2)
  })

  test('in the name of another tenant changes nothing', async ({ database }) => {
    const { id, widget } = await openReady(database)
    expect(await replaceWidget(database, other, id, widget, widgetOf(id), start)).toBeUndefined()
    expect(await listExternalIds(database, other, id)).toEqual([])
    expect(await findSession(database, demo, id)).toMatchObject({ widget })
  })
})

test('a session that was never opened upstream has no external id', async ({ database }) => {
  const { id } = await openRefused(database)
  expect(await listExternalIds(database, demo, id)).toEqual([])
})

describe('a return', () => {
  test('is noted exactly where the transition table allows it', async ({ database, target }) => {
    const { id } = await openReady(database)
    for (const from of sessionStatuses) {
      await setStatus(target, id, from)
      const allowed = canBecome(from, 'returned', 'user_returned')
      expect(await markReturned(database, demo, id, start), from).toBe(allowed)
      expect((await findSession(database, demo, id))?.status).toBe(allowed ? 'returned' : from)
    }
  })

  test('after its transaction is known already is noted once, and leaves the status', async ({ database, target }) => {
    for (const status of ['transacting', 'completed', 'failed', 'cancelled'] as const) {
      const { id } = await openReady(database)
      await bindOpener(database, demo, id, openerOf(), start)
      await setStatus(target, id, status)
      const noted = await Promise.all([1, 2, 3].map((n) => markReturned(database, demo, id, start + n)))
      expect(noted, status).toEqual([false, false, false])
      expect(await findSession(database, demo, id)).toMatchObject({ status, returnedAt: expect.any(Number) })
      const told = "select count(*)::int as told from session_events where session_id = $1 and kind = 'returned'"
      expect(await queryDatabase(target, told, [id.slice('ses_'.length)])).toEqual([{ told: 1 }])
    }
  })

  test('twice at once happens once', async ({ database }) => {
    const { id } = await openReady(database)
    await bindOpener(database, demo, id, openerOf(), start)
    const moved = await Promise.all([1, 2, 3].map(() => markReturned(database, demo, id, start)))
    expect(moved.filter((did) => did)).toHaveLength(1)
  })

  test('keeps its instant, and belongs to the tenant', async ({ database }) => {
    const { id } = await openReady(database)
    await bindOpener(database, demo, id, openerOf(), start)
    expect(await markReturned(database, other, id, start + 1)).toBe(false)
    expect(await markReturned(database, demo, id, start + 2)).toBe(true)
    expect(await markReturned(database, demo, id, start + 3)).toBe(false)
    expect(await findSession(database, demo, id)).toMatchObject({ status: 'returned', returnedAt: start + 2 })
  })
})

test('a session is found by its own tenant alone', async ({ database }) => {
  const { id } = await openReady(database)
  expect(await findSession(database, other, id)).toBeUndefined()
  expect(await findSession(database, demo, newSessionId())).toBeUndefined()
  expect((await findSession(database, demo, id))?.id).toBe(id)
})
