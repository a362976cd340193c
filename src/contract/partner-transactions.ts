import Type from 'typebox'
import { parseSessionId, type SessionId } from '../domain/session.ts'
import { anyStatus } from '../domain/status-filter.ts'
import type { Transaction } from '../domain/transaction.ts'
import type { UserId } from '../domain/user.ts'
import { endpoint, type Wire } from './endpoint.ts'
import { byDefault, type FieldValues, optional, type Reader } from './field.ts'
import { linksOf, linkTo } from './hal.ts'
import { user } from './list-fields.ts'
import { instant, pageCount, pagePlace } from './operator-fields.ts'
import { parseCursor, statusFilter, writeCursor } from './transaction-query.ts'
import { transactionMembers, transactionSchemas } from './transaction-view.ts'
import { transactionExample } from './transactions.ts'

const path = '/v0/partner/transactions'

const session: Reader<SessionId> = {
  read: (value) => {
    const id = typeof value === 'string' ? parseSessionId(value) : undefined
    return id === undefined ? { fault: 'Send the id of a session, such as ses_… in a list of them.' } : { value: id }
  },
  schema: Type.String({ pattern: '^ses_[0-9a-f]{32}$' }),
}

/** The query of `GET /v0/partner/transactions`. */
export const partnerTransactionsParameters = {
  status: byDefault(
    statusFilter,
    anyStatus,
    'one status: a canonical one in small letters, or the provider’s own word (`meld_status`) in any other spelling',
  ),
  session: optional(session, 'of this session alone'),
  user: optional(user, 'of this user alone'),
  created_after: optional(instant, 'created from then on, as first seen'),
  created_before: optional(instant, 'created before then, as first seen'),
  count: pageCount('transactions'),
  after: pagePlace(parsePlace),
}

function parsePlace(text: string) {
  const place = parseCursor(text)
  return place?.kind === 'after' ? { createdAt: place.createdAt, id: place.id } : undefined
}

/** A query that was read. */
export type PartnerTransactionsQuery = FieldValues<typeof partnerTransactionsParameters>

/** A transaction and whose it is. */
export interface OwnedTransaction extends Transaction {
  readonly user: UserId
}

const members = {
  ...transactionSchemas,
  user: Type.String({ description: '`usr_…`, the user whose transaction it is' }),
}
const links = linksOf(['self', 'events'], ['session'])

/** A page of the tenant's transactions. */
export const PartnerTransactionListReply = Type.Object(
  {
    _links: linksOf(['self'], ['next']),
    transactions: Type.Array(Type.Object({ _links: links, ...members }, { title: 'ListedTenantTransaction' }), {
      description: 'newest first',
    }),
  },
  { title: 'TenantTransactionList' },
)

/** One of the tenant's transactions. */
export const PartnerTransactionReply = Type.Object(
  { _links: links, transaction: Type.Object(members, { title: 'TenantTransaction' }) },
  { title: 'TenantTransactionReply' },
)

const example = { ...transactionExample, user: 'usr_3q2-7wAbCdEfGhIjKlMnOpQrStU' }
const linksExample = linksTo(example.id, example.session_id)

/** The transactions of the whole tenant. */
export const listTransactionsAsPartner = endpoint({
  name: 'listTransactionsAsPartner',
  tag: 'Partner',
  summary: 'The transactions of the whole tenant, newest first, narrowed by what they have.',
  description:
    'In the order in which the provider created them, as far as that was known when each was first seen. A page that is narrowed by `status` looks back for a tenth of a second or so: it may end before it is full, even empty; `_links.next` leads on from there, and is absent only at the end.',
  method: 'GET',
  path,
  access: 'partner',
  partnerScope: 'read',
  query: partnerTransactionsParameters,
  replies: { 200: PartnerTransactionListReply },
  leadsTo: [{ name: 'getTransactionAsPartner', about: 'one of them', params: { id: '/transactions/0/id' } }],
  example: {
    query: { status: 'completed' },
    status: 200,
    reply: {
      _links: { self: { href: `${path}?status=completed&count=50` } },
      transactions: [{ _links: linksExample, ...example }],
    },
  },
})

/** One transaction of the tenant. */
export const getTransactionAsPartner = endpoint({
  name: 'getTransactionAsPartner',
  tag: 'Partner',
  summary: 'One transaction of the tenant.',
  description:
    'A transaction of another tenant, one whose user is not known, and one that does not exist are the same 404.',
  method: 'GET',
  path: `${path}/:id`,
  access: 'partner',
  partnerScope: 'read',
  params: { id: Type.String({ description: 'as `transaction.id` has it' }) },
  replies: { 200: PartnerTransactionReply },
  leadsTo: [
    { name: 'getSessionAsPartner', about: 'the session that it belongs to', params: { id: '/transaction/session_id' } },
  ],
  errors: ['transaction_not_found'],
  example: {
    params: { id: example.id },
    status: 200,
    reply: { _links: linksExample, transaction: example },
  },
})

/** The body of a page; `next` is where the next one goes on. */
export function partnerTransactionsReply(
  page: {
    readonly items: readonly OwnedTransaction[]
    readonly next: Pick<Transaction, 'createdAt' | 'id'> | null
  },
  query: PartnerTransactionsQuery,
): Wire<typeof PartnerTransactionListReply> {
  const { items, next } = page
  return {
    _links: {
      self: linkTo(hrefOf(query, query.after)),
      ...(next !== null && { next: linkTo(hrefOf(query, next)) }),
    },
    transactions: items.map((one) => ({ _links: linksTo(one.id, one.session), ...membersOf(one) })),
  }
}

/** The body of one transaction. */
export function partnerTransactionReply(one: OwnedTransaction): Wire<typeof PartnerTransactionReply> {
  return { _links: linksTo(one.id, one.session), transaction: membersOf(one) }
}

function membersOf(one: OwnedTransaction) {
  return { ...transactionMembers(one), user: one.user }
}

function linksTo(id: string, ofSession: string | null) {
  const name = encodeURIComponent(id)
  return {
    self: linkTo(`${path}/${name}`),
    events: linkTo(`/v0/partner/events?transaction=${name}`),
    ...(ofSession !== null && { session: linkTo(`/v0/partner/sessions/${ofSession}`) }),
  }
}

function hrefOf({ status, ...query }: PartnerTransactionsQuery, place: PartnerTransactionsQuery['after']): string {
  const word = status.status ?? status.meldStatus
  const told = new URLSearchParams({ ...(word !== null && { status: word }) })
  for (const [name, value] of Object.entries({ ...query, after: null })) {
    if (value !== null) told.set(name, String(value))
  }
  if (place !== null) told.set('after', writeCursor('after', place))
  return `${path}?${told}`
}
