/** What a label can be; null is for `bound` to write. */
export type LabelValue = string | number | null

/** What one label tells. */
export interface Label<Value extends LabelValue> {
  /** Its values, for docs/operations.md, in Markdown. */
  readonly words: string
  /** The only values, where they are listed. */
  readonly values?: readonly Value[]
  /** Brings values that somebody outside may have made up within a closed set. */
  readonly bound?: (value: LabelValue) => string
}

/** A value for each label of a metric. */
export type LabelValues = Readonly<Record<string, LabelValue>>

/** The labels of one metric, in the order in which they are written. */
export type Labels<Values extends LabelValues> = { readonly [Name in keyof Values]: Label<Values[Name]> }

/** One metric: its name, its help text, and its values. */
export interface MetricFamily {
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly name: string
  /** One sentence, which `/metrics` tells too. */
  readonly help: string
  /** Further notes, in Markdown: what a rise means, when to alert. */
  readonly note: string | undefined
  readonly labels: Readonly<Record<string, Label<LabelValue>>>
  /** Its current samples, one line each. */
  readonly samples: () => readonly string[]
}

/** Writes metrics in the text format of Prometheus (0.0.4). */
export function renderFamilies(families: readonly MetricFamily[]): string {
  return families
    .map(({ name, help, type, samples }) =>
      [`# HELP ${name} ${escapeText(help)}`, `# TYPE ${name} ${type}`, ...samples(), ''].join('\n'),
    )
    .join('\n')
}

/** Writes one sample. `labels` are written already, such as `result="created"`; empty for none. */
export function writeSample(name: string, labels: string, value: number): string {
  return `${name}${labels === '' ? '' : `{${labels}}`} ${value}`
}

/** What is kept for each set of label values. */
export interface SeriesByLabels<Values extends LabelValues, Series> {
  readonly find: (values: Values) => Series
  readonly list: () => readonly Series[]
  readonly clear: () => void
}

interface Branch<Series> {
  readonly below: Map<LabelValue, Branch<Series>>
  series: Series | undefined
}

/**
 * Keeps a series for each set of label values; `begin` makes one, given its labels as they are written. Maps below maps
 * find it in a tenth of the time that a key made of all values takes.
 */
export function createSeries<Values extends LabelValues, Series>(
  labels: Labels<Values>,
  begin: (written: string) => Series,
): SeriesByLabels<Values, Series> {
  const steps = Object.entries<Label<LabelValue>>(labels)
  const write = (values: LabelValues): string =>
    steps.map((step) => `${step[0]}="${escapeText(String(valueAt(step, values))).replaceAll('"', '\\"')}"`).join(',')
  let root = emptyBranch<Series>()
  let all: Series[] = []
  return {
    find: (values) => {
      let branch = root
      for (const step of steps) {
        const value = valueAt(step, values)
        let next = branch.below.get(value)
        if (next === undefined) {
          next = emptyBranch()
          branch.below.set(value, next)
        }
        branch = next
      }
      if (branch.series === undefined) {
        branch.series = begin(write(values))
        all.push(branch.series)
      }
      return branch.series
    },
    list: () => all,
    clear: () => {
      root = emptyBranch()
      all = []
    },
  }
}

function emptyBranch<Series>(): Branch<Series> {
  return { below: new Map(), series: undefined }
}

function valueAt([name, { bound }]: readonly [string, Label<LabelValue>], values: LabelValues): LabelValue {
  const value = values[name] ?? null
  return bound === undefined ? value : bound(value)
}

function escapeText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}
