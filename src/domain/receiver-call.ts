import type { TargetFault } from './webhook-target.ts'

/** One POST to a partner's server. */
export interface ReceiverCall {
  readonly url: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Why no answer came. `malformed_answer`: what came is not HTTP, or too much of it before an answer. */
export const receiverFailures = [
  'target_refused',
  'name_not_found',
  'name_lookup_failed',
  'connection_refused',
  'unreachable',
  'tls_failed',
  'proxy_failed',
  'connection_reset',
  'malformed_answer',
  'timeout',
] as const

/** One of `receiverFailures`. */
export type ReceiverFailure = (typeof receiverFailures)[number]

/** What a partner's server answered, or why it did not. */
export type ReceiverResult =
  | {
      readonly kind: 'answered'
      readonly status: number
      /** Lower-case names; values of a repeated one are joined by commas. At most a few, each cut. */
      readonly headers: Readonly<Record<string, string>>
      /** The first bytes as text. */
      readonly body: string
    }
  | {
      readonly kind: 'failed'
      readonly failure: ReceiverFailure
      /** What the policy has against it. */
      readonly fault?: TargetFault
    }

/**
 * Sends one call and tells what became of it, within a bounded time and with bounded memory, whatever the other side does;
 * never follows a redirect. Rejects when this process ends meanwhile, for then nobody knows.
 */
export type CallReceiver = (call: ReceiverCall) => Promise<ReceiverResult>
