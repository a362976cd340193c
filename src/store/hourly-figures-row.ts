import { type AssetHonesty, type HourlyFigures, sessionCounts } from '../domain/hourly-figures.ts'
import type { Row } from '../postgres/connection.ts'
import { numberOf, objectOf, present, RowError, rowOrAbsentOf, textOf } from '../postgres/row.ts'

/** The columns of figures beside their keys. */
export const figureColumns = [
  ...sessionCounts,
  'upstream_calls',
  'upstream_failed',
  'upstream_durations',
  'quote_honesty',
] as const

/** Reads one row of figures, with its hour and its provider. Throws `RowError`. */
export function readFigures(row: Row): HourlyFigures {
  const serviceProvider = textOf(row, 'service_provider')
  const durations = present(objectOf(row.upstream_durations, 'upstream_durations'), 'upstream_durations')
  const honesty = present(objectOf(row.quote_honesty, 'quote_honesty'), 'quote_honesty')
  return {
    hour: numberOf(row, 'hour'),
    serviceProvider: serviceProvider === '' ? null : serviceProvider,
    counts: {
      sessions: numberOf(row, 'sessions'),
      refused: numberOf(row, 'refused'),
      opened: numberOf(row, 'opened'),
      completed: numberOf(row, 'completed'),
      failed: numberOf(row, 'failed'),
      cancelled: numberOf(row, 'cancelled'),
    },
    upstream: {
      calls: numberOf(row, 'upstream_calls'),
      failed: numberOf(row, 'upstream_failed'),
      durations: new Map(Object.keys(durations).map((bucket) => [Number(bucket), numberOf(durations, bucket)])),
    },
    honesty: Object.keys(honesty).map((asset) => readHonesty(asset, rowOrAbsentOf(honesty, asset))),
  }
}

/** `name` is a currency, or a symbol and its chain, such as `USDC@8453`. */
function readHonesty(name: string, row: Row | undefined): AssetHonesty {
  const sums = present(row, 'quote_honesty')
  const [, asset, chain] = /^([^@]+)(?:@(\d+))?$/.exec(name) ?? []
  if (asset === undefined) throw new RowError('quote_honesty')
  return {
    asset,
    chainId: chain === undefined ? null : Number(chain),
    transactions: numberOf(sums, 'transactions'),
    quoted: textOf(sums, 'quoted'),
    delivered: textOf(sums, 'delivered'),
  }
}
