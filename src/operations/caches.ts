import { LRUCache } from 'lru-cache'
import type { CustomerOutcome, UpstreamFailure } from '../aggregators/aggregator.ts'
import type { Session, SessionId } from '../domain/session.ts'
import type { Tenant, TenantId } from '../domain/tenant.ts'
import type { TenantKey } from '../domain/tenant-key.ts'
import type { StoredCatalogue } from '../store/catalogues.ts'

/** What one process keeps between calls. It only saves work: any entry may be evicted at any time. */
export interface Caches {
  /** Customer creations under way or just done, by user; see `customers.ts`. */
  readonly customerCreations: LRUCache<string, Promise<CustomerOutcome>>
  /**
   * Sessions that this process answered lately, by their keys alone: of two users who choose the same key the later is
   * kept. See `sessions/replay-cache.ts`.
   */
  readonly replays: LRUCache<string, CachedReplay>
  /** Pages of transactions as they were answered lately; see `transactions/page-cache.ts`. */
  readonly transactionPages: LRUCache<string, AnsweredPage>
  /** What was last answered with a session, as long as this very one is held; see `sessions/reply-cache.ts`. */
  readonly replies: WeakMap<Session, CachedReply>
  /** Providers that failed lately, by Meld account; see `routing/provider-health.ts`. */
  readonly failingProviders: LRUCache<string, FailingProvider>
  /** When Meld was last asked for a sell's transaction, in epoch milliseconds; see `transactions/deposits.ts`. */
  readonly depositChecks: LRUCache<SessionId, number>
  /** Discovery data, with the readings under way; see `catalogue/catalogue.ts`. */
  readonly catalogues: LRUCache<TenantId, CatalogueEntry>
  /** When a reading was last recorded, in epoch milliseconds, by who read what; see `operator/audit.ts`. */
  readonly recordedReads: LRUCache<string, number>
  /** Tenant keys that were looked up a moment ago, by their hashes; see `partners/authenticate.ts`. */
  readonly tenantKeys: LRUCache<string, SeenTenantKey>
}

/** The session that a replay of a key is answered with, as this process last saw it. */
export interface CachedReplay {
  readonly session: Session
  /** Of the request that opened the session. */
  readonly fingerprint: string
}

/** A page of transactions, as its caller got it. */
export interface AnsweredPage {
  /** Of what it shows. */
  readonly mark: string
  readonly text: string
}

/** An answer with a session, as a text, and what it depends on. */
export interface CachedReply {
  readonly tenant: Tenant
  /** Of its instants. */
  readonly format: string
  readonly text: string
}

/** A provider that failed. */
export interface FailingProvider {
  /** Other providers are tried first until then, in epoch milliseconds. */
  readonly until: number
}

/** A tenant key as it stood when it was looked up. */
export interface SeenTenantKey {
  readonly key: TenantKey
  /** Epoch milliseconds. */
  readonly seenAt: number
}

/** What this process knows of one tenant's catalogue. */
export interface CatalogueEntry {
  known: StoredCatalogue | undefined
  /** When `known` is next compared with the stored one. */
  recheckAtMs: number
  /** When those who wait for nothing may have it looked up again. */
  peekAtMs: number
  /** When a failed reading may be tried again, and how it failed. */
  failed: { readonly untilMs: number; readonly failure: UpstreamFailure } | undefined
  refreshing: Promise<UpstreamFailure | undefined> | undefined
}

const customerCreationsMax = 20_000
/** Longer than any call takes between reading the customer and using it. */
const customerCreationKeptMs = 60_000
/** Most retries come soon, and to the process that answered first. About 3 KB each, so 6 MB when full; 2 KB more where apps give all the client state they may. */
export const replaysMax = 2_000
/** Most are short: users with few transactions. */
const transactionPagesMax = 5_000
/** Of texts, marks and names together: some 300 pages of 50 transactions. */
const transactionPagesCharsMax = 16 * 1024 * 1024
/** For all accounts together; an evicted one costs a caller one attempt. */
const failingProvidersMax = 10_000
/** Sells whose users are on their way back at the same time; evicted ones are merely checked more often. */
const depositChecksMax = 20_000
/** Each takes some hundred kilobytes. */
const cataloguesMax = 200
/** Operators with a page that is read anew every few seconds; an evicted one costs an entry of the audit log. */
const recordedReadsMax = 5_000
/** Keys of partners' servers that call at the same time; an evicted one costs a look-up. */
const tenantKeysMax = 5_000

/** The caches of a process, all empty. */
export function createCaches(): Caches {
  return {
    customerCreations: new LRUCache({ max: customerCreationsMax, ttl: customerCreationKeptMs }),
    replays: new LRUCache({ max: replaysMax }),
    replies: new WeakMap(),
    transactionPages: new LRUCache({
      max: transactionPagesMax,
      maxSize: transactionPagesCharsMax,
      sizeCalculation: ({ mark, text }, name) => mark.length + text.length + name.length,
    }),
    failingProviders: new LRUCache({ max: failingProvidersMax }),
    depositChecks: new LRUCache({ max: depositChecksMax }),
    catalogues: new LRUCache({ max: cataloguesMax }),
    recordedReads: new LRUCache({ max: recordedReadsMax }),
    tenantKeys: new LRUCache({ max: tenantKeysMax }),
  }
}
