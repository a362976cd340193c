import { LRUCache } from 'lru-cache'
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { type ErrorName, GatewayError } from '../domain/errors.ts'
import { hashOperatorSecret } from '../domain/operator-token.ts'
import { networkOf } from './client-address.ts'

/** How many credentials may turn out wrong within a minute. */
export interface PaceLimits {
  /** From one network: an IPv4 address, or the /64 of an IPv6 one. */
  readonly ofNetwork: number
  /** From all together; it also bounds how many networks are remembered. */
  readonly ofAll: number
}

/** Slows down whoever tries credentials that are wrong. */
export interface Pace {
  /**
   * Looks a credential up, unless too many were wrong lately; only one that turns out wrong counts. Where too many are being looked
   * up to tell, it waits for those. Throws `too_many_attempts`, with `Retry-After`, or `overloaded`, before anything is
   * looked up; else what `lookUp` throws. A credential that was right within the hour is looked up whatever others do.
   */
  readonly attempt: <T>(address: string | undefined, secret: string, lookUp: () => Promise<T>) => Promise<T>
}

/** More than a person mistypes; with the length of a token a guess would need far more anyhow. */
const usualLimits: PaceLimits = { ofNetwork: 20, ofAll: 600 }
const windowSeconds = 60
/** Most attempts that wait at one gate; they pile up only while the database is slow. */
const waitingMax = 2_000
/** Credentials that were right. */
const rightMax = 1_000
const rightMs = 3_600_000
const everybody = 'all'
/** Look-ups at a time of those who are over a limit, where they are not refused. */
const laneWidth = 4

/**
 * What becomes of a credential where too many were wrong.
 *
 * - `refuse`: it is not looked up.
 * - `look_up_in_turn`: it is, but only a few at a time are, and one that turns out wrong is refused all the same. So nobody
 *   is locked out by what others send, on a port that everybody reaches.
 */
export type OverLimit = 'refuse' | 'look_up_in_turn'

/** Makes the pace of one listener. Its memory is bounded by its limits. */
export function createPace(overLimit: OverLimit, limits: PaceLimits = usualLimits): Pace {
  const ofNetwork = createGate(limits.ofNetwork)
  const ofAll = createGate(limits.ofAll)
  const right = new LRUCache<string, true>({ max: rightMax, ttl: rightMs })
  const inTurn = createLane()

  return {
    attempt: async (address, secret, lookUp) => {
      const network = networkOf(address) ?? 'unknown'
      const hash = hashOperatorSecret(secret).toString('base64')
      const isRight = () => right.has(hash)
      const remember = async () => {
        try {
          const found = await lookUp()
          right.set(hash, true)
          return found
        } catch (error) {
          if (isWrong(error)) right.delete(hash)
          throw error
        }
      }
      try {
        return await ofNetwork.pass(network, isRight, () => ofAll.pass(everybody, isRight, remember))
      } catch (error) {
        if (overLimit === 'refuse' || !isErrorOf(error, tooManyAttempts)) throw error
        return await inTurn(remember).catch((fault: unknown) => {
          throw isWrong(fault) ? error : fault
        })
      }
    },
  }
}

/** Does works a few at a time, in their order. Throws `overloaded` when too many wait; else what `work` throws. */
function createLane(): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let inside = 0
  return async (work) => {
    if (inside >= laneWidth) {
      if (waiting.length >= waitingMax) throw new GatewayError('overloaded')
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else inside += 1
    try {
      return await work()
    } finally {
      // Whoever waited longest takes the place over.
      const next = waiting.shift()
      if (next === undefined) inside -= 1
      else next()
    }
  }
}

/** Bounds the wrong credentials under each key. */
interface Gate {
  /**
   * Does `work` while so few others do that the limit holds even if all of their credentials turn out wrong, or as soon as
   * `isRight`. Throws `too_many_attempts` at the limit, `overloaded` when too many wait; else what `work` throws.
   */
  readonly pass: <T>(key: string, isRight: () => boolean, work: () => Promise<T>) => Promise<T>
}

/** Those at a gate who have the same key. */
interface Crowd {
  /** Whose credentials may turn out wrong yet. */
  inside: number
  readonly waiting: (() => void)[]
}

function createGate(limit: number): Gate {
  const wrong = new RateLimiterMemory({ points: limit, duration: windowSeconds })
  const crowds = new Map<string, Crowd>()
  let waiting = 0

  /** True with a place inside, which must be left; false where none is needed. */
  async function enter(key: string, isRight: () => boolean): Promise<boolean> {
    for (;;) {
      const counted = await wrong.get(key)
      if (isRight()) return false
      const count = counted === null || counted.msBeforeNext <= 0 ? 0 : counted.consumedPoints
      if (counted !== null && count >= limit) throw tooMany(counted)
      const crowd = crowds.get(key) ?? { inside: 0, waiting: [] }
      if (count + crowd.inside < limit) {
        crowds.set(key, crowd)
        crowd.inside += 1
        return true
      }
      if (waiting >= waitingMax) throw new GatewayError('overloaded')
      waiting += 1
      await new Promise<void>((resolve) => crowd.waiting.push(resolve))
      waiting -= 1
    }
  }

  /** The place is held until the count is made, so that whoever asks meanwhile sees at least one of the two. */
  async function leave(key: string, countsAsWrong: boolean): Promise<void> {
    if (countsAsWrong) await wrong.penalty(key)
    const crowd = crowds.get(key)
    if (crowd !== undefined) crowd.inside -= 1
    wakeNext(key)
  }

  /** Whoever is woken wakes the next, but for the last who finds no room. */
  function wakeNext(key: string): void {
    const crowd = crowds.get(key)
    if (crowd === undefined) return
    crowd.waiting.shift()?.()
    if (crowd.inside === 0 && crowd.waiting.length === 0) crowds.delete(key)
  }

  return {
    pass: async (key, isRight, work) => {
      let hasPlace = false
      try {
        hasPlace = await enter(key, isRight)
      } finally {
        wakeNext(key)
      }
      if (!hasPlace) return await work()
      let countsAsWrong = false
      try {
        return await work()
      } catch (error) {
        countsAsWrong = isWrong(error)
        throw error
      } finally {
        await leave(key, countsAsWrong)
      }
    },
  }
}

const wrongCredential: ReadonlySet<ErrorName> = new Set([
  ...(['operator_unauthenticated', 'partner_unauthenticated', 'portal_link_invalid'] as const),
])

function isWrong(error: unknown): boolean {
  return isErrorOf(error, wrongCredential)
}

const tooManyAttempts: ReadonlySet<ErrorName> = new Set(['too_many_attempts'])

function isErrorOf(error: unknown, names: ReadonlySet<ErrorName>): boolean {
  return error instanceof GatewayError && names.has(error.error)
}

function tooMany({ msBeforeNext }: RateLimiterRes): GatewayError {
  const seconds = Math.max(1, Math.ceil(msBeforeNext / 1000))
  return new GatewayError('too_many_attempts', { headers: { 'retry-after': String(seconds) } })
}
