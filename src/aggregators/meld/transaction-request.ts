import type { TransactionSearch, UpstreamAccount } from '../aggregator.ts'
import type { MeldCall } from './events.ts'
import { makeHeaders } from './request.ts'

/** The largest page of transactions that Meld gives. */
const searchPageSize = 100

/** One record, read in the background or while a user waits on a page. */
const fetchDeadlineMs = 8_000
/** Meld asks the provider before it answers. */
const fetchBySessionDeadlineMs = 15_000
/** A full page of records; nobody waits for it. */
const searchDeadlineMs = 15_000

// Largest answers read: a record carries the provider's raw data, whose size is unknown.
const transactionBytesMax = 512 * 1024
const searchBytesMax = 8 * 1024 * 1024

/** `GET /payments/transactions/{id}`. */
export function makeTransactionCall(account: UpstreamAccount, id: string): MeldCall {
  return makeReadCall(account, {
    name: 'meld.transaction',
    path: `/${encodeURIComponent(id)}`,
    deadlineMs: fetchDeadlineMs,
    responseBytesMax: transactionBytesMax,
  })
}

/** `GET /payments/transactions/sessions/{sessionId}`: makes Meld ask the provider right now. */
export function makeTransactionBySessionCall(account: UpstreamAccount, upstreamSessionId: string): MeldCall {
  return makeReadCall(account, {
    name: 'meld.transaction_by_session',
    path: `/sessions/${encodeURIComponent(upstreamSessionId)}`,
    deadlineMs: fetchBySessionDeadlineMs,
    responseBytesMax: transactionBytesMax,
  })
}

/** `GET /payments/transactions`, in the largest pages. Only the plural names of lists are accepted. */
export function makeTransactionSearchCall(account: UpstreamAccount, search: TransactionSearch): MeldCall {
  const query = Object.entries({ ...listFilters(search), limit: String(searchPageSize) })
  if (search.after !== undefined && search.after !== null) query.push(['after', search.after])
  return makeReadCall(account, {
    name: 'meld.transactions',
    path: `?${query.map(([name, value]) => `${name}=${value.split(',').map(encodeURIComponent).join(',')}`).join('&')}`,
    deadlineMs: searchDeadlineMs,
    responseBytesMax: searchBytesMax,
  })
}

function listFilters(search: TransactionSearch): Readonly<Record<string, string>> {
  switch (search.kind) {
    case 'by_external_session':
      return { externalSessionIds: search.ids.join(',') }
    case 'by_customer':
      return { customerIds: search.customerIds.join(',') }
    case 'by_time':
      // Whole seconds are all that Meld reads, so the window is widened to them.
      return { from: isoSeconds(Math.floor(search.from / 1000)), to: isoSeconds(Math.ceil(search.to / 1000)) }
  }
}

/** The form of Meld's own example, without a zone; its times are UTC. */
function isoSeconds(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString().slice(0, 19)
}

interface ReadCall extends Pick<MeldCall, 'name' | 'deadlineMs' | 'responseBytesMax'> {
  /** Below `/payments/transactions`, query included. */
  readonly path: string
}

function makeReadCall(account: UpstreamAccount, { path, ...call }: ReadCall): MeldCall {
  const url = `${account.baseUrl}/payments/transactions${path}`
  return {
    ...call,
    method: 'GET',
    readOnly: true,
    url,
    headers: makeHeaders(account),
    about: account.about,
    onCall: account.onCall,
  }
}
