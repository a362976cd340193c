import type { Session } from '@rampway/client'
import { actAsBuyer, advanceClock, type Delivery } from '../api/simulator.ts'

/** What decides whether a move makes sense. */
export interface Situation {
  readonly session: Session
  readonly deliveries: readonly Delivery[]
}

/** Something that a scenario lets the visitor do: as the buyer, as the provider, or as time itself. */
export interface Move {
  readonly label: string
  readonly isPossible: (situation: Situation) => boolean
  readonly run: (session: Session) => Promise<void>
}

export const payAsBuyer: Move = {
  label: 'Pay as the buyer',
  isPossible: ({ session }) => session.transactions.length === 0 && session._links.widget !== undefined,
  run: ({ id }) => actAsBuyer(id, 'pay'),
}

export const declineAsBank: Move = {
  label: 'Decline as the bank',
  isPossible: payAsBuyer.isPossible,
  run: ({ id }) => actAsBuyer(id, 'decline'),
}

export const refund: Move = {
  label: 'Refund as the provider',
  isPossible: ({ session }) => session.status === 'completed',
  run: ({ id }) => actAsBuyer(id, 'refund'),
}

/** The provider needs some 15 seconds to settle. */
export const letItSettle: Move = {
  label: 'Let 30 seconds pass',
  isPossible: ({ session }) => session.status === 'transacting',
  run: () => advanceClock(30),
}

export const letHeldWebhookCome: Move = {
  label: 'Let a minute pass',
  isPossible: ({ deliveries }) => deliveries.some(({ outcome }) => outcome === 'held') && !hasArrived(deliveries),
  run: () => advanceClock(60),
}

/** By then the gateway has asked by itself. */
export const letGatewayAsk: Move = {
  label: 'Let 10 minutes pass',
  isPossible: ({ session, deliveries }) =>
    session.status === 'transacting' && deliveries.some(({ outcome }) => outcome === 'lost'),
  run: () => advanceClock(600),
}

/** One minute more than a widget lives at Meld. */
export const letLinkGrowOld: Move = {
  label: 'Let 31 minutes pass',
  isPossible: ({ session }) => session.status === 'ready',
  run: () => advanceClock(31 * 60),
}

function hasArrived(deliveries: readonly Delivery[]): boolean {
  return deliveries.some(({ eventType, outcome }) => eventType === completeEvent && outcome === 'delivered')
}

/** The webhook that tells of a trade's completion. */
export const completeEvent = 'TRANSACTION_CRYPTO_COMPLETE'
