import { firstStatus, type TransactionStatus } from '../../src/domain/transaction.ts'
import type { Deps } from '../../src/operations/deps.ts'
import { type RoundLimits, type RoundOutcome, reconcile } from '../../src/operations/reconcile/reconcile.ts'
import { queryDatabase } from '../support/database.ts'
import type { JsonAnswer, TestGateway } from '../support/gateway.ts'
import { visit } from '../support/visit.ts'

/** A transaction at the simulated Meld. */
export interface MeldTransaction {
  readonly id: string
  readonly externalSessionId: string
  readonly status: string
  readonly updatedAt: string
}

/** What the tests do with a gateway, and look for in its store. */
export interface ReconcileBench {
  /** One round for org-demo, by this gateway's process or by another with the same store. */
  readonly round: (limits?: RoundLimits, deps?: Deps) => Promise<RoundOutcome>
  /** Opens a session, and its link as a browser would; gives its id. */
  readonly openLink: () => Promise<string>
  /** Opens a session whose link nobody opens; gives its id. */
  readonly openSession: (body?: unknown) => Promise<string>
  readonly checkout: (session: string, outcome: string, more?: object) => Promise<JsonAnswer>
  readonly fail: (fault: object) => Promise<void>
  /** Forgets all faults and recorded calls. */
  readonly repair: () => Promise<void>
  /** The session as its owner reads it over the API. */
  readonly read: (session: string) => Promise<Record<string, unknown>>
  /** The statuses of the session's transactions as stored, oldest first. */
  readonly transactions: (session: string) => Promise<string[]>
  /** The queries for transactions that Meld received. */
  readonly searches: () => Promise<Record<string, string>[]>
  /** Every transaction at Meld, newest first. */
  readonly atMeld: () => Promise<MeldTransaction[]>
  /** The age of the oldest unresolved item of a kind, as the metric tells it. */
  readonly oldest: (kind: 'session' | 'transaction') => Promise<number>
}

/** Wraps a started gateway; whatever is done is done as alice of org-demo. */
export function reconcileBench(gateway: TestGateway): ReconcileBench {
  const { deps, demo: tenant } = gateway
  const openSession = async (body?: unknown): Promise<string> => {
    const opened = await gateway.openSession(body)
    if (opened.status !== 201) throw new Error(`no session was opened: ${opened.text}`)
    return opened.body.session.id
  }
  const read = async (id: string): Promise<Record<string, unknown>> => {
    const headers = { 'x-juno-orgid': tenant.id, 'x-juno-jwt': await gateway.mintToken() }
    const { status, body, text } = await gateway.send(`/v0/ramp/sessions/${id}`, { headers })
    if (status !== 200) throw new Error(`the session cannot be read: ${text}`)
    return body.session
  }
  return {
    round: (limits = {}, by = deps) => reconcile(by, tenant, limits),
    openLink: async () => {
      const id = await openSession()
      const { widget_url: link } = await read(id)
      const opened = await visit(String(link))
      if (opened.status < 300 || opened.status > 399) throw new Error(`the link answered ${opened.status}`)
      return id
    },
    openSession,
    checkout: async (session, outcome, more = {}) => {
      const done = await gateway.control('/_sim/checkout', { session_id: session, outcome, ...more })
      if (done.status !== 200) throw new Error(done.text)
      return done
    },
    fail: async (fault) => {
      const { status, text } = await gateway.control('/_sim/faults', fault)
      if (status !== 200) throw new Error(text)
    },
    repair: async () => {
      await gateway.control('/_sim/reset', {})
    },
    read,
    transactions: async (id) => {
      const rows = await queryDatabase(
        gateway.database,
        'select status from transactions where session_id = $1 order by provider_created_at, id',
        [id.slice('ses_'.length)],
      )
      return rows.map(({ status }) => String(status))
    },
    searches: async () => {
      const { body } = await gateway.control('/_sim/calls?path=/payments/transactions')
      return body.calls.map(({ query }: { query: Record<string, string> }) => query)
    },
    atMeld: async () => (await gateway.control('/_sim/transactions')).body.transactions,
    oldest: async (kind) => {
      const text = await deps.metrics.render()
      const start = `rampway_oldest_unresolved_seconds{kind="${kind}"} `
      return Number(
        text
          .split('\n')
          .find((line) => line.startsWith(start))
          ?.slice(start.length),
      )
    },
  }
}

/** What the status of a transaction at Meld means. */
export function meaningOf(transaction: MeldTransaction): TransactionStatus {
  return firstStatus(transaction.status)
}
