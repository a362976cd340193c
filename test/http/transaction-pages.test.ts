import { describe, expect } from 'vitest'
import { statusByMeldStatus, transactionStatuses } from '../../src/domain/transaction.ts'
import { userIdOf } from '../../src/domain/user.ts'
import { recordSnapshot } from '../../src/store/transactions.ts'
import { demo, start } from '../store/store-calls.ts'
import { upstreamOf, usdcOnBase } from '../store/transaction-snapshots.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { faultsOf } from './problem.ts'

/** Newest first. */
const ids: string[] = []
const total = 23

test.beforeAll(async ({ gateway }) => {
  // Opening one session makes the caller known.
  const opened = await gateway.openSession()
  expect(opened.status).toBe(201)
  const [row] = await queryDatabase(gateway.database, 'select issuer, subject from users')
  const user = userIdOf(demo, String(row?.issuer), String(row?.subject))
  for (let n = 0; n < total; n++) {
    const upstream = upstreamOf({
      createdAt: start + Math.floor(n / 2),
      meldStatus: n % 5 === 0 ? 'SETTLED' : 'PENDING',
    })
    const owner = { kind: 'customer', user } as const
    await recordSnapshot(gateway.deps.database, demo, { upstream, assets: usdcOnBase }, owner, start)
    ids.unshift(upstream.id)
  }
})

const list = '/v0/ramp/transactions'
const idsOf = (body: { transactions: { id: string }[] }) => body.transactions.map(({ id }) => id)

describe('paging', () => {
  test('starts with page 0 of 50, newest first', async ({ gateway }) => {
    const { status, body } = await gateway.get(list)
    expect(status).toBe(200)
    expect(idsOf(body)).toEqual(ids)
    expect(body._links).toEqual({
      self: { href: `${list}?page=0&count=50` },
      first: { href: `${list}?page=0&count=50` },
    })
    expect(Object.keys(body).toSorted()).toEqual(['_links', 'transactions'])
  })

  test('by next comes to the end, by prev back to the start, and no two pages have one self', async ({ gateway }) => {
    const [forth, back]: [string[][], string[][]] = [[], []]
    const selves: string[] = []
    let { body } = await gateway.get(`${list}?count=5`)
    for (;;) {
      forth.push(idsOf(body))
      selves.push(body._links.self.href)
      if (body._links.next === undefined) break
      expect(selves).not.toContain(body._links.next.href)
      expect(body._links.next.href).toMatch(/cursor=/)
      ;({ body } = await gateway.get(body._links.next.href))
    }
    expect(forth.flat()).toEqual(ids)
    expect(forth.map(({ length }) => length)).toEqual([5, 5, 5, 5, 3])
    expect(new Set(selves).size).toBe(5)
    for (;;) {
      back.unshift(idsOf(body))
      if (body._links.prev === undefined) break
      ;({ body } = await gateway.get(body._links.prev.href))
    }
    expect(back).toEqual(forth)
    expect(body._links.self).toEqual(body._links.first)
  })

  test('by the numbers alone gives the same pages, and an empty one past the end', async ({ gateway }) => {
    for (const page of [0, 1, 4]) {
      expect(idsOf((await gateway.get(`${list}?page=${page}&count=5`)).body)).toEqual(ids.slice(page * 5, page * 5 + 5))
    }
    const beyond = await gateway.get(`${list}?page=7&count=5`)
    expect(beyond.body.transactions).toEqual([])
    expect(beyond.body._links.next).toBeUndefined()
    expect(beyond.body._links.prev).toEqual({ href: `${list}?page=6&count=5` })
  })

  test('goes on where it was while new transactions come in', async ({ gateway }) => {
    const { body } = await gateway.get(`${list}?count=5`)
    const upstream = upstreamOf({ createdAt: start + 999 })
    const [row] = await queryDatabase(gateway.database, 'select user_id from transactions limit 1')
    await queryDatabase(
      gateway.database,
      `insert into transactions select tenant_id, $1, $2, session_id, external_session_id, status, meld_status, detail,
         now(), now(), now(), now(), null, 0 from transactions limit 1`,
      [upstream.id, row?.user_id],
    )
    const next = await gateway.get(body._links.next.href)
    expect(idsOf(next.body)).toEqual(ids.slice(5, 10))
    await queryDatabase(gateway.database, 'delete from transactions where id = $1', [upstream.id])
  })

  test('is narrowed by the provider’s own status on every page, links included', async ({ gateway }) => {
    const settled = Math.ceil(total / 5)
    const { body } = await gateway.get(`${list}?status=SETTLED&count=3`)
    expect(body.transactions).toHaveLength(3)
    expect(body._links.self.href).toBe(`${list}?page=0&count=3&status=SETTLED`)
    const next = await gateway.get(body._links.next.href)
    expect(next.body.transactions).toHaveLength(settled - 3)
    for (const { meld_status } of [...body.transactions, ...next.body.transactions]) expect(meld_status).toBe('SETTLED')
    expect((await gateway.get(`${list}?status=`)).body.transactions).toHaveLength(total)
  })
})

