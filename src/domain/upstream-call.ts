/** Most calls that are recorded of one piece of work, such as an opening: its first ones. */
export const upstreamCallsMax = 16

/** One call to Meld, as it is recorded. Holds no address, key, token or amount. */
export interface UpstreamCall {
  /** Which one: `quote`, `widget`, `customer`, … */
  readonly call: string
  /** The provider that it was about; absent when it was about none or all. */
  readonly provider?: string | undefined
  /** When it began, epoch milliseconds. */
  readonly at: number
  readonly ms: number
  /** What Meld answered with; absent when no answer came. */
  readonly status?: number | undefined
  /** Of a call that failed: Meld's own code, or how the answer was lost. */
  readonly reason?: string | undefined
}

/** Told of each call as it ends; never throws. */
export type OnUpstreamCall = (call: UpstreamCall) => void

/** Keeps the first `upstreamCallsMax` calls that it is told of. */
export function collectUpstreamCalls(): { readonly calls: readonly UpstreamCall[]; readonly add: OnUpstreamCall } {
  const calls: UpstreamCall[] = []
  return {
    calls,
    add: (call) => {
      if (calls.length < upstreamCallsMax) calls.push(call)
    },
  }
}
