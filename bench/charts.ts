import { writeFile } from 'node:fs/promises'
import { type Bar, type BarChart, drawBars } from './charts/svg.ts'
import type { Results } from './results.ts'
import { compiled } from './rig.ts'
import type { Row } from './row.ts'

/** Draws what the README shows, beside `results.json`; gives the paths. A chart without its rows is left out. */
export async function writeCharts(results: Results): Promise<readonly string[]> {
  const charts = {
    'sessions-per-second': chartOfServers(results, sessionsPerSecond),
    'cpu-per-session': chartOfServers(results, cpuPerSession),
    goals: chartOfGoals(results),
  }
  const written: string[] = []
  for (const [name, chart] of Object.entries(charts)) {
    if (chart === undefined) continue
    const path = compiled(`../../bench/${name}.svg`)
    await writeFile(path, drawBars(chart))
    written.push(path)
  }
  return written
}

/** A figure that all four servers have; those of the others are rows with the server's name behind it. */
interface Shared {
  readonly row: string
  readonly title: string
  readonly unit: string
}

const sessionsPerSecond: Shared = {
  row: 'sessions per second',
  title: 'Sessions opened per second (more is better)',
  unit: '/s',
}
const cpuPerSession: Shared = {
  row: 'server and PostgreSQL CPU per session',
  title: 'Processor time per session, PostgreSQL included (less is better)',
  unit: ' µs',
}
const servers = ['bare server', 'Express', 'NestJS']
/** The bare server's name where there is space to explain it. */
const longNames: Readonly<Record<string, string>> = { 'bare server': 'bare node:http' }

function chartOfServers({ rows, machine, date }: Results, { row, title, unit }: Shared): BarChart | undefined {
  const found = [row, ...servers.map((server) => `${row}, ${server}`)].map((name) => rows.find((r) => r.name === name))
  const bars = found.flatMap((measured, n): Bar[] => {
    if (measured === undefined) return []
    const server = servers[n - 1]
    const label = server === undefined ? 'Rampway' : (longNames[server] ?? server)
    const { value, spread } = measured
    return [{ label, value, spread, note: `${thousands(value)}${unit}`, tone: n === 0 ? 'main' : 'other' }]
  })
  if (bars.length <= servers.length) return undefined
  const step = stepFor(Math.max(...bars.map(({ spread }) => spread[1])))
  const end = Math.ceil(Math.max(...bars.map(({ spread }) => spread[1])) / step) * step
  const ticks = Array.from({ length: Math.round(end / step) + 1 }, (_, n) => ({
    value: n * step,
    label: thousands(n * step),
  }))
  return {
    title,
    description: bars.map(({ label, note }) => `${label}: ${note}.`).join(' '),
    bars,
    ticks,
    placeOf: (value) => value / end,
    footnotes: [
      'One process each, 64 callers, instant upstream. Bars: median of the rounds. Whiskers: least and greatest.',
      footing(machine, date),
    ],
    width: 860,
    labelWidth: 120,
  }
}

/** Width of a label's character, in pixels; on the safe side. */
const characterWidth = 6.9
/** What the chart of goals ends at, either side of the goal. */
const timesMax = 8

/** Rows with different units side by side: by how much each is better than its goal. */
function chartOfGoals({ rows, machine, date }: Results): BarChart | undefined {
  const ratios = rows.filter(({ unit, goal }) => unit === 'x' && goal !== null && goal > 0)
  if (ratios.length === 0) return undefined
  const labelWidth = Math.ceil(Math.max(...ratios.map(({ name }) => name.length)) * characterWidth) + 16
  const bars = ratios.map((row): Bar => {
    const spread = row.spread.map((value) => timesBetter(row, value)).sort((a, b) => a - b)
    return {
      label: row.name,
      value: timesBetter(row, row.value),
      spread: [spread[0] ?? 1, spread[1] ?? 1],
      note: `${row.value}× (${row.better === 'higher' ? '≥' : '≤'} ${row.goal}×)`,
      tone: row.holds ? 'main' : 'missed',
    }
  })
  return {
    title: 'Ratios against their goals',
    description: ratios
      .map((row) => `${row.name}: ${row.value}, goal ${row.better === 'higher' ? 'at least' : 'at most'} ${row.goal}.`)
      .join(' '),
    bars,
    ticks: [
      { value: 1 / 4, label: '¼×' },
      { value: 1 / 2, label: '½×' },
      { value: 1, label: 'goal', strong: true },
      { value: 2, label: '2×' },
      { value: 4, label: '4×' },
      { value: 8, label: '8×' },
    ],
    placeOf: (times) => (Math.log2(times) + Math.log2(timesMax)) / (2 * Math.log2(timesMax)),
    footnotes: [
      'How many times better than its goal each is; right of the line it is reached. Bars: median of the rounds. Whiskers: least and greatest.',
      footing(machine, date),
    ],
    width: labelWidth + 550,
    labelWidth,
  }
}

function timesBetter({ better, goal }: Row, value: number): number {
  const times = better === 'higher' ? value / (goal ?? 1) : (goal ?? 1) / value
  return Math.min(timesMax, Math.max(1 / timesMax, times))
}

function footing(machine: string, date: string): string {
  return `${machine}; ${date.slice(0, 10)}.`
}

/** A round number of which three to six make up the whole. */
function stepFor(max: number): number {
  const power = 10 ** Math.floor(Math.log10(max))
  const steps = [power / 5, power / 2, power, power * 2]
  return steps.find((step) => max / step <= 6) ?? power * 2
}

function thousands(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}
