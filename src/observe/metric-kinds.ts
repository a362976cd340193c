import { createSeries, type Labels, type LabelValues, type MetricFamily, writeSample } from './metric-family.ts'

/** What every metric says of itself. */
interface Spec<Name extends string> {
  readonly name: Name
  /** One sentence, which `/metrics` tells too. */
  readonly help: string
  /** Further notes, in Markdown. */
  readonly note?: string
}

interface LabelledSpec<Name extends string, Values extends LabelValues> extends Spec<Name> {
  readonly labels: Labels<Values>
}

/** Prometheus wants the unit at the end of a name, and `_total` where things are counted. */
type CounterName = `rampway_${string}_total`
type SecondsName = `rampway_${string}_seconds`
type GaugeName = `rampway_${string}`

/** Whether a gauge forgets at the beginning of each rendering what it was told. */
interface Memory {
  readonly momentary?: true
}

/** The kinds of metrics. Each function adds a metric, and returns what records it. */
export interface MetricKinds {
  /** How often something happened. Shows 0 from the start. */
  readonly counter: (spec: Spec<CounterName>) => (by?: number) => void
  /** The same, by labels. */
  readonly counterBy: <Values extends LabelValues>(
    spec: LabelledSpec<CounterName, Values>,
  ) => (labels: Values, by?: number) => void
  /** Durations, in seconds. `buckets` are upper bounds, ascending. */
  readonly secondsBy: <Values extends LabelValues>(
    spec: LabelledSpec<SecondsName, Values> & { readonly buckets: readonly number[] },
  ) => (labels: Values, seconds: number) => void
  /** A current number, changed by how many come (positive) and go (negative). Shows 0 from the start. */
  readonly level: (spec: Spec<GaugeName>) => (by: number) => void
  /** A value, which shows nothing until it is set. */
  readonly gauge: (spec: Spec<GaugeName> & Memory) => (value: number) => void
  /** The same, by labels. */
  readonly gaugeBy: <Values extends LabelValues>(
    spec: LabelledSpec<GaugeName, Values> & Memory,
  ) => (labels: Values, value: number) => void
  /** Always 1: what it tells are the labels, those that were told last. */
  readonly info: <Values extends LabelValues>(spec: LabelledSpec<GaugeName, Values>) => (labels: Values) => void
  /** A value that is kept elsewhere and read at each rendering; what several readers say adds up. */
  readonly watchedGauge: (spec: Spec<GaugeName>) => (read: () => number) => void
  /** The same of what only grows. */
  readonly watchedCounter: (spec: Spec<CounterName>) => (read: () => number) => void
}

/** Metrics that are being kept. */
export interface MetricSet {
  readonly kinds: MetricKinds
  /** In the order in which they were added. */
  readonly families: readonly MetricFamily[]
  /** Clears all gauges that are momentary. */
  readonly forgetMomentary: () => void
}

/** Makes a set that is still empty. */
export function createMetricSet(): MetricSet {
  const families: MetricFamily[] = []
  const forgetters: (() => void)[] = []

  function valuesBy<Values extends LabelValues>(
    type: 'counter' | 'gauge',
    { name, help, note, labels }: LabelledSpec<string, Values>,
  ) {
    const series = createSeries(labels, (written) => ({ written, value: 0 }))
    const samples = () => series.list().map(({ written, value }) => writeSample(name, written, value))
    families.push({ type, name, help, note, labels, samples })
    return series
  }

  function valueFrom(type: 'counter' | 'gauge', spec: Spec<string>) {
    return valuesBy(type, { ...spec, labels: {} }).find({})
  }

  function watched(type: 'counter' | 'gauge', { name, help, note }: Spec<string>) {
    const readers: (() => number)[] = []
    const sum = () => readers.reduce((total, read) => total + read(), 0)
    families.push({ type, name, help, note, labels: {}, samples: () => [writeSample(name, '', sum())] })
    return (read: () => number): void => void readers.push(read)
  }

  function gaugeBy<Values extends LabelValues>(spec: LabelledSpec<string, Values> & Memory) {
    const series = valuesBy('gauge', spec)
    if (spec.momentary) forgetters.push(series.clear)
    return (labels: Values, value: number): void => {
      series.find(labels).value = value
    }
  }

  const kinds: MetricKinds = {
    counter: (spec) => {
      const counted = valueFrom('counter', spec)
      return (by = 1) => {
        counted.value += by
      }
    },
    counterBy: (spec) => {
      const series = valuesBy('counter', spec)
      return (labels, by = 1) => {
        series.find(labels).value += by
      }
    },
    secondsBy: ({ name, help, note, labels, buckets }) => {
      const series = createSeries(labels, (written) => createHistogram(name, written, buckets))
      const samples = () => series.list().flatMap((histogram) => histogram.samples())
      families.push({ type: 'histogram', name, help, note, labels, samples })
      return (values, seconds) => series.find(values).observe(seconds)
    },
    level: (spec) => {
      const present = valueFrom('gauge', spec)
      return (by) => {
        present.value += by
      }
    },
    gauge: (spec) => {
      const tell = gaugeBy({ ...spec, labels: {} })
      return (value) => tell({}, value)
    },
    gaugeBy,
    info: (spec) => {
      const series = valuesBy('gauge', spec)
      return (labels) => {
        series.clear()
        series.find(labels).value = 1
      }
    },
    watchedGauge: (spec) => watched('gauge', spec),
    watchedCounter: (spec) => watched('counter', spec),
  }
  return {
    kinds,
    families,
    forgetMomentary: () => {
      for (const forget of forgetters) forget()
    },
  }
}

function createHistogram(name: string, labels: string, buckets: readonly number[]) {
  const counts = buckets.map(() => 0)
  let count = 0
  let sum = 0
  const bucketSample = (bound: string, upTo: number) =>
    writeSample(`${name}_bucket`, `le="${bound}"${labels === '' ? '' : `,${labels}`}`, upTo)
  return {
    observe: (value: number): void => {
      count += 1
      sum += value
      const bucket = buckets.findIndex((bound) => value <= bound)
      if (bucket >= 0) counts[bucket] = (counts[bucket] ?? 0) + 1
    },
    samples: (): string[] => {
      let upTo = 0
      const bounded = buckets.map((bound, bucket) => {
        upTo += counts[bucket] ?? 0
        return bucketSample(String(bound), upTo)
      })
      return [
        ...bounded,
        bucketSample('+Inf', count),
        writeSample(`${name}_sum`, labels, sum),
        writeSample(`${name}_count`, labels, count),
      ]
    },
  }
}
