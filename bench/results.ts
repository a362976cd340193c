import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { compiled } from './rig.ts'
import type { Row } from './row.ts'

const gibibyte = 1024 ** 3

/** What a run of the bench leaves behind. */
export interface Results {
  readonly rows: readonly Row[]
  /** Processors, memory, system and Node. */
  readonly machine: string
  /** ISO 8601. */
  readonly date: string
  readonly commit: string
}

const path = compiled('../../bench/results.json')

/** What the last run left in `bench/results.json`. */
export async function readResults(): Promise<Results> {
  return JSON.parse(await readFile(path, 'utf8')) as Results
}

/** Writes `bench/results.json`; gives its path. */
export async function writeResults(rows: readonly Row[]): Promise<string> {
  const results: Results = { rows, machine: machine(), date: new Date().toISOString(), commit: commit() }
  await writeFile(path, `${JSON.stringify(results, null, 2)}\n`)
  return path
}

function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor'
  const memory = Math.round(totalmem() / gibibyte)
  return `${cpus().length} x ${model}, ${memory} GiB, ${process.platform} ${process.arch}, Node ${process.versions.node}`
}

function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty', '--abbrev=12'], { encoding: 'utf8' }).trim()
  } catch {
    return 'unknown'
  }
}

/** The rows as a table for people. */
export function renderTable(rows: readonly Row[]): string {
  const lines = rows.map((row) => [
    row.name,
    `${row.value} ${row.unit}`,
    `${row.spread[0]} – ${row.spread[1]}`,
    row.goal === null ? '' : `${row.better === 'higher' ? '≥' : '≤'} ${row.goal}`,
    row.goal === null ? '' : row.holds ? 'yes' : 'NO',
  ])
  const all = [['', 'median', 'spread', 'goal', 'holds'], ...lines]
  const widths = [0, 1, 2, 3, 4].map((n) => Math.max(...all.map((line) => line[n]?.length ?? 0)))
  return all.map((line) => line.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join('  ')).join('\n')
}
