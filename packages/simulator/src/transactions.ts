import type { Big } from 'big.js'
import { findAsset, findFiat, findProvider } from './catalogue.ts'
import { decimal } from './decimal.ts'
import { MeldRefusal, refuse } from './errors.ts'
import { assessTrade, limitRefusal } from './offers.ts'
import { remember, type Session, TRANSACTIONS_MAX, TRANSACTIONS_PER_SESSION_MAX, type Transaction } from './state.ts'
import type { EventType } from './webhook-target.ts'
import type { World } from './world.ts'

/** What becomes of a trade after the buyer has paid. */
export const FATES = ['settle', 'fail', 'refund', 'error', 'two_fa', 'expire', 'stay'] as const
export type Fate = (typeof FATES)[number]

/** What the buyer does on the page. */
export type Outcome = 'pay' | 'decline' | 'cancel'

/** Why a trade did not come about. */
export type Failure = NonNullable<Transaction['failure']>

export interface Checkout {
  readonly outcome: Outcome
  /** Of a decline; by default the issuer declined. */
  readonly failure?: Failure | undefined
  /** The buyer's bank asks for a second factor: nothing goes on before `answerChallenge`. */
  readonly isChallenged?: boolean | undefined
  /** Instead of the session's amount. Refused when the session locks it. */
  readonly amount?: Big | undefined
  readonly fate?: Fate | undefined
}

const FINAL_STATUSES: ReadonlySet<string> = new Set([
  'SETTLED',
  'FAILED',
  'DECLINED',
  'CANCELLED',
  'REFUNDED',
  'PARTIALLY_REFUNDED',
  'VOIDED',
])

/** Statuses in the order each fate goes through, after `PENDING`. */
const PATHS: Readonly<Record<Fate, readonly string[]>> = {
  settle: ['SETTLING', 'SETTLED'],
  fail: ['SETTLING', 'FAILED'],
  refund: ['SETTLING', 'REFUNDED'],
  // ERROR is temporary: the provider tries again and the trade goes through.
  error: ['ERROR', 'SETTLING', 'SETTLED'],
  two_fa: ['TWO_FA_REQUIRED', 'TWO_FA_PROVIDED', 'SETTLING', 'SETTLED'],
  expire: ['AUTHORIZATION_EXPIRED'],
  stay: [],
}

const CARD_DECLINED: Failure = { code: 'card_declined', message: 'The issuer declined the payment' }
const USER_CANCELLED: Failure = { code: 'user_cancelled', message: 'The user cancelled the order' }

const EVENT_OF_STATUS: ReadonlyMap<string, EventType> = new Map([
  ['SETTLING', 'TRANSACTION_CRYPTO_TRANSFERRING'],
  ['SETTLED', 'TRANSACTION_CRYPTO_COMPLETE'],
  ['FAILED', 'TRANSACTION_CRYPTO_FAILED'],
  ['DECLINED', 'TRANSACTION_CRYPTO_FAILED'],
  ['CANCELLED', 'TRANSACTION_CRYPTO_FAILED'],
  ['ERROR', 'TRANSACTION_CRYPTO_FAILED'],
  ['REFUNDED', 'TRANSACTION_CRYPTO_FAILED'],
  ['PARTIALLY_REFUNDED', 'TRANSACTION_CRYPTO_FAILED'],
  ['VOIDED', 'TRANSACTION_CRYPTO_FAILED'],
  ['AUTHORIZATION_EXPIRED', 'TRANSACTION_CRYPTO_FAILED'],
])

/** True for a status that is final. */
export function isFinal(status: string): boolean {
  return FINAL_STATUSES.has(status)
}

/** The session's newest transaction, if any. */
export function latestTransaction(world: World, session: Session): Transaction | undefined {
  const id = session.transactionIds.at(-1)
  return id === undefined ? undefined : world.state.transactions.get(id)
}

/**
 * Submits the session's page. A session backs one trade: while one is under way or settled another is refused (409);
 * after a failed one the buyer may try again. Throws the provider's limit refusal for a changed amount outside them.
 */
