import './timeline.css'
import type { ReactNode } from 'react'
import type { Tone } from './badge.tsx'

/** Something that happened. */
export interface TimelineEntry {
  readonly key: string
  readonly title: string
  readonly tone: Tone
  /** Epoch milliseconds. */
  readonly at: number
  readonly detail?: ReactNode
  /** Who did it. */
  readonly by?: string
}

/** Entries, oldest first. */
export interface TimelineProps {
  readonly entries: readonly TimelineEntry[]
  readonly label: string
  /** What stands in place of how long after the first each was. */
  readonly stampOf?: (at: number) => ReactNode
}

/** What happened, each with how long after the first it was. */
export function Timeline({ entries, label, stampOf }: TimelineProps) {
  const start = entries[0]?.at ?? 0
  return (
    <ol className="timeline" aria-label={label}>
      {entries.map(({ key, title, tone, at, detail, by }) => (
        <li key={key} className={`timeline-entry ${tone}`}>
          <span className="timeline-dot" aria-hidden="true" />
          <div className="timeline-text">
            <p className="timeline-title">
              {title}
              {by !== undefined && <span className="timeline-by"> by {by}</span>}
            </p>
            {detail !== undefined && <div className="timeline-detail">{detail}</div>}
          </div>
          {stampOf?.(at) ?? (
            <time className="timeline-time" dateTime={new Date(at).toISOString()} title={new Date(at).toLocaleString()}>
              {at === start ? timeOf(at) : `+${durationOf(at - start)}`}
            </time>
          )}
        </li>
      ))}
    </ol>
  )
}

const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

/** A stretch of time in words, such as `0.4 s`, `12 s`, `3 min`. */
export function durationOf(ms: number): string {
  if (ms < 10 * secondMs) return `${(ms / secondMs).toFixed(1)} s`
  if (ms < 2 * minuteMs) return `${Math.round(ms / secondMs)} s`
  if (ms < 2 * hourMs) return `${Math.round(ms / minuteMs)} min`
  return `${Math.round(ms / hourMs)} h`
}

/** A time of day, in the user's way of writing it. */
export function timeOf(at: number): string {
  return new Date(at).toLocaleTimeString()
}
