import { describe, expect } from 'vitest'
import { refreshTransaction } from '../../src/operations/transactions/transactions.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'

const wallet = '0x8ba1f109551bD432803012645Ac136ddd64DBA72'

/** A session with a transaction, and everything that it may be found by. */
async function tradeOf(gateway: TestGateway, sub: string) {
  const opened = await gateway.openSession(sessionBody({ idempotency_key: `key of ${sub}`, wallet_address: wallet }), {
    sub,
  })
  expect(opened.status, opened.text).toBe(201)
  const { session } = opened.body
  await gateway.checkout({ session_id: session.id, outcome: 'pay' })
  await refreshTransaction(gateway.deps, gateway.demo, { externalSessionIds: [session.external_session_id] })
  const listed = await gateway.get('/v0/ramp/transactions', { sub })
  const [transaction] = listed.body.transactions
  const [row] = await queryDatabase(
    gateway.database,
    `select user_id, first_mint->>'upstreamSessionId' as upstream from sessions where id = $1`,
    [session.id.slice('ses_'.length)],
  )
  const hash = `0x${'ab'.repeat(32)}`
  await queryDatabase(
    gateway.database,
    `update transactions set detail = detail || jsonb_build_object('transactionHash', $2::text) where id = $1`,
    [transaction.id, hash],
  )
  return {
    session,
    transaction,
    hash,
    user: String(row?.user_id),
    upstream: String(row?.upstream),
    trace: opened.headers.get('x-trace-id') ?? '',
  }
}

const find = (gateway: TestGateway, q: string, more = '') =>
  gateway.operate(`/operator/v0/find?q=${encodeURIComponent(q)}${more}`)

type Hit = { id: string; matched_by: string[] }

test('one field finds a session by everything that a person may have of it, and says by what', async ({ gateway }) => {
  const { session, transaction, hash, user, upstream, trace } = await tradeOf(gateway, 'did:privy:finder')
  const cases: readonly (readonly [string, string])[] = [
    [session.id, 'session_id'],
    [session.id.slice('ses_'.length), 'session_id'],
    [session.external_session_id, 'external_session_id'],
    [upstream, 'upstream_session_id'],
    [transaction.id, 'transaction_id'],
    [transaction.service_transaction_id, 'service_transaction_id'],
    [hash.toUpperCase().replace('0X', '0x'), 'transaction_hash'],
    [hash.slice(2), 'transaction_hash'],
    [user, 'user'],
    ['did:privy:finder', 'subject'],
    [wallet, 'wallet_address'],
    [wallet.toLowerCase(), 'wallet_address'],
    ['key of did:privy:finder', 'idempotency_key'],
    [trace, 'trace_id'],
    [`00-${trace}-00f067aa0ba902b7-01`, 'trace_id'],
    [session.support_code, 'support_code'],
    [session.support_code.toLowerCase().replace('-', ' '), 'support_code'],
  ]
  for (const [q, by] of cases) {
    const { status, body, text } = await find(gateway, q)
    expect(status, text).toBe(200)
    expect(body.recognized_as).toContain(by)
    const hit = body.sessions.find(({ id }: Hit) => id === session.id)
    expect(hit?.matched_by, `${q}: ${text}`).toContain(by)
    expect(hit).toMatchObject({
      tenant: 'org-demo:env-sandbox',
      trace_id: trace,
      transactions: [{ id: transaction.id }],
    })
    expect(body.transactions).toEqual([])
    expect((await find(gateway, q, '&tenant=org-other:env-sandbox')).body.sessions).toEqual([])
  }
})

test('what was pasted around a text does not matter, and what cannot be meant is refused in words', async ({
  gateway,
}) => {
  const { body } = await gateway.openSession()
  const { id } = body.session
  for (const q of [` ${id}\n`, `"${id}"`, `“${id}”,`, `<${id}>`, id.toUpperCase()]) {
    expect((await find(gateway, q)).body.sessions, q).toMatchObject([{ id, matched_by: ['session_id'] }])
  }
  const faults: readonly (readonly [string, RegExp])[] = [
    ['', /nothing to look for|Send/],
    ['  ""  ', /nothing to look for/],
    ['a\0b', /show nothing/],
    ['a\u200Bb', /show nothing/],
    ['x'.repeat(513), /513 characters/],
    ['x'.repeat(10_000), /10000 characters/],
  ]
  for (const [q, words] of faults) {
    const refused = await find(gateway, q)
    expect(refused.status, refused.text).toBe(422)
    expect(refused.body.errors).toMatchObject([{ pointer: '/q', detail: expect.stringMatching(words) }])
  }
})

test.for(['%', '_', 'ses_%', "x' or 1=1 --", '\\', 'ѕеѕ_0', '＊', '😀', 'null', 'x'.repeat(512), '__proto__'])(
  'the text %j is taken as it is, and finds nothing',
  async (q, { gateway }) => {
    const { status, body, text } = await find(gateway, q)
    expect(status, text).toBe(200)
    expect(body).toMatchObject({ query: q, sessions: [], transactions: [], has_more: false })
  },
)

