import './segmented-bar.css'

/** A stretch of a bar. */
export interface BarSegment {
  readonly name: string
  /** Which of the colours it has: the first is the accent, the others grow fainter. */
  readonly colour: 0 | 1 | 2 | 3 | 4
  /** Of the whole bar, from 0 to 1. */
  readonly share: number
}

/**
 * A bar of segments that together make up the whole. `from` is where the shown stretch begins, from 0 to 1: what all bars
 * have in common may be left out, and the bar then fades at its left end.
 */
export interface SegmentedBarProps {
  readonly segments: readonly BarSegment[]
  readonly from: number
  /** What the bar says, in words. */
  readonly label: string
}

export function SegmentedBar({ segments, from, label }: SegmentedBarProps) {
  let start = 0
  return (
    <div className={from > 0 ? 'bar cut' : 'bar'} role="img" aria-label={label}>
      {segments.map(({ name, colour, share }) => {
        const shown = Math.max(0, start + share - Math.max(start, from))
        start += share
        const percent = (100 * shown) / (1 - from)
        return (
          percent > 0 && <span key={name} className={`bar-segment colour-${colour}`} style={{ width: `${percent}%` }} />
        )
      })}
    </div>
  )
}

/** Which colour is what. */
export function BarLegend({ segments }: { readonly segments: readonly Omit<BarSegment, 'share'>[] }) {
  return (
    <ul className="legend">
      {segments.map(({ name, colour }) => (
        <li key={name}>
          <span className={`legend-mark colour-${colour}`} aria-hidden="true" />
          {name}
        </li>
      ))}
    </ul>
  )
}
