import Type from 'typebox'
import { type FindKind, findKinds, findLengthMax, foundMax, invisible, withoutWrapping } from '../domain/find.ts'
import type { Session } from '../domain/session.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { Transaction } from '../domain/transaction.ts'
import { endpoint, type Wire } from './endpoint.ts'
import { type FieldResult, optional, type Reader, required } from './field.ts'
import { linksOf, linkTo } from './hal.ts'
import { tenant } from './operator-fields.ts'
import { summaryExample } from './operator-session-list.ts'
import { type SummaryFacts, summaryMembers, summaryOf } from './operator-session-view.ts'
import { transactionMembers, transactionSchemas } from './transaction-view.ts'

const forms =
  'an id of a session (ses_…), of a user (usr_…), of a widget (rw_… or Meld’s), of a transaction (Meld’s or the provider’s), a hash on a chain, a subject, a wallet, an idempotency key, a trace id or a support code'

/** Reads what is to be looked for, without what was pasted around it. */
export function readSearch(value: unknown): FieldResult<string> {
  if (typeof value !== 'string') return { fault: `Send ${forms}.` }
  const meant = withoutWrapping(value)
  if (meant === '') return { fault: `There is nothing to look for. Send ${forms}.` }
  const length = [...meant].length
  if (length > findLengthMax) {
    return { fault: `This has ${length} characters; nothing that can be found has more than ${findLengthMax}.` }
  }
  if (invisible.test(meant)) {
    return {
      fault: 'There are characters in it that show nothing, such as a line break or a zero byte; leave them out.',
    }
  }
  return { value: meant }
}

const text: Reader<string> = {
  read: readSearch,
  schema: Type.String({ minLength: 1 }),
  rule: `It must have ${findLengthMax} characters at most, and none that shows nothing.`,
}

/** The query of `GET /operator/v0/find`. */
export const findParameters = {
  q: required(text, forms, `what is looked for: ${forms}; what was pasted around it, such as quotes, does not matter`),
  tenant: optional(tenant, 'of this tenant alone'),
}

const kind = Type.Enum([...findKinds], { title: 'FindKind' })
const matchedBy = Type.Array(kind, { description: 'what of it the text is' })

/** What was found. */
export const FindReply = Type.Object(
  {
    _links: linksOf(['self']),
    query: Type.String({ description: 'as it was looked for' }),
    recognized_as: Type.Array(kind, { description: 'what it may be by its form' }),
    sessions: Type.Array(
      Type.Object({ _links: linksOf(['self']), ...summaryMembers, matched_by: matchedBy }, { title: 'FoundSession' }),
      { description: `newest first, ${foundMax} at most` },
    ),
    transactions: Type.Array(
      Type.Object(
        { tenant: Type.String(), ...transactionSchemas, matched_by: matchedBy },
        { title: 'FoundTransaction' },
      ),
      { description: `those that belong to no session, ${foundMax} at most` },
    ),
    has_more: Type.Boolean({ description: 'there are more than these; name the tenant, or narrow a list of sessions' }),
  },
  { title: 'Found' },
)

/** One field for everything that a person may have of a session. */
export const findAsOperator = endpoint({
  name: 'findAsOperator',
  tag: 'Operator',
  summary: 'Finds sessions, and transactions without one, by whatever a person may have of them.',
  description:
    'What the text may be is recognized by its form, and each of that is looked for: an id of a session, a user, a widget (ours or Meld’s) or a transaction (Meld’s or the provider’s), a hash on a chain, a subject of an identity provider, a wallet in any case of letters, an idempotency key, a trace id or a whole `traceparent`, a support code. Tenants that are not served any more are looked through too. A key finds its session as long as the session is kept, though not those that were opened before this was stored. The search is recorded in the audit log: ids of ours as they are, of anything else both ends and the length.',
  method: 'GET',
  path: '/operator/v0/find',
  access: 'operator',
  scope: 'read',
  query: findParameters,
  replies: { 200: FindReply },
  example: {
    query: { q: ' K7Q2-M0AB ' },
    status: 200,
    reply: {
      _links: { self: { href: '/operator/v0/find?q=K7Q2-M0AB' } },
      query: 'K7Q2-M0AB',
      recognized_as: ['transaction_id', 'service_transaction_id', 'subject', 'idempotency_key', 'support_code'],
      sessions: [{ ...summaryExample, matched_by: ['support_code'] }],
      transactions: [],
      has_more: false,
    },
  },
})

/** What a reply is made of. */
export interface FoundView {
  readonly query: string
  readonly tenant: TenantId | null
  readonly recognizedAs: readonly FindKind[]
  readonly sessions: readonly {
    readonly session: Session
    readonly updatedAt: number
    readonly transactions: SummaryFacts['transactions']
    readonly matchedBy: readonly FindKind[]
  }[]
  readonly transactions: readonly {
    readonly tenant: TenantId
    readonly transaction: Transaction
    readonly matchedBy: readonly FindKind[]
  }[]
  readonly isCut: boolean
}

/** The body of a search at `now`. Instants are epoch milliseconds. */
export function findReply(found: FoundView, now: number): Wire<typeof FindReply> {
  const { query, tenant, recognizedAs, isCut } = found
  const self = new URLSearchParams({ q: query, ...(tenant !== null && { tenant }) })
  return {
    _links: { self: linkTo(`/operator/v0/find?${self}`) },
    query,
    recognized_as: recognizedAs,
    sessions: found.sessions.map(({ session, updatedAt, transactions, matchedBy }) => ({
      _links: { self: linkTo(`/operator/v0/sessions/${session.id}?tenant=${encodeURIComponent(session.tenant)}`) },
      ...summaryOf(session, { updatedAt, traceId: session.traceId, transactions, now }),
      matched_by: matchedBy,
    })),
    transactions: found.transactions.map(({ tenant, transaction, matchedBy }) => ({
      tenant,
      ...transactionMembers(transaction),
      matched_by: matchedBy,
    })),
    has_more: isCut,
  }
}
