import { type Command, Option } from 'commander'
import { webhookMembers, webhooksReply } from '../contract/operator-webhooks.ts'
import { type WebhookState, webhookStates } from '../domain/incoming-webhook.ts'
import type { TenantId } from '../domain/tenant.ts'
import { pageOfWebhooks, retryWebhookNow } from '../operations/operator/webhooks.ts'
import type { RecordedWebhook } from '../store/webhook-list.ts'
import { withOperations } from './operations-access.ts'
import { countUpTo, readReason, readTenant } from './option-values.ts'
import { print } from './output.ts'

/** Webhooks that `rampway webhook list` shows by default, and at most. */
const countDefault = 50
const countMax = 10_000

/** Adds `rampway webhook list` and `rampway webhook retry`. */
export function addWebhookCommands(program: Command): void {
  const webhook = program.command('webhook').description('what Meld told the gateway, and what came of it')
  const configOption = () => new Option('--config <file>', 'the configuration file; else rampway dev')

  webhook
    .command('list')
    .description('prints webhooks, newest first, and how many wait or were given up')
    .addOption(configOption())
    .option('--tenant <org:env>', 'of this tenant alone', readTenant)
    .addOption(new Option('--state <state>', 'in this state alone').choices(webhookStates))
    .option('--count <number>', `how many, 1 to ${countMax}`, countUpTo(countMax), countDefault)
    .option('--json', 'prints one JSON document')
    .action((options: ListOptions) => runList(options, process.env))

  webhook
    .command('retry')
    .description('has a webhook that waits or was given up handled at once, in whichever process is free')
    .argument('<id>', 'as rampway webhook list shows it')
    .requiredOption('--tenant <org:env>', 'whose it is', readTenant)
    .option('--reason <text>', 'why, for the audit log', readReason)
    .addOption(configOption())
    .option('--json', 'prints one JSON document')
    .action((id: string, options: RetryOptions) => runRetry(id, options, process.env))
}

interface ListOptions {
  readonly config?: string
  readonly tenant?: TenantId
  readonly state?: WebhookState
  readonly count: number
  readonly json?: boolean
}

async function runList(options: ListOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const query = { tenant: options.tenant ?? null, state: options.state ?? null, count: options.count, after: null }
  await withOperations(options, env, async (deps) => {
    const page = await pageOfWebhooks(deps, query)
    const { _links, ...document } = webhooksReply({ query, ...page })
    const { waiting, oldestWaitingAt, givenUp } = page.backlog
    const since = oldestWaitingAt === null ? '' : `, the oldest since ${new Date(oldestWaitingAt).toISOString()}`
    print(options.json === true, document, [
      `${waiting} waiting${since}; ${givenUp} given up`,
      ...page.webhooks.map(lineOf),
    ])
  })
}

interface RetryOptions {
  readonly config?: string
  readonly tenant: TenantId
  readonly reason?: string
  readonly json?: boolean
}

async function runRetry(id: string, options: RetryOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const { tenant, reason = null } = options
  await withOperations(options, env, async (deps, operator) => {
    const webhook = await retryWebhookNow(deps, operator, { tenant, eventId: id, reason, traceId: null })
    print(options.json === true, { webhook: webhookMembers(webhook) }, [
      'It is due now, and is handled as soon as a gateway process is free.',
      lineOf(webhook),
    ])
  })
}

function lineOf(webhook: RecordedWebhook): string {
  const { tenant, eventId, eventType, state, outcome, attempts, receivedAt, nextAttemptAt, transactionId } = webhook
  const end = outcome === null || outcome === state ? '' : ` (${outcome})`
  const next = nextAttemptAt === null ? '' : `, next ${new Date(nextAttemptAt).toISOString()}`
  const about = transactionId === null ? '' : `  transaction ${transactionId}`
  return `${new Date(receivedAt).toISOString()}  ${tenant}  ${eventId}  ${eventType}  ${state}${end}, ${attempts} attempts${next}${about}`
}
