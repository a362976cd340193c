import type { Command } from 'commander'
import type { Wire } from '../contract/endpoint.ts'
import type { HealthReply } from '../contract/operator-health.ts'
import { healthReply } from '../contract/operator-health-view.ts'
import { readHealth } from '../operations/operator/health.ts'
import { withOperations } from './operations-access.ts'
import { print } from './output.ts'
import { ageOf, columns, minuteOf } from './table.ts'

type Health = Wire<typeof HealthReply>

/** Adds `rampway health`. */
export function addHealthCommand(program: Command): void {
  program
    .command('health')
    .description('prints how the gateway is: its processes, its database, its background jobs, its webhooks')
    .option('--config <file>', 'the configuration file; without one, the gateway of rampway dev')
    .option('--json', 'prints one JSON document, that of GET /operator/v0/health')
    .action((options: HealthOptions) => runHealth(options, process.env))
}

/** The options of `rampway health`. */
export interface HealthOptions {
  readonly config?: string
  readonly json?: boolean
}

/** `rampway health`: prints what `GET /operator/v0/health` answers, but for what one process knows alone. */
async function runHealth({ config, json }: HealthOptions, env: NodeJS.ProcessEnv): Promise<void> {
  await withOperations({ config }, env, async (deps, operator) => {
    const health = healthReply(await readHealth(deps, operator))
    print(json === true, health, linesOf(health, deps.clock()))
  })
}

function linesOf(health: Health, now: number): readonly string[] {
  const { database, webhooks, partitions } = health
  const ageOrNone = (instant: number | null) => (instant === null ? '–' : ageOf(instant, now))
  return [
    ...columns([
      ['process', 'version', 'since'],
      ...health.processes.map((each) => [String(each.process), each.version ?? 'older', minuteOf(each.started_at)]),
    ]),
    ...(health.processes.length === 0 ? ['No gateway is running on this database.'] : []),
    '',
    `PostgreSQL ${database.version}, ${Math.ceil(database.size_bytes / 1024 ** 2)} MiB, answered in ${database.answered_in_ms} ms, its clock ${database.clock_ahead_ms} ms ahead`,
    `Partitions for new sessions until ${minuteOf(partitions.until_at)}`,
    `Webhooks: ${webhooks.waiting} waiting (the oldest ${ageOrNone(webhooks.oldest_waiting_at)}), ${webhooks.given_up} given up`,
    '',
    ...columns([
      ['job', 'due', 'for', 'running', 'failing', 'given up', 'next'],
      ...health.jobs.map((job) => [
        job.name,
        String(job.due),
        ageOrNone(job.oldest_due_at),
        String(job.running),
        String(job.failing),
        String(job.given_up),
        minuteOf(job.next_at),
      ]),
    ]),
    '',
    'Keys, providers that cool down and caches are each process’s own: GET /operator/v0/health tells them.',
  ]
}
