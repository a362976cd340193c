import { type Command, Option } from 'commander'
import { eventDeliveriesReply } from '../contract/event-deliveries.ts'
import { webhookEndpointsReply } from '../contract/operator-webhook-endpoints.ts'
import {
  newWebhookEndpointFields,
  replayFields,
  webhookEndpointChangeFields,
} from '../contract/webhook-endpoint-fields.ts'
import {
  replayReply,
  type ShownWebhookEndpoint,
  webhookEndpointReply,
  webhookEndpointWithSecretReply,
} from '../contract/webhook-endpoint-view.ts'
import { operatorRoots } from '../contract/webhook-roots.ts'
import type { Operator } from '../domain/operator.ts'
import type { TenantId } from '../domain/tenant.ts'
import { type WebhookEndpointStatus, webhookEndpointStatuses } from '../domain/webhook-endpoint.ts'
import type { Deps } from '../operations/deps.ts'
import { eventOf } from '../operations/events/render.ts'
import { configuredTenant, servedTenant } from '../operations/operator/configured-tenant.ts'
import type { Asker } from '../operations/webhooks-out/asker.ts'
import { replayRange, sendTest } from '../operations/webhooks-out/replay.ts'
import {
  alterWebhookEndpoint,
  makeWebhookEndpoint,
  pageOfWebhookEndpoints,
  removeWebhookEndpoint,
  rotateSecretOf,
  type WebhookEndpointWithSecret,
} from '../operations/webhooks-out/webhook-endpoints.ts'
import { withOperations } from './operations-access.ts'
import { countUpTo, readTenant } from './option-values.ts'
import { print } from './output.ts'
import {
  type ActOptions,
  type CommonOptions,
  readFields,
  readList,
  withAct,
  withCommon,
  withReasonedAct,
} from './webhook-options.ts'
import { deliveryLine } from './webhook-words.ts'

/** Webhook endpoints that `rampway webhook-endpoint list` shows by default, and at most. */
const countDefault = 50
const countMax = 10_000

/** Adds `rampway webhook-endpoint list`, `create`, `change`, `delete`, `rotate-secret`, `test` and `replay`. */
export function addWebhookEndpointCommands(program: Command): void {
  const commands = program.command('webhook-endpoint').description('where partners’ events are sent')
  const verb = (name: string, about: string) =>
    commands.command(name).description(about).argument('<id>', 'whe_…, as the list has it')

  withCommon(commands.command('list'))
    .description('webhook endpoints, and how they go')
    .option('--tenant <org:env>', 'of this tenant alone', readTenant)
    .addOption(new Option('--status <status>', 'of this status alone').choices(webhookEndpointStatuses))
    .option('--count <number>', `how many, 1 to ${countMax}`, countUpTo(countMax), countDefault)
    .action((options: ListOptions) => runList(options))

  withAct(withSettings(commands.command('create')))
    .description('has a tenant’s events sent to a URL; the secret is shown once')
    .requiredOption('--url <url>', 'where, an https URL')
    .action((options: SettingOptions & ActOptions) => runCreate(options))

  withAct(withSettings(verb('change', 'changes a webhook endpoint; what is not named stays')))
    .option('--url <url>', 'where, an https URL')
    .addOption(new Option('--status <status>', 'disabled needs a --reason').choices(['enabled', 'disabled']))
    .action((id: string, options: SettingOptions & ActOptions) => runChange(id, options))

  withReasonedAct(verb('delete', 'deletes a webhook endpoint, and cancels what is pending for it')).action(
    (id: string, options: ActOptions) =>
      run(options, async (deps, asker) => {
        await removeWebhookEndpoint(deps, { tenant: options.tenant, id }, asker)
        print(options.json === true, { deleted: id }, ['Deleted. What was pending for it is cancelled.'])
      }),
  )

  withReasonedAct(verb('rotate-secret', 'makes a new secret; the one before signs beside it for 24 hours')).action(
    (id: string, options: ActOptions) =>
      run(options, async (deps, asker) => {
        printSecret(options, await rotateSecretOf(deps, { tenant: options.tenant, id }, asker))
      }),
  )

  withAct(verb('test', 'sends a rampway.test there, and nowhere else')).action((id: string, options: ActOptions) =>
    run(options, async (deps, asker) => {
      const tenant = servedTenant(deps, options.tenant)
      const { event, deliveries } = await sendTest(deps, { tenant: tenant.id, id }, asker)
      const reply = eventDeliveriesReply(operatorRoots(tenant.id), eventOf(deps, tenant, event), deliveries)
      print(options.json === true, reply, deliveries.map(deliveryLine))
    }),
  )

  withAct(verb('replay', 'sends a range of events once more, or what the webhook endpoint missed'))
    .option('--since <instant>', 'events at or after, such as 2026-12-01T18:00:00Z')
    .option('--until <instant>', 'events before; without it until now')
    .option('--types <list>', 'of these types alone, separated by commas', readList)
    .option('--only-failed', 'only what was given up, or failed last')
    .option('--since-last-success', 'in place of --since, all that was missed since an attempt last succeeded')
    .option('--dry-run', 'sends nothing: counts')
    .action((id: string, options: ReplayOptions) => runReplay(id, options))
}