describe('a status', () => {
  const caller = async (gateway: TestGateway) => ({
    headers: { 'x-juno-orgid': demo, 'x-juno-jwt': await gateway.mintToken({ sub: 'statia' }) },
  })
  const listed = async (gateway: TestGateway, status: string) => {
    const answer = await gateway.send(`${list}?${new URLSearchParams({ status })}`, await caller(gateway))
    expect(answer.status, answer.text).toBe(200)
    return answer.body.transactions.map(({ meld_status }: { meld_status: string }) => meld_status).sort()
  }

  test.beforeAll(async ({ gateway }) => {
    expect((await gateway.openSession(undefined, { sub: 'statia' })).status).toBe(201)
    const [row] = await queryDatabase(
      gateway.database,
      "select issuer, subject from users where subject like '%statia'",
    )
    const owner = { kind: 'customer', user: userIdOf(demo, String(row?.issuer), String(row?.subject)) } as const
    for (const meldStatus of [...Object.keys(statusByMeldStatus), 'NEVER_HEARD']) {
      const snapshot = { upstream: upstreamOf({ meldStatus }), assets: usdcOnBase }
      await recordSnapshot(gateway.deps.database, demo, snapshot, owner, start)
    }
  })

  test('that is canonical finds every transaction shown with it, whatever the provider calls it', async ({
    gateway,
  }) => {
    for (const status of transactionStatuses) {
      const meant = Object.keys(statusByMeldStatus).filter((word) => statusByMeldStatus[word] === status)
      // An unknown word counts as pending.
      expect(await listed(gateway, status), status).toEqual(
        [...meant, ...(status === 'pending' ? ['NEVER_HEARD'] : [])].sort(),
      )
    }
    expect(await listed(gateway, 'COMPLETED')).toEqual(await listed(gateway, 'completed'))
  })

  test('of the provider’s own finds that one alone, in any other spelling too', async ({ gateway }) => {
    for (const meldStatus of Object.keys(statusByMeldStatus))
      expect(await listed(gateway, meldStatus)).toEqual([meldStatus])
    for (const text of ['settled', 'Settled', 'pending created', 'Two-FA-Required', 'Failed']) {
      expect(await listed(gateway, text), text).toHaveLength(1)
    }
  })

  test('that is neither is refused with the one that was meant, or with all there are', async ({ gateway }) => {
    const cases = {
      complete: /^Did you mean completed\?/,
      canceld: /^Did you mean (cancelled|CANCELLED)/,
      SETLED: /^Did you mean SETTLED\?/,
      success: /Send one of pending, processing, completed, failed, cancelled, or .*SETTLED.*VOIDED/,
      'completed,failed': /^Only one can be named\. Send one of/,
    }
    for (const [status, detail] of Object.entries(cases)) {
      const answer = await gateway.send(`${list}?${new URLSearchParams({ status })}`, await caller(gateway))
      expect(faultsOf(answer), status).toEqual({ '/status': expect.stringMatching(detail) })
    }
  })
})

