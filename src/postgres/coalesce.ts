/** How calls are grouped. */
export interface CoalescerOptions<Item, Result> {
  /** Carries out a group in one statement; results in the order of the items. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>
  /** Most items in a group. */
  readonly groupMax: number
  /** Groups under way at once, at most. */
  readonly lanes: number
  /** So many calls are worth a group beside those that are under way; fewer wait for the end of these. */
  readonly crowd: number
  /** Calls waiting beyond this are refused. */
  readonly waitingMax: number
  /** What a refused call is told. */
  readonly refuse: (waiting: number) => Error
  readonly blameOf: (error: unknown) => Blame
}

/**
 * What a group's failure means. `item`: one of its items may be at fault. `wait`: it waited too long, because of an
 * item or of general load. `passing`: no item is at fault, and a retry may succeed at once, such as after a lost
 * connection. `outage`: no item is at fault, and a retry would fail too.
 */
export type Blame = 'item' | 'wait' | 'passing' | 'outage'

/**
 * After this many items of a group have waited too long, one by one, the items are not at fault and the rest are not
 * tried.
 */
const waitsMax = 2

/** Groups the calls of one step; see `createCoalescer`. */
export interface Coalescer<Item, Result> {
  readonly submit: (item: Item) => Promise<Result>
  /** For how long the oldest call that has not gone out has waited, in milliseconds; 0 when none waits. */
  readonly oldestWaitMs: () => number
}

interface Waiting<Item, Result> {
  readonly item: Item
  /** By the monotonic clock. */
  readonly since: number
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

/**
 * Group commit. Calls that arrive while a group is under way are collected and go out together as the next one; a
 * lone call goes out at once. A crowd goes out beside the group that is under way, and one of twice that size shares
 * the lanes: callers who are answered together come back together, and nothing else would ever part them. Each caller
 * gets its own result. A group that fails is run again item by item, so that one bad item harms nobody else; a failure
 * that no item can be blamed for is tried once more as a group.
 */
export function createCoalescer<Item, Result>(options: CoalescerOptions<Item, Result>): Coalescer<Item, Result> {
  const { groupMax, lanes, crowd } = options
  const waiting: Waiting<Item, Result>[] = []
  let lanesBusy = 0

  const pump = (): void => {
    while (lanesBusy < lanes && waiting.length >= (lanesBusy === 0 ? 1 : crowd)) {
      const parts = Math.max(1, Math.min(lanes - lanesBusy, Math.floor(waiting.length / crowd)))
      const size = Math.min(groupMax, Math.ceil(waiting.length / parts))
      lanesBusy += 1
      void settle(waiting.splice(0, size), true).finally(() => {
        lanesBusy -= 1
        pump()
      })
    }
  }

  /** Settles every call of the group. Returns the failure that others of it may meet as well, when it ended in one. */
  const settle = async (
    group: readonly Waiting<Item, Result>[],
    mayRepeat: boolean,
  ): Promise<{ readonly error: unknown; readonly blame: Blame } | undefined> => {
    try {
      const results = await options.run(group.map((call) => call.item))
      if (results.length !== group.length) throw new Error(`a group of ${group.length} gave ${results.length} results`)
      for (const [index, result] of results.entries()) group[index]?.resolve(result)
      return undefined
    } catch (error) {
      const blame = options.blameOf(error)
      if (blame === 'passing' && mayRepeat) return settle(group, false)
      if (group.length > 1 && (blame === 'item' || blame === 'wait')) {
        await settleSingly(group)
        return undefined
      }
      rejectAll(group, error)
      return blame === 'item' ? undefined : { error, blame }
    }
  }

  const settleSingly = async (group: readonly Waiting<Item, Result>[]): Promise<void> => {
    let waits = 0
    for (const [index, call] of group.entries()) {
      const failure = await settle([call], true)
      if (failure === undefined) continue
      waits += 1
      // The database is unavailable: the rest would fail the same way, one after the other.
      if (failure.blame !== 'wait' || waits === waitsMax) return rejectAll(group.slice(index + 1), failure.error)
    }
  }

  const rejectAll = (group: readonly Waiting<Item, Result>[], error: unknown): void => {
    for (const call of group) call.reject(error)
  }

  const submit = (item: Item): Promise<Result> =>
    new Promise((resolve, reject) => {
      if (waiting.length >= options.waitingMax) {
        reject(options.refuse(waiting.length))
        return
      }
      waiting.push({ item, since: performance.now(), resolve, reject })
      // When all that has come in from the network by now was read, so that calls which arrive together share a group.
      if (waiting.length === 1 || waiting.length === crowd) setImmediate(pump)
    })

  return {
    submit,
    oldestWaitMs: () => (waiting[0] === undefined ? 0 : performance.now() - waiting[0].since),
  }
}
