import { readBaseUrl } from './base-url.ts'
import { type Listing, listing } from './listing.ts'
import type { Fetch } from './platform.ts'
import { withQuery } from './query.ts'
import { type Sessions, sessionsOf } from './sessions.ts'
import { type Call, type CallOptions, createCall, type Token } from './transport.ts'
import type {
  Asset,
  AssetInput,
  AssetPage,
  AssetsInput,
  ListedTransaction,
  Quotes,
  QuotesInput,
  SupportedValues,
  SupportedValuesInput,
  Transaction,
  TransactionPage,
  TransactionsInput,
} from './types.ts'

// biome-ignore lint/performance/noBarrelFile: the package's only entry
export { type ClientErrorCode, RampwayError } from './error.ts'
export type { Listing } from './listing.ts'
export type { Fetch, Signal } from './platform.ts'
export type { FieldFault, Problem } from './problem.ts'
export type { Opening, OpenOptions, Sessions } from './sessions.ts'
export type { SessionEvent, SessionEventsOptions } from './stream.ts'
export type { CallOptions, Token } from './transport.ts'
export type * from './types.ts'
export type { WaitOptions } from './wait.ts'

/** What a client needs to reach a gateway. */
export interface ClientOptions {
  /** Where the gateway is, such as `https://ramp.example.com`, with its path where it has one. */
  readonly baseUrl: string
  /** `<org-id>:<env-id>`; left out, the gateway's default tenant. */
  readonly tenant?: string | undefined
  /**
   * The user's access token, or what gets it: `getAccessToken` of Privy, `getAuthToken` of Dynamic. It is asked before
   * every attempt, and once more when the gateway finds the token expired.
   */
  readonly token: Token
  /** In place of the global `fetch`. */
  readonly fetch?: Fetch | undefined
}

/** The gateway's API for one user. Every call rejects with a RampwayError. */
export interface Client {
  readonly sessions: Sessions
  readonly quotes: {
    /** The prices of every provider for a trade, best first, and why the others are out. */
    readonly list: (input: QuotesInput, options?: CallOptions) => Promise<Quotes>
  }
  readonly transactions: {
    /** All transactions, newest first. */
    readonly list: (input?: TransactionsInput, options?: CallOptions) => Listing<TransactionPage, ListedTransaction>
    readonly get: (id: string, options?: CallOptions) => Promise<Transaction>
  }
  readonly supportedValues: {
    /** What can be traded, for the forms of an app. */
    readonly get: (input?: SupportedValuesInput, options?: CallOptions) => Promise<SupportedValues>
  }
  readonly assets: {
    /** Every asset and currency that the API knows, by symbol. */
    readonly list: (input?: AssetsInput, options?: CallOptions) => Listing<AssetPage, Asset>
    /** One currency, or one asset on a chain. */
    readonly get: (symbol: string, input?: AssetInput, options?: CallOptions) => Promise<Asset>
  }
}

/** A client of one gateway for one user. Throws a TypeError when `baseUrl` is no http or https address. */
export function createClient({ baseUrl, tenant, token, fetch }: ClientOptions): Client {
  const credentials = (proof: string) => ({
    'x-juno-jwt': proof,
    ...(tenant !== undefined && { 'x-juno-orgid': tenant }),
  })
  const origin = { baseUrl: readBaseUrl(baseUrl), token, credentials, fetch }
  const call = createCall(origin)
  const get = async <Body>(path: string, member: string, options?: CallOptions) =>
    (await call<Body>({ method: 'GET', path, member }, options)).body
  return { sessions: sessionsOf(call, origin), ...tradesOf(call, get), ...catalogueOf(call, get) }
}

type Get = <Body>(path: string, member: string, options?: CallOptions) => Promise<Body>

function tradesOf(call: Call, get: Get): Pick<Client, 'quotes' | 'transactions'> {
  const path = '/v0/ramp/transactions'
  return {
    quotes: { list: (input, options) => get(withQuery('/v0/ramp/quotes', input), 'quotes', options) },
    transactions: {
      list: (input, options) =>
        listing(
          call,
          { path, member: 'transactions' },
          input,
          ({ transactions }: TransactionPage) => transactions,
          options,
        ),
      get: async (id, options) => {
        type Reply = { readonly _links: Transaction['_links']; readonly transaction: Omit<Transaction, '_links'> }
        const { _links, transaction } = await get<Reply>(`${path}/${encodeURIComponent(id)}`, 'transaction', options)
        return { _links, ...transaction }
      },
    },
  }
}

function catalogueOf(call: Call, get: Get): Pick<Client, 'supportedValues' | 'assets'> {
  const path = '/v0/assets'
  return {
    supportedValues: { get: (input, options) => get(withQuery('/v0/ramp/supported-values', input), 'fiats', options) },
    assets: {
      list: (input, options) =>
        listing(call, { path, member: 'assets' }, input, ({ assets }: AssetPage) => assets, options),
      get: async (symbol, input, options) =>
        (
          await get<{ readonly asset: Asset }>(
            withQuery(`${path}/${encodeURIComponent(symbol)}`, input),
            'asset',
            options,
          )
        ).asset,
    },
  }
}
