import { useOfNow } from '../parts/clock.ts'
import { Instant } from '../parts/instant.tsx'

/** When an attempt is to be made: now, for one that only waits for its turn. Null is a dash. */
export function Due({ at }: { readonly at: number | null }) {
  const isDue = useOfNow((now) => at !== null && at <= now)
  return isDue ? <span>now</span> : <Instant at={at} />
}
