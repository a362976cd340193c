import type { OnUpstreamCall } from '../../domain/upstream-call.ts'
import type { LogSubject } from '../../observe/log.ts'
import type { OutboundRequest, OutboundResult } from '../../outbound/request.ts'

/** What the adapter logs. Never holds a key, address, token or amount. */
export type MeldEvent =
  /** A call that failed: what it was, what Meld said, and the id to quote to Meld's support. */
  | {
      readonly event: 'call_failed'
      readonly call: string
      readonly status: number
      readonly reason: string
      readonly verdict: string
      readonly requestId: string | null
    }
  /** A success whose body cannot be used. */
  | { readonly event: 'reply_unusable'; readonly call: string; readonly status: number }
  /** An implausible offer; the figures are in the reply and in the session's routing. */
  | { readonly event: 'offer_implausible' }
  | { readonly event: 'offer_dropped'; readonly reason: string }
  /** Transactions of a page that were left out, since nothing can be read from them. */
  | { readonly event: 'transactions_unreadable'; readonly count: number }
  /** Meld answered with another version of its API than was asked for. */
  | { readonly event: 'version_differs'; readonly call: string; readonly answered: string }
  /** The list of currencies could not be refreshed; the old one stays in use. */
  | { readonly event: 'currencies_stale'; readonly reason: string }
  /** The present list could not be fetched; the older one is asked. */
  | { readonly event: 'currencies_fallback'; readonly reason: string }
  /** A part of the discovery data that neither family gave; it counts as unknown. */
  | { readonly event: 'catalogue_part_unread'; readonly part: string; readonly reason: string }

/** Takes an event, and on whose behalf the call was made; never throws. */
export type Log = (event: MeldEvent, about?: Readonly<LogSubject>) => void

/** A call to Meld, and on whose behalf it is made. */
export interface MeldCall extends OutboundRequest {
  readonly about: Readonly<LogSubject> | undefined
  readonly onCall: OnUpstreamCall | undefined
}

/** Sends a call to Meld. */
export type SendMeld = (call: MeldCall) => Promise<OutboundResult>
