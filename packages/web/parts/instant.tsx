import { useOfNow } from './clock.ts'
import { localTime, relativeTime, utcTime } from './time.ts'

/** A time, short and in relation to now; local time and UTC come with it. Null is a dash. */
export function Instant({ at, isAbsolute = false }: { readonly at: number | null; readonly isAbsolute?: boolean }) {
  const relative = useOfNow((now) => (at === null || isAbsolute ? '' : relativeTime(at, now)))
  if (at === null) return <span className="soft">–</span>
  return (
    <time className="instant" dateTime={new Date(at).toISOString()} title={`${localTime(at)}\n${utcTime(at)}`}>
      {isAbsolute ? localTime(at) : relative}
    </time>
  )
}
