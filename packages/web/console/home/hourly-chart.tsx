import 'uplot/dist/uPlot.min.css'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import { useScheme } from '../../ui/theme.ts'
import type { Hour } from '../api/state-shapes.ts'

const heightPx = 220
const secondMs = 1_000

const series = [
  { name: 'opened', label: 'Opened', colour: '--accent' },
  { name: 'completed', label: 'Completed', colour: '--good' },
  { name: 'failed', label: 'Failed', colour: '--bad' },
] as const

/** What was opened, completed and failed, hour by hour; its figures are to stand beside it as a table. */
export default function HourlyChart({ hours }: { readonly hours: readonly Hour[] }) {
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(null)
  const scheme = useScheme()
  useEffect(() => {
    const element = place.current
    if (element === null) return
    const drawn = new uPlot(optionsFor(element), [[], [], [], []], element)
    plot.current = drawn
    const observer = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height: heightPx }))
    observer.observe(element)
    return () => {
      observer.disconnect()
      drawn.destroy()
      plot.current = null
    }
  }, [scheme])
  useEffect(() => {
    plot.current?.setData([
      hours.map(({ period_start }) => period_start / secondMs),
      ...series.map(({ name }) => hours.map((hour) => hour[name])),
    ])
  }, [hours, scheme])
  return <div ref={place} className="hourly-chart" role="img" aria-label={summaryOf(hours)} />
}

function summaryOf(hours: readonly Hour[]): string {
  const sums = series.map(({ name, label }) => `${label} ${hours.reduce((sum, hour) => sum + hour[name], 0)}`)
  return `${sums.join(', ')} in ${hours.length} hours. The table below has each hour.`
}

function optionsFor(element: HTMLElement): uPlot.Options {
  const colour = (name: string): string => colourOf(element, name)
  const axis = {
    stroke: colour('--soft'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
    font: `12px ${getComputedStyle(element).fontFamily}`,
  }
  return {
    width: element.clientWidth,
    height: heightPx,
    padding: [8, 8, 0, 0],
    cursor: { y: false, points: { size: 7 } },
    scales: { y: { range: (_plot, _least, greatest) => [0, Math.max(4, greatest * 1.1)] } },
    axes: [
      { ...axis, space: 70, values: (_plot, splits) => splits.map((at) => hourInWords(at * secondMs)) },
      { ...axis, size: 44, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000] },
    ],
    series: [
      { label: 'Hour', value: (_plot, at) => (at === null ? '–' : localHour(at * secondMs)) },
      ...series.map(({ label, colour: name }, place) => ({
        label,
        stroke: colour(name),
        width: 2,
        points: { show: false },
        ...(place === 0 && { fill: colour('--accent-soft') }),
      })),
    ],
  }
}

/** A colour of the style sheet as it is in the scheme that is shown; a canvas knows nothing of style sheets. */
function colourOf(element: HTMLElement, name: string): string {
  const before = element.style.color
  element.style.color = `var(${name})`
  const resolved = getComputedStyle(element).color
  element.style.color = before
  return resolved
}

/** The time of day where the page is looked at, and the day at its beginning. */
function hourInWords(at: number): string {
  const time = new Date(at)
  if (time.getHours() === 0) return time.toLocaleDateString(undefined, { day: 'numeric', month: 'short' })
  return time.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
}

function localHour(at: number): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
}