interface ListOptions extends CommonOptions {
  readonly tenant?: TenantId
  readonly status?: WebhookEndpointStatus
  readonly count: number
}

interface SettingOptions {
  readonly url?: string
  readonly types?: readonly string[]
  readonly description?: string
  readonly timestampFormat?: string
  readonly signature?: string
  readonly status?: string
}

interface ReplayOptions extends ActOptions {
  readonly since?: string
  readonly until?: string
  readonly types?: readonly string[]
  readonly onlyFailed?: boolean
  readonly sinceLastSuccess?: boolean
  readonly dryRun?: boolean
}

function withSettings(command: Command): Command {
  return command
    .option('--types <list>', 'which types it wants, separated by commas; an empty text is all', readList)
    .option('--description <text>', 'for people')
    .addOption(new Option('--timestamp-format <format>', 'how instants are sent').choices(['iso8601', 'epoch']))
    .addOption(new Option('--signature <kind>', 'what deliveries are signed with').choices(['hmac', 'ed25519', 'both']))
}

function runList(options: ListOptions): Promise<void> {
  const query = { tenant: options.tenant ?? null, status: options.status ?? null, count: options.count, after: null }
  return withOperations(options, process.env, async (deps) => {
    const page = await pageOfWebhookEndpoints(deps, query)
    const { _links, ...document } = webhookEndpointsReply(query, page)
    const lines = page.endpoints.length === 0 ? ['No webhook endpoint is like that.'] : page.endpoints.map(lineOf)
    print(options.json === true, document, lines)
  })
}

function runCreate(options: SettingOptions & ActOptions): Promise<void> {
  const body = readFields(settingsOf(options), newWebhookEndpointFields)
  return run(options, async (deps, asker) => {
    printSecret(options, await makeWebhookEndpoint(deps, configuredTenant(deps, options.tenant), body, asker))
  })
}

function runChange(id: string, options: SettingOptions & ActOptions): Promise<void> {
  const body = readFields({ ...settingsOf(options), status: options.status }, webhookEndpointChangeFields)
  return run(options, async (deps, asker) => {
    const changed = await alterWebhookEndpoint(deps, { tenant: options.tenant, id }, body, asker)
    print(options.json === true, webhookEndpointReply(operatorRoots(options.tenant), changed), [lineOf(changed)])
  })
}

function runReplay(id: string, options: ReplayOptions): Promise<void> {
  const { since, until, types, onlyFailed, sinceLastSuccess, dryRun, tenant } = options
  const given = { since, until, types, only_failed: onlyFailed, since_last_success: sinceLastSuccess, dry_run: dryRun }
  const body = readFields(given, replayFields)
  return run(options, async (deps, asker) => {
    const replayed = await replayRange(deps, { tenant, id }, body, asker)
    const { count, firstAt, lastAt } = replayed
    const stretch =
      firstAt === null || lastAt === null
        ? ''
        : `, from ${new Date(firstAt).toISOString()} to ${new Date(lastAt).toISOString()}`
    const words = dryRun === true ? 'would be sent once more' : 'are sent once more'
    print(options.json === true, replayReply(operatorRoots(tenant), replayed.endpoint, replayed), [
      `${count} events ${words}${stretch}`,
    ])
  })
}

function run(options: ActOptions, work: (deps: Deps, asker: Asker) => Promise<void>): Promise<void> {
  return withOperations(options, process.env, (deps, operator: Operator) =>
    work(deps, { operator, reason: options.reason ?? null, traceId: null }),
  )
}

function settingsOf({ url, types, description, timestampFormat, signature }: SettingOptions) {
  return { url, types, description, timestamp_format: timestampFormat, signature }
}

function printSecret({ json, tenant }: ActOptions, made: WebhookEndpointWithSecret): void {
  print(json === true, webhookEndpointWithSecretReply(operatorRoots(tenant), made), [
    lineOf(made.endpoint),
    '',
    'This is the only time that the secret is shown:',
    made.secret,
  ])
}

function lineOf(endpoint: ShownWebhookEndpoint): string {
  const { tenant, id, url, types, status, disabledReason, pending, lastSuccessAt } = endpoint
  const why = disabledReason === null ? '' : ` (${disabledReason})`
  const success = lastSuccessAt === null ? 'never succeeded' : `last succeeded ${new Date(lastSuccessAt).toISOString()}`
  const wanted = types.length === 0 ? 'all types' : types.join(', ')
  return `${tenant}  ${id}  ${status}${why}, ${pending} pending, ${success}  ${url}  ${wanted}`
}
