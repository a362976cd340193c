import type { Fault } from '../api/simulator.ts'
import {
  completeEvent,
  declineAsBank,
  letGatewayAsk,
  letHeldWebhookCome,
  letItSettle,
  letLinkGrowOld,
  type Move,
  payAsBuyer,
  refund,
} from './moves.ts'

/** Something that goes wrong in production, to be met here on purpose. */
export interface Scenario {
  readonly id: string
  readonly name: string
  /** What it does, as a sentence. `{provider}` stands for the one that is chosen. */
  readonly does: string
  /** What to look for, as a sentence. */
  readonly expect: string
  /** What is planted in the simulator while it is on; `provider` is the one that would be opened. */
  readonly faults: (provider: string) => readonly Fault[]
  readonly moves: readonly Move[]
}

const widgetPath = '/crypto/session/widget'
const lateMs = 60_000
/** Longer than Rampway waits for one provider. */
const slowMs = 20_000

/** Everything that can be met. */
export const scenarios: readonly Scenario[] = [
  {
    id: 'late-webhook',
    name: 'Late webhook',
    does: 'Meld holds the webhook of the completed trade back for a minute.',
    expect:
      'After the payment the session stays under way although the provider has settled, and completes when the webhook comes.',
    faults: () => [{ kind: 'late', event_type: completeEvent, delay_ms: lateMs }],
    moves: [payAsBuyer, letHeldWebhookCome],
  },
  {
    id: 'lost-webhook',
    name: 'Lost webhook',
    does: 'Meld never sends the webhook of the completed trade.',
    expect:
      'The session stays under way until Rampway asks Meld by itself, some minutes later, and then completes without a webhook.',
    faults: () => [{ kind: 'drop', event_type: completeEvent }],
    moves: [payAsBuyer, letGatewayAsk],
  },
  {
    id: 'declined',
    name: 'Declined payment',
    does: 'The buyer’s bank declines the card.',
    expect: 'The session fails with the provider’s reason, and the same link stays open for another try.',
    faults: () => [],
    moves: [declineAsBank],
  },
  {
    id: 'refund',
    name: 'Refund after completion',
    does: 'The provider pays a completed trade back.',
    expect: 'The session goes from completed to failed: an end may be put right by a later one.',
    faults: () => [],
    moves: [payAsBuyer, letItSettle, refund],
  },
  {
    id: 'provider-down',
    name: 'Provider down',
    does: '{provider} answers every request for a widget with an error.',
    expect:
      'A session opens all the same, at the next best provider, and the timeline says why. A pinned provider is never replaced: pin it, and the call is refused.',
    faults: (provider) => [{ kind: 'provider_error', provider, path: widgetPath }],
    moves: [],
  },
  {
    id: 'slow-provider',
    name: 'Slow provider',
    does: '{provider} takes 20 seconds to open a widget.',
    expect:
      'Opening a session takes some 6 seconds: that is how long Rampway waits before the next provider serves. For 30 seconds after that the slow one is passed over at once.',
    faults: (provider) => [{ kind: 'slow', provider, path: widgetPath, delay_ms: slowMs }],
    moves: [],
  },
  {
    id: 'silent-bitcoin',
    name: 'Silent Bitcoin',
    does: 'Meld opens the widget for Bitcoin, whatever it is asked for, and answers as if all were well.',
    expect:
      'The provider’s page says Bitcoin, and so does the transaction. Rampway prevents the known cause: it never sends Meld a code that Meld did not list.',
    faults: () => [{ kind: 'silent_bitcoin' }],
    moves: [payAsBuyer, letItSettle],
  },
  {
    id: 'old-link',
    name: 'Half-hour-old link',
    does: 'The user opens the link 31 minutes after the session was made, when the widget at Meld has expired.',
    expect:
      'The link still works: the timeline shows a fresh widget behind the same address. The clock moves ahead for good, since time never goes back.',
    faults: () => [],
    moves: [letLinkGrowOld],
  },
]