export function submitCheckout(world: World, session: Session, checkout: Checkout): Transaction {
  const previous = latestTransaction(world, session)
  const mayRetry = previous === undefined || (isFinal(previous.status) && previous.status !== 'SETTLED')
  if (!mayRetry || session.transactionIds.length >= TRANSACTIONS_PER_SESSION_MAX) {
    throw refuse(409, 'CONFLICT', `Session ${session.id} already has a transaction (${previous?.status})`)
  }
  const transaction = createTransaction(world, session, checkout.amount)
  remember(world.state.transactions, transaction.id, transaction, TRANSACTIONS_MAX)
  session.transactionIds.push(transaction.id)
  if (checkout.outcome !== 'pay') {
    const isDecline = checkout.outcome === 'decline'
    transaction.failure = isDecline ? (checkout.failure ?? CARD_DECLINED) : USER_CANCELLED
    moveTo(world, transaction, isDecline ? 'DECLINED' : 'CANCELLED')
    return transaction
  }
  if (findProvider(session.serviceProvider)?.announcesEarly === true) moveTo(world, transaction, 'PENDING_CREATED')
  moveTo(world, transaction, 'PENDING')
  if (checkout.isChallenged === true) {
    moveTo(world, transaction, 'TWO_FA_REQUIRED')
    return transaction
  }
  // A sell waits for the crypto unless told what becomes of it.
  const fate = checkout.fate ?? (session.type === 'SELL' ? 'stay' : 'settle')
  walk(world, transaction, PATHS[fate])
  return transaction
}

/** Whether the trade waits for its buyer's answer to the bank. */
export function isChallenged({ status, ahead }: Transaction): boolean {
  return status === 'TWO_FA_REQUIRED' && ahead === null
}

/** The buyer's answer to the bank: the trade settles from there, or is declined for `failure`. */
export function answerChallenge(world: World, transaction: Transaction, failure: Failure | undefined): void {
  if (failure !== undefined) {
    transaction.failure = failure
    moveTo(world, transaction, 'DECLINED')
    return
  }
  moveTo(world, transaction, 'TWO_FA_PROVIDED')
  walk(world, transaction, PATHS.settle)
}

/** Tells a sell that its crypto has arrived; it settles from there. 409 when it is not waiting for any. */
export function arriveCrypto(world: World, transaction: Transaction): void {
  if (transaction.session.type !== 'SELL' || transaction.status !== 'PENDING') {
    throw refuse(409, 'CONFLICT', `Transaction ${transaction.id} is not a sell that waits for crypto`)
  }
  transaction.blockchainTransactionId = world.ids.hex('hash', 32)
  moveTo(world, transaction, 'SETTLING')
  walk(world, transaction, ['SETTLED'])
}

/** Sets a status, whatever was before, and announces it. Later steps under way stop. */
export function moveTo(world: World, transaction: Transaction, status: string): void {
  transaction.status = status
  transaction.ahead = null
  transaction.updatedAtMs = world.clock.now()
  const { session } = transaction
  if (status === 'SETTLED') {
    transaction.blockchainTransactionId ??= world.ids.hex('hash', 32)
    world.state.customers.get(session.customerId)?.previouslyUsed.set(session.serviceProvider, transaction.updatedAtMs)
  }
  if (status === 'FAILED')
    transaction.failure = { code: 'delivery_failed', message: 'The order could not be delivered' }
  announce(world, transaction)
}

/** Goes through the statuses one by one on the clock, until something else changes the transaction. */
function walk(world: World, transaction: Transaction, path: readonly string[]): void {
  if (path.length === 0) return
  const delayMs = transaction.status === 'SETTLING' ? world.timings.settledMs : world.timings.settlingMs
  transaction.ahead = { atMs: world.clock.now() + delayMs, path }
  goOnWith(world, transaction)
}

/** Schedules what lies ahead of the transaction: from now on, or from where an earlier simulator stopped. */
export function goOnWith(world: World, transaction: Transaction): void {
  const { ahead } = transaction
  if (ahead === null) return
  world.clock.schedule(ahead.atMs, () => {
    const [next, ...rest] = ahead.path
    if (transaction.ahead !== ahead || next === undefined) return
    moveTo(world, transaction, next)
    walk(world, transaction, rest)
    world.changed()
  })
}