test('a session of a tenant that is not served any more is found, and one whose key has been deleted', async ({
  gateway,
}) => {
  const { session, user } = await tradeOf(gateway, 'did:privy:former')
  await queryDatabase(gateway.database, 'delete from idempotency_keys', [])
  await gateway.changeTenants((tenant) => ({ ...tenant, id: `gone-${tenant.id}` as typeof tenant.id }))
  for (const q of [session.id, user, 'did:privy:former', 'key of did:privy:former', session.support_code]) {
    expect((await find(gateway, q)).body.sessions, q).toMatchObject([{ id: session.id }])
  }
})

test('a transaction of no session is told by itself, and many sessions are cut with a word about it', async ({
  gateway,
}) => {
  const { transaction } = await tradeOf(gateway, 'did:privy:lone')
  await queryDatabase(gateway.database, 'update transactions set session_id = null where id = $1', [transaction.id])
  const { body } = await find(gateway, transaction.id)
  expect(body.sessions).toEqual([])
  expect(body.transactions).toMatchObject([
    { id: transaction.id, tenant: 'org-demo:env-sandbox', matched_by: ['transaction_id'] },
  ])
  const [first] = await queryDatabase(
    gateway.database,
    `select id from sessions where request->>'wallet' = $1 limit 1`,
    [wallet],
  )
  await queryDatabase(
    gateway.database,
    `insert into sessions (tenant_id, id, user_id, status, fence, request, created_at, updated_at, expires_at)
     select tenant_id, (left(id::text, 19) || substr(gen_random_uuid()::text, 20))::uuid, user_id, status, fence,
       request, created_at, updated_at, expires_at
     from sessions, generate_series(1, 60) where id = $1`,
    [first?.id],
  )
  const many = await find(gateway, wallet)
  expect(many.body.sessions).toHaveLength(50)
  expect(many.body.has_more).toBe(true)
})

test('a search is recorded before it is answered: ids of ours as they are, of anything else the ends', async ({
  gateway,
}) => {
  const id = `ses_${'0'.repeat(32)}`
  for (const q of [id, wallet, 'alice@example.com', 'kurz']) await find(gateway, q)
  const rows = await queryDatabase(
    gateway.database,
    `select target_id from audit_log where act = 'session.find' order by number desc limit 4`,
  )
  expect(rows.map(({ target_id }) => target_id)).toEqual([
    '… (4 characters)',
    'alic….com (17 characters)',
    '0x8b…BA72 (42 characters)',
    id,
  ])
})

describe('the list', () => {
  const list = (gateway: TestGateway, query: string) => gateway.operate(`/operator/v0/sessions?${query}`)

  test('is narrowed by each filter alone, and by all together', async ({ gateway }) => {
    const body = sessionBody({
      country_code: 'DE',
      service_provider: 'TRANSAK',
      payment_method_type: 'SEPA',
      from_asset: 'EUR',
    })
    const opened = await gateway.openSession(body, { sub: 'did:privy:lister' })
    const other = await gateway.openSession(sessionBody(), { tenant: 'org-other:env-sandbox', sub: 'someone' })
    expect([opened.status, other.status], opened.text).toEqual([201, 201])
    const { id, created_at, service_provider, payment_method_type } = opened.body.session
    const [{ user }] = (await list(gateway, 'country_code=DE')).body.sessions
    const filters = [
      'tenant=org-demo:env-sandbox',
      'status=ready',
      `service_provider=${service_provider.toLowerCase()}`,
      'country_code=DE',
      `user=${user}`,
      `payment_method_type=${payment_method_type}`,
      'direction=buy',
      `created_after=${created_at}`,
      `created_before=${created_at + 1}`,
    ]
    for (const filter of [...filters, filters.join('&')]) {
      const { status, body: reply, text } = await list(gateway, filter)
      expect(status, text).toBe(200)
      expect(
        reply.sessions.map((each: Hit) => each.id),
        filter,
      ).toContain(id)
    }
    for (const filter of ['tenant=org-other:env-sandbox', 'status=failed', 'country_code=FR', 'direction=sell']) {
      const { body: reply } = await list(gateway, filter)
      expect(
        reply.sessions.map((each: Hit) => each.id),
        filter,
      ).not.toContain(id)
      expect(reply._links.next, filter).toBeUndefined()
    }
  })

  test('leads on from page to page until the end, each session once, the newest first', async ({ gateway }) => {
    for (let n = 0; n < 5; n++)
      await gateway.openSession(sessionBody({ country_code: 'BR' }), { sub: `did:privy:${n}` })
    const seen: string[] = []
    let href: string | undefined = '/operator/v0/sessions?country_code=BR&count=2'
    while (href !== undefined) {
      const page: Awaited<ReturnType<typeof gateway.operate>> = await gateway.operate(href)
      expect(page.status, page.text).toBe(200)
      seen.push(...page.body.sessions.map(({ id }: Hit) => id))
      href = page.body._links.next?.href
    }
    expect(seen).toHaveLength(5)
    expect(seen).toEqual([...seen].sort().reverse())
  })

  test('refuses what it cannot read by its name', async ({ gateway }) => {
    const { status, body } = await list(gateway, 'stauts=ready&user=alice&count=0')
    expect(status).toBe(422)
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(
      expect.arrayContaining(['/stauts', '/user', '/count']),
    )
  })
})
