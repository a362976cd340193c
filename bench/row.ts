/** One line of the result: a figure, what it should be, and how far the rounds lay apart. */
export interface Row {
  readonly name: string
  /** The median of the rounds. */
  readonly value: number
  /** `x` for ratios. */
  readonly unit: string
  /** Null: told for information, nothing is promised. */
  readonly goal: number | null
  readonly better: 'higher' | 'lower'
  readonly holds: boolean
  /** The least and the greatest of the rounds. */
  readonly spread: readonly [min: number, max: number]
}

/** What a row is about, before it is measured. */
export type Figure = Pick<Row, 'name' | 'unit' | 'goal' | 'better'>

/** Makes a row of what the rounds gave. Throws when there was no round. */
export function rowOf(figure: Figure, rounds: readonly number[]): Row {
  const [value, min, max] = [median(rounds), Math.min(...rounds), Math.max(...rounds)].map(round)
  if (value === undefined || min === undefined || max === undefined) throw new Error(`${figure.name}: no figure`)
  const { name, unit, goal, better } = figure
  const holds = goal === null || (better === 'higher' ? value >= goal : value <= goal)
  return { name, value, unit, goal, better, holds, spread: [min, max] }
}

/** The middle of the values. Throws when there is none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]]
  if (low === undefined || high === undefined) throw new Error('no values')
  return (low + high) / 2
}

/** Each value of one by the value of the other in the same round. */
export function ratios(values: readonly number[], by: readonly number[]): number[] {
  return values.map((value, n) => value / (by[n] ?? Number.NaN))
}

/** Three significant digits are more than any of these figures is good for. */
function round(value: number): number {
  return Number(value.toPrecision(3))
}