function announce(world: World, transaction: Transaction): void {
  const { session, status, id } = transaction
  // The earliest event knows the transaction only: no session ids (docs/meld.md, webhooks).
  const isEarly = status === 'PENDING_CREATED'
  world.webhooks.announce(session.accountId, EVENT_OF_STATUS.get(status) ?? 'TRANSACTION_CRYPTO_PENDING', id, {
    requestId: world.ids.requestId(),
    accountId: session.accountId,
    paymentTransactionId: id,
    customerId: session.customerId,
    externalCustomerId: session.externalCustomerId,
    ...(isEarly ? {} : { sessionId: session.id, externalSessionId: session.externalSessionId }),
    transactionType: transactionType(session),
    paymentTransactionStatus: status,
  })
}

/** `CRYPTO_PURCHASE` or `CRYPTO_SELL`. */
export function transactionType(session: Session): string {
  return session.type === 'BUY' ? 'CRYPTO_PURCHASE' : 'CRYPTO_SELL'
}

function createTransaction(world: World, session: Session, amount: Big | undefined): Transaction {
  if (amount !== undefined && session.lockFields.includes('sourceAmount') && !amount.eq(session.sourceAmount)) {
    throw refuse(400, 'INVALID_AMOUNT', 'The session locks its source amount')
  }
  const { method, price } = priceSession(world, session, amount ?? session.sourceAmount)
  const nowMs = world.clock.now()
  return {
    id: world.ids.scoped('transaction'),
    key: world.ids.plain('transaction-key'),
    session,
    serviceTransactionId: world.ids.scoped('provider-order'),
    status: 'PENDING',
    sourceAmount: price.sourceAmount,
    destinationAmount: price.destinationAmount,
    paymentMethodType: method.code,
    fees: {
      network: price.networkFee,
      transaction: price.transactionFee,
      partner: price.partnerFee,
      total: price.totalFee,
    },
    depositAddress: session.type === 'SELL' ? world.ids.hex('deposit', 20) : null,
    blockchainTransactionId: null,
    failure: null,
    ahead: null,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  }
}

/**
 * A session is a fresh pricing at its provider: quotes cannot be redeemed. Throws the refusal of a provider that does
 * not make the trade.
 */
export function priceSession(world: World, session: Session, sourceAmount: Big) {
  const isBuy = session.type === 'BUY'
  const { sourceCurrencyCode, destinationCurrencyCode, countryCode, paymentMethodType } = session
  const fiat = findFiat(isBuy ? sourceCurrencyCode : destinationCurrencyCode)
  const asset = findAsset(isBuy ? destinationCurrencyCode : sourceCurrencyCode)
  const provider = findProvider(session.serviceProvider)
  if (fiat === undefined || asset === undefined || provider === undefined) {
    throw refuse(500, 'TRANSACTION_EXCEPTION', 'Exception in transaction')
  }
  const direction = isBuy ? 'buy' : 'sell'
  const method = paymentMethodType ?? undefined
  const trade = { direction, countryCode, fiat, asset, sourceAmount, paymentMethodType: method } as const
  const assessment = assessTrade(world.seed, provider, trade)
  if (assessment.kind === 'offer') return assessment
  const { terms, reason } = assessment
  throw terms !== undefined && (reason === 'too_low' || reason === 'too_high')
    ? limitRefusal(terms, reason)
    : new MeldRefusal({ status: 400, code: 'INCOMPATIBLE_REQUEST', message: 'Body does not match service providers' })
}

/** The fiat side of a transaction in US dollars. */
export function fiatInUsd(transaction: Transaction): Big | null {
  const { session } = transaction
  const isBuy = session.type === 'BUY'
  const fiat = findFiat(isBuy ? session.sourceCurrencyCode : session.destinationCurrencyCode)
  const amount = isBuy ? transaction.sourceAmount : transaction.destinationAmount
  return fiat === undefined ? null : decimal(amount.toFixed()).div(fiat.perUsd)
}
