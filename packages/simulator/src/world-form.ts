import { Ajv } from 'ajv'
import Type, { type Static } from 'typebox'
import { KYC_STATUSES } from './state.ts'
import { EVENT_TYPES } from './webhook-target.ts'

/** Raised whenever the form below changes: a file of another version is set aside. */
export const WORLD_VERSION = 1

const text = Type.String()
const optionalText = Type.Union([text, Type.Null()])
/** Epoch milliseconds, or a span of them. */
const ms = Type.Number({ minimum: 0 })
const optionalMs = Type.Union([ms, Type.Null()])

const session = Type.Object({
  id: text,
  accountId: text,
  type: Type.Enum(['BUY', 'SELL']),
  serviceProvider: text,
  countryCode: text,
  sourceCurrencyCode: text,
  destinationCurrencyCode: text,
  requestedDestinationCurrencyCode: text,
  sourceAmount: text,
  walletAddress: optionalText,
  walletTag: optionalText,
  paymentMethodType: optionalText,
  lockFields: Type.Array(text),
  redirectUrl: optionalText,
  redirectFlow: Type.Boolean(),
  clientIpAddress: optionalText,
  externalSessionId: optionalText,
  customerId: text,
  externalCustomerId: optionalText,
  token: text,
  widgetUrl: text,
  serviceProviderWidgetUrl: text,
  createdAtMs: ms,
  transactionIds: Type.Array(text),
})

const transaction = Type.Object({
  id: text,
  key: text,
  sessionId: text,
  serviceTransactionId: text,
  status: text,
  sourceAmount: text,
  destinationAmount: text,
  paymentMethodType: text,
  fees: Type.Object({ network: optionalText, transaction: text, partner: text, total: text }),
  depositAddress: optionalText,
  blockchainTransactionId: optionalText,
  failure: Type.Union([Type.Object({ code: text, message: text }), Type.Null()]),
  ahead: Type.Union([Type.Object({ atMs: ms, path: Type.Array(text) }), Type.Null()]),
  createdAtMs: ms,
  updatedAtMs: ms,
})

const kyc = Type.Object({ status: Type.Enum([...KYC_STATUSES]), updatedAtMs: ms, approvalDueMs: optionalMs })

const customer = Type.Object({
  id: text,
  accountId: text,
  key: text,
  externalId: optionalText,
  /** JSON texts, whose numbers keep every digit. */
  details: text,
  addresses: Type.Array(text),
  status: Type.Enum(['ACTIVE', 'INACTIVE']),
  previouslyUsed: Type.Array(Type.Object({ provider: text, atMs: ms })),
  kyc: Type.Union([kyc, Type.Null()]),
  createdAtMs: ms,
})

const profile = Type.Object({
  id: text,
  accountId: optionalText,
  key: text,
  secret: text,
  signingClock: Type.Enum(['simulator', 'base']),
  name: text,
  url: text,
  eventTypes: Type.Array(text),
  eventVersion: text,
  status: Type.Enum(['ACTIVE', 'DISABLED']),
})

const event = Type.Object({
  profileId: text,
  type: Type.Enum([...EVENT_TYPES]),
  id: text,
  lane: text,
  body: text,
  firstSentAtMs: optionalMs,
  attempt: Type.Integer({ minimum: 0 }),
  retryReason: optionalText,
  dueAtMs: ms,
})

const world = Type.Object({
  version: Type.Literal(WORLD_VERSION),
  /** What account ids and the signatures of checkout links follow from. */
  secret: Type.String({ minLength: 32 }),
  advancedMs: ms,
  timings: Type.Object({ settlingMs: ms, settledMs: ms, kycMs: ms, webhookRetryMs: ms }),
  sessions: Type.Array(session),
  transactions: Type.Array(transaction),
  customers: Type.Array(customer),
  profiles: Type.Array(profile),
  events: Type.Array(event),
})

/** A simulator's world as it is kept in a file. Amounts are decimal texts. */
export type WorldForm = Static<typeof world>

/** A webhook event that has not arrived yet. */
export type WaitingEvent = WorldForm['events'][number]

/** The value as a saved world of this version; undefined when it is none. */
export function readWorldForm(value: unknown): WorldForm | undefined {
  // Compiled when it is needed, which is once, and not at all where nothing is kept.
  const validate = new Ajv().compile<WorldForm>(world)
  return validate(value) ? value : undefined
}
