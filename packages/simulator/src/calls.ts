/** Calls remembered; older ones are forgotten. */
export const CALLS_MAX = 10_000
/** Longest request body remembered; a longer one is noted by its size only. */
export const CALL_BODY_BYTES_MAX = 16_384

/** One call received on Meld's wire. Never holds the key. */
export interface RecordedCall {
  readonly seq: number
  readonly method: string
  readonly path: string
  /** Epoch milliseconds of the simulator's clock. */
  readonly at: number
  readonly query: Readonly<Record<string, string>>
  readonly account_id: string | null
  readonly meld_version: string | null
  readonly body: unknown
  readonly provider: string | null
  /** Null while no answer was sent (also for `hang` and `reset`). */
  status: number | null
  /** Kinds of the faults that hit the call. */
  faults: readonly string[]
}

export type CallStart = Omit<RecordedCall, 'seq' | 'status' | 'faults'>

export interface Calls {
  /** Notes a call as it comes in; the caller fills in the outcome. */
  readonly open: (call: CallStart) => RecordedCall
  readonly list: () => readonly RecordedCall[]
  /** The highest `seq` so far, also of calls that were forgotten; 0 before the first. */
  readonly last: () => number
  readonly clear: () => number
}

/** A bounded list of calls in the order received. With `recording` off nothing is kept. */
export function createCalls(recording: boolean): Calls {
  let calls: RecordedCall[] = []
  let seq = 0
  return {
    open: (call) => {
      const recorded: RecordedCall = { ...call, seq: ++seq, status: null, faults: [] }
      if (!recording) return recorded
      calls.push(recorded)
      // Trimmed in batches: dropping one item from the front of a long array on each call would be slow.
      if (calls.length > CALLS_MAX * 1.25) calls = calls.slice(-CALLS_MAX)
      return recorded
    },
    list: () => calls.slice(-CALLS_MAX),
    last: () => seq,
    clear: () => {
      const cleared = Math.min(calls.length, CALLS_MAX)
      calls = []
      return cleared
    },
  }
}
