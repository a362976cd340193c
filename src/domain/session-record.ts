import type { WebhookOutcome } from './incoming-webhook.ts'
import type { ExternalSessionId, Session } from './session.ts'
import type { DepositRecord, TransactionAssets, TransactionStatus, UpstreamTransaction } from './transaction.ts'
import type { UpstreamCall } from './upstream-call.ts'

/** Everything that is recorded of a session, for operators. Instants are epoch milliseconds. */
export interface SessionRecord {
  readonly session: Session
  /** The user at the identity provider; null until the user has a customer at Meld. */
  readonly issuer: string | null
  readonly subject: string | null
  readonly updatedAt: number
  /** Somebody opened the link, and it was not released since. */
  readonly isHeld: boolean
  /** Of every widget opened for it, oldest first. */
  readonly externalIds: readonly ExternalSessionId[]
  /** Checks of this session by reconciliation since something last happened to it. */
  readonly checks: number
  /** When reconciliation checks it next; null: not any more. */
  readonly nextCheckAt: number | null
  /** Oldest first. */
  readonly events: readonly RecordedEvent[]
  /** Calls to Meld that opening it took, in the order in which they ended. */
  readonly upstreamCalls: readonly UpstreamCall[]
  /** Newest first. */
  readonly transactions: readonly RecordedTransaction[]
  /** Oldest first, as far as they are still kept. */
  readonly webhooks: readonly RecordedWebhook[]
}

/** One event, with what is known of it; what does not apply is left out. */
export interface RecordedEvent extends EventFacts {
  readonly at: number
  readonly kind: string
}

/** What an event may tell. Never a token, a whole address of a person, or the address of a widget. */
export interface EventFacts {
  readonly serviceProvider?: string
  readonly transactionId?: string
  /** Of a transaction, in our words and in Meld's. */
  readonly status?: string
  readonly meldStatus?: string
  /** When that was, by Meld's own timestamp, in epoch milliseconds. */
  readonly meldUpdatedAt?: number
  /** What the session's status became. */
  readonly sessionStatus?: string
  /** How it ended, in one word. */
  readonly result?: string
  /** Why, in one word. */
  readonly reason?: string | undefined
  /** What led to it, in one word. */
  readonly causedBy?: string
  /** Of an API call, what it was answered with; of a call upstream, what Meld answered with. */
  readonly httpStatus?: number
  readonly durationMs?: number
  /** Of a call upstream, which one. */
  readonly call?: string
  readonly traceId?: string | undefined
  /** Which browser on which system, without versions. */
  readonly browser?: string
  /** The /24 or /48 that the client belongs to. */
  readonly network?: string
  /** The name of the operator who did it. */
  readonly operator?: string
  /** The words of a note, or the reason that an operator gave. */
  readonly text?: string
  /** Calls to Meld that it took. */
  readonly upstreamCalls?: readonly UpstreamCall[]
  /** How many more of this kind there were, of which only this count is kept. */
  readonly more?: number
}

/** A transaction of the session. */
export interface RecordedTransaction {
  readonly id: string
  readonly status: TransactionStatus
  /** As last told. */
  readonly upstream: UpstreamTransaction
  readonly assets: TransactionAssets
  readonly deposit: DepositRecord
  /** When Meld first told of it, by our clock. */
  readonly firstSeenAt: number
  readonly checkedAt: number
}

/** A webhook about the session or one of its transactions. */
export interface RecordedWebhook {
  readonly id: string
  readonly eventType: string
  readonly transactionId: string | null
  readonly meldStatus: string | null
  readonly receivedAt: number
  readonly handledAt: number | null
  readonly nextAttemptAt: number
  readonly attempts: number
  /** Null as long as it waits. */
  readonly outcome: WebhookOutcome | null
}
