import type { Clock } from '../../domain/clock.ts'
import { systemClock } from '../../domain/clock.ts'
import { type FindKind, findKinds, foundMax, type Recognized, recognize } from '../../domain/find.ts'
import type { Operator } from '../../domain/operator.ts'
import { idsOfSupportCode } from '../../domain/support-code.ts'
import type { Tenant, TenantId } from '../../domain/tenant.ts'
import { type UserId, userIdOf } from '../../domain/user.ts'
import { issuerName } from '../../identity/kinds/registry.ts'
import type { Database } from '../../postgres/database.ts'
import {
  findKnownUsers,
  findSessionByExternalId,
  findSessionById,
  findSessionsByCode,
  findSessionsByValue,
  findSessionsOfUser,
  findSessionsOfUsers,
  listIssuers,
  type SessionRef,
  type UserRef,
} from '../../store/session-search.ts'
import { loadSummaries, type SessionSummary } from '../../store/session-summaries.ts'
import {
  type FoundTransaction,
  findTransactionsByHash,
  findTransactionsById,
  findTransactionsByServiceId,
} from '../../store/transaction-search.ts'
import { recordRead } from './audit.ts'
import { listAllTenants } from './stored-tenants.ts'

/** What a search needs. */
export interface FindDeps {
  readonly database: Database
  readonly clock: Clock
  /** Whose issuers tell which users a subject may be of; others are found too. */
  readonly served: readonly Pick<Tenant, 'id' | 'issuers'>[]
}

/** What is searched for. */
export interface Search {
  /** As `withoutWrapping` leaves it: not empty, nothing `invisible`, `findLengthMax` characters at most. */
  readonly text: string
  /** Null: all that are served, and all that anything is stored of. */
  readonly tenant: TenantId | null
  readonly traceId: string | null
}

/** What was found. */
export interface Found {
  /** What the text may be by its form. */
  readonly recognizedAs: readonly FindKind[]
  /** Where it was looked for. */
  readonly tenants: readonly TenantId[]
  /** Newest first, `foundMax` at most. */
  readonly sessions: readonly (SessionSummary & { readonly matchedBy: readonly FindKind[] })[]
  /** Those that belong to no session, `foundMax` at most. */
  readonly transactions: readonly (FoundTransaction & { readonly matchedBy: readonly FindKind[] })[]
  /** There are more than these. */
  readonly isCut: boolean
}

/**
 * Finds sessions, and transactions without one, by whatever a person may have of them. The search is recorded in the
 * audit log before its result is given. Rejects with the database's error.
 */
export async function find(deps: FindDeps, operator: Operator, search: Search): Promise<Found> {
  const { database } = deps
  const recognized = recognize(search.text)
  const scope: Scope = {
    tenant: search.tenant,
    tenants: search.tenant === null ? listAllTenants(deps.database, deps.served) : Promise.resolve([search.tenant]),
  }
  const [tenants, sessions, transactions] = await Promise.all([
    scope.tenants,
    findSessions(deps, recognized, scope),
    findTransactions(database, recognized, scope),
  ])
  const refs = new Map<string, { readonly ref: SessionRef; readonly kinds: Set<FindKind> }>()
  const note = (kind: FindKind, ref: SessionRef): void => {
    const known = refs.get(ref.id)
    if (known === undefined) refs.set(ref.id, { ref, kinds: new Set([kind]) })
    else known.kinds.add(kind)
  }
  for (const { kind, ref } of sessions) note(kind, ref)
  for (const { kind, found } of transactions) {
    const { session } = found.transaction
    if (session !== null) note(kind, { tenant: found.tenant, id: session })
  }
  // The ids of sessions are in order of time.
  const newest = [...refs.values()].sort((a, b) => (a.ref.id < b.ref.id ? 1 : -1))
  const summaries = await loadSummaries(
    database,
    newest.slice(0, foundMax).map(({ ref }) => ref),
  )
  const stored = new Set<string>(summaries.map(({ session }) => session.id))
  const alone = aloneOf(transactions, (id) => stored.has(id) || newest.slice(foundMax).some(({ ref }) => ref.id === id))
  await recordRead(deps, operator, {
    act: 'session.find',
    target: { kind: 'session', tenant: search.tenant, id: searchInAudit(search.text, recognized) },
    traceId: search.traceId,
  })
  return {
    recognizedAs: findKinds.filter((kind) => recognized[kind] !== undefined),
    tenants,
    sessions: summaries.map((summary) => ({
      ...summary,
      matchedBy: inOrder(refs.get(summary.session.id)?.kinds ?? new Set()),
    })),
    transactions: alone.slice(0, foundMax),
    isCut: newest.length > foundMax || alone.length > foundMax,
  }
}

interface Scope {
  readonly tenant: TenantId | null
  /** Told while what needs no tenants is looked for. */
  readonly tenants: Promise<readonly TenantId[]>
}

