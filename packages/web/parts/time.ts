const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
/** Milliseconds of a day. */
export const dayMs = 24 * hourMs

/** How long ago or ahead an instant is, for as long as a few words say enough; else the date. */
export function relativeTime(at: number, now: number): string {
  const passed = now - at
  const distance = Math.abs(passed)
  if (distance < 5 * secondMs) return 'just now'
  if (distance >= 7 * dayMs) return dateOf(at)
  const words = stretchOf(distance)
  return passed >= 0 ? `${words} ago` : `in ${words}`
}

/** A stretch of time in its greatest unit: `42 s`, `3 min`, `5 h`, `2 d`. */
export function stretchOf(ms: number): string {
  if (ms < minuteMs) return `${Math.floor(ms / secondMs)} s`
  if (ms < hourMs) return `${Math.floor(ms / minuteMs)} min`
  if (ms < 2 * dayMs) return `${Math.floor(ms / hourMs)} h`
  return `${Math.floor(ms / dayMs)} d`
}

/** How long something took: `184 ms`, `2.4 s`, `3 min`. */
export function durationInWords(ms: number): string {
  if (ms < secondMs) return `${Math.round(ms)} ms`
  return ms < minuteMs ? `${(ms / secondMs).toFixed(1)} s` : stretchOf(ms)
}

/** The date and the time of day where the page is looked at. */
export function localTime(at: number): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
}

/** The same in UTC: `2026-11-27 09:15:02 UTC`. */
export function utcTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** The time of day with milliseconds, for what follows closely. */
export function preciseTimeOfDay(at: number): string {
  return new Date(at).toLocaleTimeString(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  })
}

/** The day where the page is looked at: `27 Nov 2026`. */
export function dateOf(at: number): string {
  return new Date(at).toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' })
}
