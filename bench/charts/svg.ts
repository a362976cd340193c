/** One bar: a figure, how far its rounds lay apart, and what is written behind it. */
export interface Bar {
  readonly label: string
  readonly value: number
  readonly spread: readonly [min: number, max: number]
  readonly note: string
  /** `main`: what the chart is about. `missed`: a goal that is not reached. */
  readonly tone: 'main' | 'other' | 'missed'
}

/** A chart of horizontal bars. */
export interface BarChart {
  readonly title: string
  /** The same for those who do not see it. */
  readonly description: string
  readonly bars: readonly Bar[]
  /** Values with a line and a text of their own. */
  readonly ticks: readonly { readonly value: number; readonly label: string; readonly strong?: boolean }[]
  /** Where a value lies between the left end (0) and the right one (1). */
  readonly placeOf: (value: number) => number
  /** Small lines under the chart. */
  readonly footnotes: readonly string[]
  /** Of the whole and of the column of labels, in pixels. */
  readonly width: number
  readonly labelWidth: number
}

const padding = 24
const barHeight = 22
const rowHeight = 38
const plotTop = 74
/** Of the column of notes, at the right edge. */
const noteWidth = 130

/**
 * Draws it. The chart brings its own background, light or dark as the reader's system is, so that it can be read on any
 * page; text stays text.
 */
export function drawBars(chart: BarChart): string {
  const { width } = chart
  const plotBottom = plotTop + chart.bars.length * rowHeight
  const height = plotBottom + 34 + chart.footnotes.length * 18 + 10
  const plotLeft = padding + chart.labelWidth
  const plotWidth = width - padding - noteWidth - plotLeft
  const x = (value: number): number => plotLeft + clamp(chart.placeOf(value)) * plotWidth
  const ticks = chart.ticks.map(({ value, label, strong }) => {
    const at = x(value).toFixed(1)
    return `<line class="${strong ? 'strong' : 'grid'}" x1="${at}" y1="${plotTop - 6}" x2="${at}" y2="${plotBottom}"/>
<text class="small" x="${at}" y="${plotBottom + 18}" text-anchor="middle">${escaped(label)}</text>`
  })
  const bars = chart.bars.map((bar, n) =>
    drawBar(bar, { x, plotLeft, noteRight: width - padding, middle: plotTop + n * rowHeight + rowHeight / 2 }),
  )
  const footnotes = chart.footnotes.map(
    (line, n) => `<text class="small" x="${padding}" y="${plotBottom + 46 + n * 18}">${escaped(line)}</text>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc">
<title id="title">${escaped(chart.title)}</title>
<desc id="desc">${escaped(chart.description)}</desc>
<style>${style}</style>
<rect class="ground" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
<text class="title" x="${padding}" y="40">${escaped(chart.title)}</text>
${[...ticks, ...bars, ...footnotes].join('\n')}
</svg>
`
}

function drawBar(
  { label, value, spread, note, tone }: Bar,
  {
    x,
    plotLeft,
    noteRight,
    middle,
  }: { x: (value: number) => number; plotLeft: number; noteRight: number; middle: number },
): string {
  const [least, greatest] = spread.map(x)
  const [from = plotLeft, to = plotLeft] = [least, greatest]
  const end = x(value)
  const top = middle - barHeight / 2
  return `<text class="label" x="${plotLeft - 12}" y="${middle + 4.5}" text-anchor="end">${escaped(label)}</text>
<rect class="${tone}" x="${plotLeft}" y="${top}" width="${Math.max(1, end - plotLeft).toFixed(1)}" height="${barHeight}" rx="2"/>
<path class="whisker" d="M${from.toFixed(1)} ${middle}H${to.toFixed(1)}M${from.toFixed(1)} ${middle - 5}v10M${to.toFixed(1)} ${middle - 5}v10"/>
<text class="note" x="${noteRight}" y="${middle + 4.5}" text-anchor="end">${escaped(note)}</text>`
}

const style = `
text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; fill: #1f2328; }
.title { font-size: 18px; font-weight: 600; }
.label { font-size: 13.5px; }
.note { font-size: 13.5px; font-weight: 600; }
.small { font-size: 12px; fill: #59636e; }
.ground { fill: #ffffff; stroke: #d1d9e0; }
.grid { stroke: #d1d9e0; }
.strong { stroke: #59636e; stroke-width: 1.5; stroke-dasharray: 4 3; }
.main { fill: #2f6fdb; }
.other { fill: #a3adb8; }
.missed { fill: #d0762b; }
.whisker { stroke: #1f2328; stroke-width: 1.25; fill: none; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; }
.small { fill: #9198a1; }
.ground { fill: #0d1117; stroke: #3d444d; }
.grid { stroke: #2a313a; }
.strong { stroke: #9198a1; }
.main { fill: #4c8dff; }
.other { fill: #5c6672; }
.missed { fill: #e0883d; }
.whisker { stroke: #e6edf3; }
}
`

function clamp(place: number): number {
  return Math.min(1, Math.max(0, place))
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
