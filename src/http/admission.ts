import type { IncomingMessage, Server, ServerResponse } from 'node:http'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** What admission reads and reports. */
export interface AdmissionOptions {
  /** How long the oldest item has waited for the database, in milliseconds; 0 when nothing waits. */
  readonly storeWaitMs: () => number
  /** Whether the database has not answered for far too long, rather than being slow. */
  readonly isStoreStuck: () => boolean
  /** Handles a request. */
  readonly admit: Handler
  /** Answers a request that cannot be handled in time. It must be cheap, and touch neither database nor upstream. */
  readonly shed: (request: IncomingMessage, response: ServerResponse, reason: ShedReason) => void
  /** Bounds other than the usual ones, for tests. */
  readonly limits?: Partial<AdmissionLimits>
}

/** How long, and how many. */
export interface AdmissionLimits {
  /** How long a request waits at most; a caller who waits five seconds has often gone. */
  readonly waitMsMax: number
  /**
   * The same in a burst: ten thousand callers who come at once are all served, by a machine that has other work too. Our own
   * client gives a call 30 seconds, and opening takes some of them.
   */
  readonly burstWaitMsMax: number
  /** The same in a burst while the database does not answer. */
  readonly outageWaitMsMax: number
  /** When requests have been waiting without a pause for this long, it is no longer a burst. */
  readonly burstMs: number
  /** Most requests that wait; more would not be reached in time on any machine this runs on. */
  readonly waitingMax: number
}

/** `waited`: it waited too long. `full`: so many wait that it would. */
export type ShedReason = 'waited' | 'full'

/** Requests on their way in. */
export interface Admission {
  /** Takes a request: handles it now, soon, or never. */
  readonly take: Handler
  /** Requests that wait. */
  readonly waiting: () => number
}

const usualLimits: AdmissionLimits = {
  waitMsMax: 4_000,
  burstWaitMsMax: 20_000,
  outageWaitMsMax: 10_000,
  burstMs: 60_000,
  waitingMax: 10_000,
}
/** For how long one turn of the event loop begins new requests: the rest of the turn belongs to those begun before. */
const turnMs = 4
/**
 * Where those take long, new ones have this part of what they took: about what a request's beginning is of all its work,
 * so that as many begin as end.
 */
const partOfTurn = 0.5
/**
 * A turn accepts one new connection. While each brings another, nothing is begun for this long at a time, so that turns
 * are short and everybody who connects is accepted; then requests have their turn.
 */
const connectionsFirstMs = 4
/** While requests wait, turns follow each other: in what one takes beyond this, the process itself was held up. */
const gapMsMax = 1_000
/** Nothing is begun while work has been waiting for the database for this long: it would only wait there too. */
const storeWaitMsMax = 1_000
/** While the database is behind, the queue is checked this often. */
const recheckMs = 20

/** Asked by load balancers and supervisors, who need an answer most of all under overload. */
const exempt: ReadonlySet<string> = new Set(['/healthz', '/readyz'])

/** Probes may be set up with a query of their own. */
function isExempt(url = ''): boolean {
  const query = url.indexOf('?')
  return exempt.has(query === -1 ? url : url.slice(0, query))
}

/**
 * Begins requests in the order in which they come, and no more of them in one turn of the event loop than leave it short:
 * new connections are taken one a turn (libuv 1.46), and what has begun should end first. Whoever has waited too long
 * is refused without any work. Under a load that can be carried nobody waits.
 */
export function createAdmission(server: Server, options: AdmissionOptions): Admission {
  const { storeWaitMs, isStoreStuck, admit, shed } = options
  const { waitMsMax, burstWaitMsMax, outageWaitMsMax, burstMs, waitingMax } = { ...usualLimits, ...options.limits }
  const queue: { readonly request: IncomingMessage; readonly response: ServerResponse; readonly since: number }[] = []
  /** Where the queue begins; what is before it has been taken. */
  let head = 0
  /** When this turn of the event loop began to begin requests; undefined while nothing is to be done at its end. */
  let turnBegan: number | undefined
  /** When the turn before this one ended, by the monotonic clock. */
  let turnEnded = 0
  /** For how long this turn may begin requests. */
  let turnBudgetMs = turnMs
  /** Whether work was waiting for the database for too long when this turn began. */
  let isStoreBehind = false
  let lastBegan = 0
  let hasConnection = false
  /** Since when requests have been waiting without a pause, by `clock`. */
  let waitingSince = 0
  let lookedAt = 0
  let heldUpMs = 0

  /** The monotonic clock without the time for which this process was held up while requests waited. */
  function clock(): number {
    const now = performance.now()
    heldUpMs += Math.max(0, now - lookedAt - gapMsMax)
    lookedAt = now
    return now - heldUpMs
  }

  server.on('connection', () => {
    hasConnection = true
    watchTurn()
  })

  function watchTurn(): number {
    if (turnBegan === undefined) {
      turnBegan = performance.now()
      isStoreBehind = storeWaitMs() > storeWaitMsMax
      setImmediate(endTurn)
    }
    return turnBegan
  }

  /** Begins what waits, as far as the budget of the next turn goes. */
  function endTurn(): void {
    const now = performance.now()
    // An idle loop waits, and that time is not work.
    turnBudgetMs = head < queue.length ? Math.max(turnMs, (now - turnEnded) * partOfTurn) : turnMs
    turnBegan = undefined
    shedLate()
    const behind = storeWaitMs() > storeWaitMsMax
    while (!behind && head < queue.length && mayBegin(performance.now())) {
      const next = queue[head]
      head += 1
      if (next !== undefined && !next.response.destroyed) admit(next.request, next.response)
    }
    hasConnection = false
    turnEnded = performance.now()
    forgetTaken()
    if (head === queue.length) return
    if (behind) setTimeout(watchTurn, recheckMs)
    else watchTurn()
  }

  function mayBegin(now: number): boolean {
    const turnEnds = watchTurn() + turnBudgetMs
    if (now >= turnEnds || (hasConnection && now - lastBegan < connectionsFirstMs)) return false
    lastBegan = now
    return true
  }

  function shedLate(): void {
    const now = clock()
    const inBurst = isStoreStuck() ? Math.min(burstWaitMsMax, outageWaitMsMax) : burstWaitMsMax
    const waitMs = now - waitingSince > burstMs ? waitMsMax : inBurst
    for (let next = queue[head]; next !== undefined && now - next.since > waitMs; next = queue[head]) {
      head += 1
      if (!next.response.destroyed) shed(next.request, next.response, 'waited')
    }
  }

  function forgetTaken(): void {
    if (head < 1_024 && head < queue.length) return
    queue.splice(0, head)
    head = 0
  }

  return {
    waiting: () => queue.length - head,
    take: (request, response) => {
      if (isExempt(request.url)) return admit(request, response)
      const nobodyWaits = head === queue.length
      if (nobodyWaits && mayBegin(performance.now()) && !isStoreBehind) return admit(request, response)
      if (queue.length - head >= waitingMax) return shed(request, response, 'full')
      const since = clock()
      if (nobodyWaits) waitingSince = since
      queue.push({ request, response, since })
      watchTurn()
    },
  }
}
