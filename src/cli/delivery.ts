import { type Command, Option } from 'commander'
import { deliveriesReply, deliveryReply, wholeDeliveryReply } from '../contract/event-deliveries.ts'
import { deliveriesParameters } from '../contract/event-query.ts'
import { operatorRoots } from '../contract/webhook-roots.ts'
import { type DeliveryAttempt, deliveryStates } from '../domain/delivery.ts'
import { eventTypes } from '../domain/event.ts'
import { configuredTenant, servedTenant } from '../operations/operator/configured-tenant.ts'
import { readDeliveryFor } from '../operations/operator/events.ts'
import { pageOfDeliveries, retryDeliveryNow } from '../operations/webhooks-out/deliveries.ts'
import { withOperations } from './operations-access.ts'
import { print } from './output.ts'
import { type ActOptions, readFields, type TenantOptions, withAct, withTenant } from './webhook-options.ts'
import { deliveryLine } from './webhook-words.ts'

/** Adds `rampway delivery list`, `show` and `retry`. */
export function addDeliveryCommands(program: Command): void {
  const delivery = program.command('delivery').description('what was sent to webhook endpoints, and what is to be')

  withTenant(delivery.command('list'))
    .description('a tenant’s deliveries, those of the newest event first')
    .option('--webhook-endpoint <id>', 'there alone')
    .option('--event <id>', 'of this event')
    .option('--session <id>', 'of events of this session')
    .option('--transaction <id>', 'of events of this transaction')
    .addOption(new Option('--type <type>', 'of events of this type').choices(eventTypes))
    .addOption(new Option('--state <state>', 'in this state').choices(deliveryStates))
    .option('--count <number>', 'how many, 1 to 200', '50')
    .action((options: ListOptions) => runList(options))

  withTenant(delivery.command('show'))
    .description('one delivery, every attempt, and what is sent; recorded as a reading of personal data')
    .argument('<id>', 'dlv_…')
    .action((id: string, options: TenantOptions) => runShow(id, options))

  withAct(delivery.command('retry'))
    .description('makes a delivery once more at once, whatever became of it')
    .argument('<id>', 'dlv_…')
    .action((id: string, options: ActOptions) => runRetry(id, options))
}

interface ListOptions extends TenantOptions {
  readonly webhookEndpoint?: string
  readonly event?: string
  readonly session?: string
  readonly transaction?: string
  readonly type?: string
  readonly state?: string
  readonly count: string
}

function runList(options: ListOptions): Promise<void> {
  const { webhookEndpoint, event, session, transaction, type, state, count } = options
  const given = { webhook_endpoint: webhookEndpoint, event, session, transaction, type, state, count }
  const query = readFields(given, deliveriesParameters)
  return withOperations(options, process.env, async (deps) => {
    const tenant = configuredTenant(deps, options.tenant)
    const { items: deliveries, next } = await pageOfDeliveries(deps, tenant, query)
    const { _links, ...document } = deliveriesReply(operatorRoots(tenant), query, { deliveries, next })
    const lines = deliveries.length === 0 ? ['No delivery is like that.'] : deliveries.map(deliveryLine)
    print(options.json === true, document, lines)
  })
}

function runShow(id: string, options: TenantOptions): Promise<void> {
  return withOperations(options, process.env, async (deps, operator) => {
    const tenant = servedTenant(deps, options.tenant)
    const whole = await readDeliveryFor(deps, operator, tenant, id, null)
    print(options.json === true, wholeDeliveryReply(operatorRoots(tenant.id), whole), [
      deliveryLine(whole.delivery),
      ...whole.attempts.map(attemptLine),
      '',
      whole.body,
    ])
  })
}

function runRetry(id: string, options: ActOptions): Promise<void> {
  return withOperations(options, process.env, async (deps, operator) => {
    const tenant = configuredTenant(deps, options.tenant)
    const asker = { operator, reason: options.reason ?? null, traceId: null }
    const delivery = await retryDeliveryNow(deps, { tenant, id }, asker)
    print(options.json === true, deliveryReply(operatorRoots(tenant), delivery), [
      'It is due now, and is sent as soon as a gateway process is free.',
      deliveryLine(delivery),
    ])
  })
}

function attemptLine({ number, at, durationMs, status, failure, responseBody }: DeliveryAttempt): string {
  const answer = status === null ? '' : ` answered ${status}`
  const why = failure === null ? '' : ` (${failure})`
  const body = responseBody === null || responseBody === '' ? '' : `: ${responseBody.slice(0, 200)}`
  return `  ${number}. ${new Date(at).toISOString()}, ${durationMs} ms${answer}${why}${body}`
}