describe('a query that cannot be answered', () => {
  test.for([
    ['page=-1', '/page'],
    ['page=one', '/page'],
    ['page=1.5', '/page'],
    ['page=', '/page'],
    ['count=0', '/count'],
    ['count=101', '/count'],
    ['count=1e2', '/count'],
    ['count=5&count=6', '/count'],
    ['status=%00', '/status'],
    [`status=${'S'.repeat(65)}`, '/status'],
    ['cursor=', '/cursor'],
    ['cursor=hello', '/cursor'],
    [`cursor=${Buffer.from('after 12 ../x').toString('base64url')}`, '/cursor'],
    ['page=101&count=100', '/page'],
    ['statuss=SETTLED', '/statuss'],
  ] as const)('?%s names %s', async ([query, pointer], { gateway }) => {
    const { status, body } = await gateway.get(`${list}?${query}`)
    expect(status).toBe(422)
    expect(body.errors).toMatchObject([{ pointer }])
    expect(body.errors[0].detail.length).toBeGreaterThan(10)
  })

  test('is any cursor that was forged or damaged: 422 with words, whatever it is made of', async ({ gateway }) => {
    const encode = (text: string) => Buffer.from(text, 'latin1').toString('base64url')
    const { body } = await gateway.get(`${list}?count=5`)
    const good = new URLSearchParams(body._links.next.href.split('?')[1]).get('cursor') ?? ''
    const instants = ['-999999999999999', '999999999999999', '-62135596800001', '253402300800000', '1e300', 'NaN', '']
    const forged = [
      ...instants.flatMap((instant) => ['after', 'before'].map((kind) => `${kind} ${instant} W1`)),
      ...['{"createdAt":1,"id":"x"}', '[]', 'null', '0', 'offset 5 W1', 'after  W1', 'after 1 ', 'after 1'],
      ...['after 1 W\0', '\0', "after 1 '; drop table transactions; --", 'after 1 ../W1', `after 1 ${'W'.repeat(129)}`],
      ...[
        'after 1795687200000000000000 W1',
        'AFTER 1 W1',
        'after 1 W1\n',
        ' after 1 W1',
        'after 0x10 W1',
        'after 1 \u00e9',
      ],
    ].map(encode)
    const damaged = [
      good.slice(1),
      good.slice(0, 3),
      good.slice(0, 12),
      `${good}=`,
      `%00${good}`,
      `${good}%00`,
      '%FF%FE',
    ]
    for (const cursor of [...forged, ...damaged, 'A'.repeat(257), 'cursor%5B%5D']) {
      for (const rest of ['', '&count=5', '&page=1&status=SETTLED']) {
        const answer = await gateway.get(`${list}?cursor=${cursor}${rest}`)
        expect([cursor, answer.status]).toEqual([cursor, 422])
        expect(answer.body.errors).toEqual([{ pointer: '/cursor', detail: expect.stringContaining('_links.next') }])
      }
    }
    for (const instant of ['-62135596800000', '0', '253402300799999']) {
      for (const kind of ['after', 'before']) {
        expect((await gateway.get(`${list}?cursor=${encode(`${kind} ${instant} W1`)}`)).status).toBe(200)
      }
    }
  })

  test('is not somebody else’s cursor: it leads into one’s own list alone', async ({ gateway }) => {
    const { body } = await gateway.get(`${list}?count=5`)
    const headers = { 'x-juno-orgid': demo, 'x-juno-jwt': await gateway.mintToken({ sub: 'stranger' }) }
    const answer = await gateway.send(body._links.next.href, { headers })
    expect([answer.status, answer.body.transactions]).toEqual([200, []])
  })

  test('names every fault at once, and a page too far by its number is told of next', async ({ gateway }) => {
    const { body } = await gateway.get(`${list}?page=x&count=1000`)
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/page', '/count'])
    const far = await gateway.get(`${list}?page=10001&count=1`)
    expect(far.body.errors[0].detail).toContain('_links.next')
    expect((await gateway.get(`${list}?page=100&count=100`)).status).toBe(200)
  })
})
