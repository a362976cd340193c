import { type Command, Option } from 'commander'
import { eventDeliveriesReply, eventsReply } from '../contract/event-deliveries.ts'
import { eventsParameters } from '../contract/event-query.ts'
import { eventReplayFields } from '../contract/partner-events.ts'
import { operatorRoots } from '../contract/webhook-roots.ts'
import { eventTypes } from '../domain/event.ts'
import { eventOf } from '../operations/events/render.ts'
import { servedTenant } from '../operations/operator/configured-tenant.ts'
import { listEventsFor, readEventFor } from '../operations/operator/events.ts'
import { replayOneEvent } from '../operations/webhooks-out/replay.ts'
import { withOperations } from './operations-access.ts'
import { print } from './output.ts'
import { type ActOptions, readFields, type TenantOptions, withAct, withTenant } from './webhook-options.ts'
import { deliveryLine, eventLine } from './webhook-words.ts'

/** Adds `rampway event list`, `show` and `replay`. */
export function addEventCommands(program: Command): void {
  const event = program.command('event').description('what partners are told of their sessions and transactions')

  withTenant(event.command('list'))
    .description('a tenant’s events, newest first; recorded as a reading of personal data')
    .addOption(new Option('--type <type>', 'of this type alone').choices(eventTypes))
    .option('--session <id>', 'of this session')
    .option('--transaction <id>', 'of this transaction')
    .option('--webhook-endpoint <id>', 'that were to be delivered there')
    .option('--since <instant>', 'at or after, such as 2026-12-01T18:00:00Z')
    .option('--until <instant>', 'before')
    .option('--count <number>', 'how many, 1 to 200', '50')
    .action((options: ListOptions) => runList(options))

  withTenant(event.command('show'))
    .description('one event, and its deliveries; recorded as a reading of personal data')
    .argument('<id>', 'evt_…')
    .action((id: string, options: TenantOptions) => runShow(id, options))

  withAct(event.command('replay'))
    .description('sends an event once more, with the same id')
    .argument('<id>', 'evt_…')
    .option('--webhook-endpoint <id>', 'there alone; without it to each that wants it and is not disabled')
    .action((id: string, options: ActOptions & { webhookEndpoint?: string }) => runReplay(id, options))
}

interface ListOptions extends TenantOptions {
  readonly type?: string
  readonly session?: string
  readonly transaction?: string
  readonly webhookEndpoint?: string
  readonly since?: string
  readonly until?: string
  readonly count: string
}

function runList(options: ListOptions): Promise<void> {
  const { type, session, transaction, webhookEndpoint, since, until, count } = options
  const given = { type, session, transaction, webhook_endpoint: webhookEndpoint, since, until, count }
  const query = readFields(given, eventsParameters)
  return withOperations(options, process.env, async (deps, operator) => {
    const tenant = servedTenant(deps, options.tenant)
    const { items, next } = await listEventsFor(deps, operator, tenant.id, query, null)
    const events = items.map((item) => eventOf(deps, tenant, item, 'operator'))
    const { _links, ...document } = eventsReply(operatorRoots(tenant.id), query, { events, next })
    print(options.json === true, document, events.length === 0 ? ['No event is like that.'] : events.map(eventLine))
  })
}

function runShow(id: string, options: TenantOptions): Promise<void> {
  return withOperations(options, process.env, async (deps, operator) => {
    const tenant = servedTenant(deps, options.tenant)
    const { event, deliveries } = await readEventFor(deps, operator, tenant.id, id, null)
    const shown = eventOf(deps, tenant, event, 'operator')
    print(options.json === true, eventDeliveriesReply(operatorRoots(tenant.id), shown, deliveries), [
      eventLine(shown),
      ...deliveries.map(deliveryLine),
      '',
      ...JSON.stringify(shown, undefined, 2).split('\n'),
    ])
  })
}

function runReplay(id: string, options: ActOptions & { readonly webhookEndpoint?: string }): Promise<void> {
  const body = readFields({ webhook_endpoint_id: options.webhookEndpoint }, eventReplayFields)
  return withOperations(options, process.env, async (deps, operator) => {
    const tenant = servedTenant(deps, options.tenant)
    const target = { tenant: tenant.id, event: id, endpoint: body.webhook_endpoint_id }
    const asker = { operator, reason: options.reason ?? null, traceId: null }
    const { event, deliveries } = await replayOneEvent(deps, target, asker)
    const reply = eventDeliveriesReply(operatorRoots(tenant.id), eventOf(deps, tenant, event, 'operator'), deliveries)
    const nobody = deliveries.length === 0 ? ['No webhook endpoint wants it; streams are told all the same.'] : []
    print(options.json === true, reply, [...nobody, ...deliveries.map(deliveryLine)])
  })
}
