import { LRUCache } from 'lru-cache'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { GatewayError } from '../domain/errors.ts'
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
   * Looks a credential up, unless too many were wrong lately. Throws `too_many_attempts`, with `Retry-After`, before anything
   * is looked up; else what `lookUp` throws. A credential that was right within the hour is looked up whatever others do.
   */
  readonly attempt: <T>(address: string | undefined, secret: string, lookUp: () => Promise<T>) => Promise<T>
}

/** More than a person mistypes; with the length of a token a guess would need far more anyhow. */
const usualLimits: PaceLimits = { ofNetwork: 20, ofAll: 600 }
const windowSeconds = 60
/** Credentials that were right. */
const rightMax = 1_000
const rightMs = 3_600_000
const everybody = 'all'

/** Makes the pace of one listener. Its memory is bounded by its limits. */
export function createPace(limits: PaceLimits = usualLimits): Pace {
  const ofNetwork = new RateLimiterMemory({ points: limits.ofNetwork, duration: windowSeconds })
  const ofAll = new RateLimiterMemory({ points: limits.ofAll, duration: windowSeconds })
  const right = new LRUCache<string, true>({ max: rightMax, ttl: rightMs })

  /** What a wrong credential costs, taken ahead: of many at once, no more get through than one by one. */
  async function pay(network: string): Promise<void> {
    const all = await ofAll.get(everybody)
    if (all !== null && all.consumedPoints >= limits.ofAll) throw tooMany(all)
    for (const [limiter, key] of [
      [ofNetwork, network],
      [ofAll, everybody],
    ] as const) {
      await limiter.consume(key).catch((refusal: unknown) => {
        throw refusal instanceof RateLimiterRes ? tooMany(refusal) : refusal
      })
    }
  }

  return {
    attempt: async (address, secret, lookUp) => {
      const network = networkOf(address) ?? 'unknown'
      const hash = hashOperatorSecret(secret).toString('base64')
      const isKnown = right.has(hash)
      if (!isKnown) await pay(network)
      try {
        const found = await lookUp()
        right.set(hash, true)
        if (!isKnown) await Promise.all([ofNetwork.reward(network), ofAll.reward(everybody)])
        return found
      } catch (error) {
        if (error instanceof GatewayError && error.error === 'operator_unauthenticated') right.delete(hash)
        throw error
      }
    },
  }
}

function tooMany({ msBeforeNext }: RateLimiterRes): GatewayError {
  const seconds = Math.max(1, Math.ceil(msBeforeNext / 1000))
  return new GatewayError('too_many_attempts', { headers: { 'retry-after': String(seconds) } })
}