async function findSessions(
  deps: FindDeps,
  recognized: Recognized,
  { tenant, tenants }: Scope,
): Promise<readonly { readonly kind: FindKind; readonly ref: SessionRef }[]> {
  const { database } = deps
  const { session_id, external_session_id: external, support_code, user, subject } = recognized
  const byValue = (kind: 'upstream_session_id' | 'wallet_address' | 'idempotency_key' | 'trace_id') => {
    const value = recognized[kind]
    return value === undefined ? [] : findSessionsByValue(database, tenant, kind, value)
  }
  const searches: Partial<Record<FindKind, readonly SessionRef[] | Promise<readonly SessionRef[]>>> = {
    ...(session_id !== undefined && { session_id: tenants.then((all) => findSessionById(database, all, session_id)) }),
    ...(external !== undefined && {
      external_session_id: tenants.then((all) => findSessionByExternalId(database, all, external.session, external.id)),
    }),
    ...(support_code !== undefined && {
      // The machine's own clock, which ids are made with.
      support_code: tenants.then((all) =>
        findSessionsByCode(database, all, idsOfSupportCode(support_code, systemClock())),
      ),
    }),
    ...(user !== undefined && { user: tenants.then((all) => findOfUser(database, all, user)) }),
    ...(subject !== undefined && { subject: tenants.then((all) => findOfSubject(deps, all, subject)) }),
    upstream_session_id: byValue('upstream_session_id'),
    wallet_address: byValue('wallet_address'),
    idempotency_key: byValue('idempotency_key'),
    trace_id: byValue('trace_id'),
  }
  const found = await Promise.all(
    findKinds.map(async (kind) => (await (searches[kind] ?? [])).map((ref) => ({ kind, ref }))),
  )
  return found.flat()
}

/** A user is of one tenant: mostly the table of users tells which, and where it does not, each is asked. */
async function findOfUser(
  database: Database,
  tenants: readonly TenantId[],
  user: UserId,
): Promise<readonly SessionRef[]> {
  const known = await findKnownUsers(
    database,
    tenants.map((tenant) => ({ tenant, user })),
  )
  return findSessionsOfUser(database, known.length > 0 ? known.map(({ tenant }) => tenant) : tenants, user)
}

/** Who may be the user whose sessions are looked for, though no customer at Meld was ever made for them. */
const unknownUsersMax = 100

/** With many tenants, those users alone who got so far that Meld has a customer for them. */
async function findOfSubject(
  deps: FindDeps,
  tenants: readonly TenantId[],
  subject: string,
): Promise<readonly SessionRef[]> {
  const { database } = deps
  const users = await usersOfSubject(deps, tenants, subject)
  if (users.length <= unknownUsersMax) return findSessionsOfUsers(database, users)
  return findSessionsOfUsers(database, await findKnownUsers(database, users))
}

/** Who a subject may be: with each tenant's issuers, those of a tenant that is not served as its users tell them. */
async function usersOfSubject(
  { database, served }: FindDeps,
  tenants: readonly TenantId[],
  subject: string,
): Promise<readonly UserRef[]> {
  const issuers = new Map(served.map(({ id, issuers }) => [id, issuers.map((issuer) => issuerName(issuer))]))
  const unknown = tenants.filter((tenant) => (issuers.get(tenant) ?? []).length === 0)
  const told = unknown.length === 0 ? new Map<TenantId, readonly string[]>() : await listIssuers(database, unknown)
  return tenants.flatMap((tenant) =>
    (told.get(tenant) ?? issuers.get(tenant) ?? []).map((issuer) => ({
      tenant,
      user: userIdOf(tenant, issuer, subject),
    })),
  )
}

interface TransactionMatch {
  readonly kind: FindKind
  readonly found: FoundTransaction
}

async function findTransactions(
  database: Database,
  { transaction_id: id, service_transaction_id: serviceId, transaction_hash: hashes }: Recognized,
  { tenant, tenants }: Scope,
): Promise<readonly TransactionMatch[]> {
  const [byId, byServiceId, byHash] = await Promise.all([
    id === undefined ? [] : tenants.then((all) => findTransactionsById(database, all, id)),
    serviceId === undefined ? [] : findTransactionsByServiceId(database, tenant, serviceId),
    hashes === undefined ? [] : findTransactionsByHash(database, tenant, hashes),
  ])
  return [
    ...byId.map((found): TransactionMatch => ({ kind: 'transaction_id', found })),
    ...byServiceId.map((found): TransactionMatch => ({ kind: 'service_transaction_id', found })),
    ...byHash.map((found): TransactionMatch => ({ kind: 'transaction_hash', found })),
  ]
}

/** Those whose session is not among what is told, each once. */
function aloneOf(matches: readonly TransactionMatch[], isTold: (session: string) => boolean): Found['transactions'] {
  const alone = new Map<string, FoundTransaction & { matchedBy: FindKind[] }>()
  for (const { kind, found } of matches) {
    const { session, id } = found.transaction
    if (session !== null && isTold(session)) continue
    const name = `${found.tenant}\n${id}`
    const known = alone.get(name)
    if (known === undefined) alone.set(name, { ...found, matchedBy: [kind] })
    else known.matchedBy.push(kind)
  }
  return [...alone.values()]
}

function inOrder(kinds: ReadonlySet<FindKind>): readonly FindKind[] {
  return findKinds.filter((kind) => kinds.has(kind))
}

/** Characters at either end of a search that are kept of it in the audit log. */
const keptEnd = 4

/**
 * A search as the audit log keeps it: whole where it can only be an id of ours, or a support code, which name no person.
 * Of anything else, such as a wallet's address or the subject of a user, both ends and the length: enough to recognize
 * a search that is known, and not enough to learn it.
 */
function searchInAudit(text: string, recognized: Recognized): string {
  const isOwn = ['session_id', 'external_session_id', 'user', 'support_code'] as const
  if (/^(ses|rw|usr)_/i.test(text) && isOwn.some((kind) => recognized[kind] !== undefined)) return text
  if (recognized.support_code !== undefined) return recognized.support_code
  const characters = [...text]
  const [start, end] = [characters.slice(0, keptEnd).join(''), characters.slice(-keptEnd).join('')]
  const shown = characters.length > 4 * keptEnd ? `${start}…${end}` : '…'
  return `${shown} (${characters.length} characters)`
}
