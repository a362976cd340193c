import { collectDefaultMetrics, Registry } from 'prom-client'
import { within } from '../domain/deadline.ts'
import { renderFamilies } from './metric-family.ts'
import { createMetricSet } from './metric-kinds.ts'
import { declareMetrics } from './metric-table.ts'
import { createProviderNames } from './provider-names.ts'
import { programVersion } from './version.ts'

/** Reads what only the database can tell, and returns what tells it to the momentary gauges. */
export type ReadStored = () => Promise<() => void>

/** Records every metric of the table, and renders them. */
export type Metrics = ReturnType<typeof declareMetrics> & {
  /** Meld lists these providers, so that they may be labels. */
  readonly providersListed: (providers: readonly string[]) => void
  /** Takes how to read what the database tells, asked at each rendering. */
  readonly watchStored: (read: ReadStored) => void
  /** Takes what tells the momentary gauges how this process stands, called at each rendering. Never throws. */
  readonly watchOwn: (tell: () => void) => void
  /** The text of `GET /metrics`. Without what the database tells, when it does not tell within 800 ms. Never rejects. */
  readonly render: () => Promise<string>
}

/** Some scrapers give up on a longer scrape, and lose all metrics with it. */
const storedWithinMs = 800

/** Makes them, all at their beginnings; several gateways in one process have metrics of their own. */
export function createMetrics(): Metrics {
  const ofNode = new Registry()
  collectDefaultMetrics({ register: ofNode })
  const { kinds, families, forgetMomentary } = createMetricSet()
  const providers = createProviderNames()
  const recorders = declareMetrics(kinds, providers)
  recorders.buildIs({ version: programVersion, node_version: process.versions.node })

  let read: ReadStored | undefined
  let tellOwn: (() => void) | undefined
  /** One reading at a time: a database that has stopped is not asked once more by every scrape. */
  let reading: Promise<(() => void) | undefined> | undefined
  const readStored = (): Promise<(() => void) | undefined> => {
    reading ??= read?.()
      .catch(() => undefined)
      .finally(() => {
        reading = undefined
      })
    return within(storedWithinMs, Promise.resolve(reading), undefined)
  }

  return {
    ...recorders,
    providersListed: providers.list,
    watchStored: (given) => {
      read = given
    },
    watchOwn: (tell) => {
      tellOwn = tell
    },
    render: async () => {
      const tellStored = await readStored()
      const node = await ofNode.metrics()
      forgetMomentary()
      tellStored?.()
      tellOwn?.()
      return `${node}\n${renderFamilies(families)}`
    },
  }
}
