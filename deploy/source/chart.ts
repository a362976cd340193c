/** One line, or one for each series, of a panel. */
interface Query {
  readonly expr: string
  readonly legend: string
}

/** A chart over time. */
export interface Chart {
  readonly title: string
  /** What to look for. */
  readonly about: string
  /** Grafana's name of the unit. */
  readonly unit: string
  readonly queries: readonly Query[]
}

/** Charts side by side, under a title. */
export interface Row {
  readonly title: string
  readonly charts: readonly Chart[]
}

/** Grafana's names of units. */
export const perSecond = 'reqps'
export const share = 'percentunit'
export const seconds = 's'
export const count = 'short'

/** The quantile of a histogram's buckets, by further labels as `, label`. */
export const quantile = (q: number, metric: string, by = ''): string =>
  `histogram_quantile(${q}, sum by (le${by}) (rate(${metric}[$__rate_interval])))`
