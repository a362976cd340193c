import Big from 'big.js'

/** The unit in which sessions are counted. */
export const hourMs = 60 * 60 * 1000
/** The longest period that is told at once. */
export const figuresPeriodMsMax = 31 * 24 * hourMs
/** How long figures are kept: the longest period, and some days more to ask for the whole of one that is over. */
export const figuresKeptMs = 35 * 24 * hourMs

/** What is counted of sessions, in the order of the documents. */
export const sessionCounts = ['sessions', 'refused', 'opened', 'completed', 'failed', 'cancelled'] as const

/**
 * Sessions by what has become of them by now. `sessions` were opened at the provider, `refused` were not; the others are
 * parts of `sessions`.
 */
export type SessionCounts = { readonly [Count in (typeof sessionCounts)[number]]: number }

/** Amounts of one asset that can be compared, and added. */
export interface AssetHonesty {
  /** What the users received. */
  readonly asset: string
  /** Null for a currency. */
  readonly chainId: number | null
  readonly transactions: number
  /** Sums, as exact decimal texts. */
  readonly quoted: string
  readonly delivered: string
}

/** Calls that asked a provider for a widget. */
export interface UpstreamCounts {
  readonly calls: number
  /** Those that gave none. */
  readonly failed: number
  /** How many took how long, by `durationBucket`. */
  readonly durations: ReadonlyMap<number, number>
}

/** What is counted of one provider's sessions of one hour. */
export interface HourlyFigures {
  /** When the hour begins, in epoch milliseconds. A session is in the hour that its id was made in. */
  readonly hour: number
  /** Null where nobody was chosen. */
  readonly serviceProvider: string | null
  readonly counts: SessionCounts
  readonly upstream: UpstreamCounts
  readonly honesty: readonly AssetHonesty[]
}

/** The figures of one provider in a period. */
export interface ProviderFigures extends Omit<HourlyFigures, 'hour' | 'serviceProvider'> {
  readonly serviceProvider: string
}

/** From one whole hour up to another, in epoch milliseconds. */
export interface FiguresPeriod {
  readonly start: number
  readonly end: number
}

/** No session. */
export const noSessions: SessionCounts = { sessions: 0, refused: 0, opened: 0, completed: 0, failed: 0, cancelled: 0 }

/** The begin of the hour that an instant is in. */
export function hourOf(instant: number): number {
  return Math.floor(instant / hourMs) * hourMs
}

/** Each bucket's longest duration is so much longer than the one's before: what is told of durations errs by less. */
export const durationStep = 1.1

/** The bucket of a duration; 0 takes those up to a millisecond. */
export function durationBucket(ms: number): number {
  return Math.max(0, Math.ceil(Math.log(Math.max(ms, 1)) / Math.log(durationStep)))
}

/** What so large a share (above 0, up to 1) took no longer than, in whole milliseconds; null of none. */
export function durationQuantile(durations: ReadonlyMap<number, number>, share: number): number | null {
  const total = [...durations.values()].reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  let left = Math.ceil(total * share)
  for (const [bucket, count] of [...durations].sort(([a], [b]) => a - b)) {
    left -= count
    if (left <= 0) return Math.round(durationStep ** bucket)
  }
  return null
}

/** Adds sessions up. */
export function addCounts(all: readonly SessionCounts[]): SessionCounts {
  const sum = { ...noSessions }
  for (const counts of all) for (const name of sessionCounts) sum[name] += counts[name]
  return sum
}

/** The sessions of each hour of a period, whose bounds are whole hours, in order; hours without any too. */
export function countsByHour(
  figures: readonly HourlyFigures[],
  period: FiguresPeriod,
): readonly { readonly hour: number; readonly counts: SessionCounts }[] {
  const byHour = grouped(figures, ({ hour }) => hour)
  const hours = Array.from({ length: (period.end - period.start) / hourMs }, (_, n) => period.start + n * hourMs)
  return hours.map((hour) => ({ hour, counts: addCounts((byHour.get(hour) ?? []).map(({ counts }) => counts)) }))
}

/** The figures of each provider, all hours together, by name. */
export function figuresByProvider(figures: readonly HourlyFigures[]): readonly ProviderFigures[] {
  const byProvider = grouped(figures, ({ serviceProvider }) => serviceProvider)
  const names = [...byProvider.keys()].filter((name) => name !== null).sort()
  return names.map((serviceProvider) => {
    const ofOne = byProvider.get(serviceProvider) ?? []
    return {
      serviceProvider,
      counts: addCounts(ofOne.map(({ counts }) => counts)),
      upstream: addUpstream(ofOne.map(({ upstream }) => upstream)),
      honesty: addHonesty(ofOne.flatMap(({ honesty }) => honesty)),
    }
  })
}

function grouped<Key, Item>(items: readonly Item[], keyOf: (item: Item) => Key): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}

function addUpstream(all: readonly UpstreamCounts[]): UpstreamCounts {
  const durations = new Map<number, number>()
  for (const one of all) {
    for (const [bucket, count] of one.durations) durations.set(bucket, (durations.get(bucket) ?? 0) + count)
  }
  return {
    calls: all.reduce((sum, { calls }) => sum + calls, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
    durations,
  }
}

function addHonesty(all: readonly AssetHonesty[]): readonly AssetHonesty[] {
  const byAsset = grouped(all, ({ asset, chainId }) => `${asset}@${chainId}`)
  return [...byAsset].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, ofOne]) => ofOne.reduce(addAmounts))
}

function addAmounts(sum: AssetHonesty, one: AssetHonesty): AssetHonesty {
  return {
    ...sum,
    transactions: sum.transactions + one.transactions,
    quoted: new Big(sum.quoted).plus(one.quoted).toFixed(),
    delivered: new Big(sum.delivered).plus(one.delivered).toFixed(),
  }
}

/** Of sessions that ended one way or the other, the share that was completed; null of none. */
export function successRate({ completed, failed }: SessionCounts): number | null {
  return completed + failed === 0 ? null : Math.round((completed / (completed + failed)) * 10_000) / 10_000
}

/** Decimals of a ratio: a hundredth of a basis point. */
const ratioDecimals = 6

/** Delivered by quoted, as a decimal text. */
export function ratioOf({ quoted, delivered }: Pick<AssetHonesty, 'quoted' | 'delivered'>): string {
  return new Big(delivered).div(quoted).round(ratioDecimals).toFixed()
}

/** The ratio of several assets, whose amounts cannot be added: each weighed by its transactions. Null of none. */
export function overallRatio(
  honesty: readonly AssetHonesty[],
): { readonly ratio: string; readonly transactions: number } | null {
  if (honesty.length === 0) return null
  const transactions = honesty.reduce((sum, one) => sum + one.transactions, 0)
  const weighed = honesty.reduce(
    (sum, { delivered, quoted, transactions: weight }) => sum.plus(new Big(delivered).times(weight).div(quoted)),
    new Big(0),
  )
  return { ratio: weighed.div(transactions).round(ratioDecimals).toFixed(), transactions }
}
