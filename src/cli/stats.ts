import { type Command, InvalidArgumentError } from 'commander'
import type { Wire } from '../contract/endpoint.ts'
import type { StatsReply } from '../contract/operator-stats.ts'
import { statsReply } from '../contract/operator-stats-view.ts'
import { figuresPeriodMsMax, hourMs } from '../domain/hourly-figures.ts'
import type { TenantId } from '../domain/tenant.ts'
import { readStats } from '../operations/operator/stats.ts'
import { withOperations } from './operations-access.ts'
import { readTenant } from './option-values.ts'
import { print } from './output.ts'
import { ageOf, columns, minuteOf } from './table.ts'

type Stats = Wire<typeof StatsReply>

/** Adds `rampway stats`. */
export function addStatsCommand(program: Command): void {
  program
    .command('stats')
    .description('prints how many sessions were opened, completed and failed, by hour and by provider')
    .option('--config <file>', 'the configuration file; without one, the gateway of rampway dev')
    .option('--tenant <org:env>', 'this tenant alone', readTenant)
    .option('--hours <number>', 'the last so many hours, the present one included', readHours, 24)
    .option('--json', 'prints one JSON document, that of GET /operator/v0/stats')
    .action((options: StatsOptions) => runStats(options, process.env))
}

/** The options of `rampway stats`. */
export interface StatsOptions {
  readonly config?: string
  readonly tenant?: TenantId
  readonly hours: number
  readonly json?: boolean
}

/** `rampway stats`: prints what `GET /operator/v0/stats` answers. */
async function runStats({ config, tenant, hours, json }: StatsOptions, env: NodeJS.ProcessEnv): Promise<void> {
  await withOperations({ config }, env, async (deps, operator) => {
    const start = deps.clock() - (hours - 1) * hourMs
    const stats = statsReply(await readStats(deps, operator, { start, end: null, tenant: tenant ?? null }))
    print(json === true, stats, linesOf(stats, deps.clock()))
  })
}

const hoursMax = figuresPeriodMsMax / hourMs

function readHours(text: string): number {
  const hours = Number(text)
  if (Number.isInteger(hours) && hours >= 1 && hours <= hoursMax) return hours
  throw new InvalidArgumentError(`A whole number from 1 to ${hoursMax}.`)
}

function linesOf(stats: Stats, now: number): readonly string[] {
  const { computed_at, oldest_unresolved: oldest } = stats
  return [
    `${stats.tenant ?? 'All tenants'}, ${minuteOf(stats.period_start)} to ${minuteOf(stats.period_end)}`,
    computed_at === null
      ? 'Nothing was counted yet: a gateway does so within a minute of its start.'
      : `Counted until ${minuteOf(computed_at)}`,
    '',
    ...hourLines(stats),
    '',
    ...providerLines(stats),
    '',
    oldest === null
      ? 'No session is open without an outcome.'
      : `Open longest without an outcome: ${oldest.session_id} of ${oldest.tenant}, for ${ageOf(oldest.since_at, now)}`,
  ]
}

const countNames = ['sessions', 'refused', 'opened', 'completed', 'failed', 'cancelled'] as const

function hourLines({ hours, totals }: Stats): readonly string[] {
  const busy = hours.filter((hour) => hour.sessions + hour.refused > 0)
  const cellsOf = (counts: Stats['totals']) => countNames.map((name) => String(counts[name]))
  return columns([
    ['hour', ...countNames],
    ...busy.map((hour) => [minuteOf(hour.period_start), ...cellsOf(hour)]),
    ['all', ...cellsOf(totals)],
  ])
}

function providerLines({ providers }: Stats): readonly string[] {
  return columns([
    ['provider', 'sessions', 'completed', 'failed', 'success', 'p50', 'p95', 'delivered / quoted'],
    ...providers.map((each) => [
      each.service_provider,
      String(each.sessions),
      String(each.completed),
      String(each.failed),
      each.success_rate === null ? '–' : `${(each.success_rate * 100).toFixed(1)} %`,
      millisecondsOf(each.upstream_p50_ms),
      millisecondsOf(each.upstream_p95_ms),
      each.quote_honesty === null ? '–' : `${each.quote_honesty.ratio} of ${each.quote_honesty.transactions}`,
    ]),
  ])
}

function millisecondsOf(ms: number | null): string {
  return ms === null ? '–' : `${ms} ms`
}
