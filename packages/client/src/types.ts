import type { components } from './generated/contract.ts'
import type { Input, Open } from './open-set.ts'

type Schemas = components['schemas']

/** What is asked for. Fiat first is a buy, crypto first a sell. */
export interface OpenSessionInput extends Input<Schemas['OpenSessionBody']> {}
/** A trade to ask prices for. */
export interface QuotesInput extends Input<Schemas['ListQuotesQuery']> {}
/** Narrows a list of sessions. */
export interface SessionsInput extends Input<Schemas['ListSessionsQuery']> {}
/** Narrows a list of transactions. */
export interface TransactionsInput extends Input<Schemas['ListTransactionsQuery']> {}
/** Narrows what can be traded. */
export interface SupportedValuesInput extends Input<Schemas['GetSupportedValuesQuery']> {}
/** Narrows a list of assets. */
export interface AssetsInput extends Input<Schemas['ListAssetsQuery']> {}
/** The chain of an asset. */
export interface AssetInput extends Input<Schemas['GetAssetQuery']> {}

/** A reference relative to the root of the gateway. */
export interface Link extends Open<Schemas['Link']> {}
/** How far a session has got. */
export type SessionStatus = Open<Schemas['SessionStatus']>
/** How far a transaction has got. */
export type TransactionStatus = Open<Schemas['TransactionStatus']>
/** Where a session may be shown. */
export type Surface = Open<Schemas['Surface']>

/** A session as opening gives it: it has a widget. */
export interface OpenedSession extends Open<Schemas['Session'] & Pick<Schemas['SessionReply'], '_links'>> {}
/** A session read back, with how its provider was chosen and what happened to it. */
export interface Session extends Open<Schemas['SessionDetail'] & Pick<Schemas['SessionDetailReply'], '_links'>> {}
/** A session as a list has it. */
export interface ListedSession extends Open<Schemas['ListedSession']> {}
/** One page of sessions. */
export interface SessionPage extends Open<Schemas['SessionList']> {}

/** One provider's price. */
export interface Quote extends Open<Schemas['Quote']> {}
/** The prices for a trade, best first, and who is out. */
export interface Quotes extends Open<Schemas['QuoteList']> {}
/** Why a provider is out of a trade, and what would bring it in. */
export interface Exclusion extends Open<Schemas['Exclusion']> {}

/** The movement of money that a user started in a widget. */
export interface Transaction extends Open<Schemas['Transaction'] & Pick<Schemas['TransactionReply'], '_links'>> {}
/** A transaction as a list has it. */
export interface ListedTransaction extends Open<Schemas['ListedTransaction']> {}
/** One page of transactions. */
export interface TransactionPage extends Open<Schemas['TransactionList']> {}

/** What can be traded. */
export interface SupportedValues extends Open<Schemas['SupportedValues']> {}
/** A currency, or a coin or token on one chain. */
export interface Asset extends Open<Schemas['Asset']> {}
/** One page of assets. */
export interface AssetPage extends Open<Schemas['AssetList']> {}
