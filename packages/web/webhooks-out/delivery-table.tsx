import { Link } from 'wouter'
import { Identifier } from '../parts/identifier.tsx'
import { Instant } from '../parts/instant.tsx'
import { Badge } from '../ui/badge.tsx'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { Due } from './due.tsx'
import type { Delivery, WebhookEndpoint } from './shapes.ts'
import { useViewer, type Viewer } from './viewer.ts'
import { deliveryStates, outcomeInWords, shortUrl } from './words.ts'

/** Deliveries of one tenant in rows. */
export interface DeliveryTableProps {
  readonly deliveries: readonly Delivery[]
  readonly tenant: string
  /** By which the rows name them; where it is one's own page they need no name. */
  readonly webhookEndpoints?: readonly WebhookEndpoint[]
}

export function DeliveryTable({ deliveries, tenant, webhookEndpoints }: DeliveryTableProps) {
  const viewer = useViewer()
  const columns = [
    delivery(viewer, tenant),
    state,
    about(tenant),
    ...(webhookEndpoints === undefined ? [] : [target(viewer, tenant, webhookEndpoints)]),
    ...rest,
  ]
  return <DataTable label="Deliveries" columns={columns} rows={deliveries} keyOf={({ id }) => id} />
}

/** The badge of a delivery's state. */
export function DeliveryState({ state }: Pick<Delivery, 'state'>) {
  const { label, tone } = deliveryStates[state]
  return <Badge tone={tone}>{label}</Badge>
}

/** What a session's or a transaction's row is about. */
export function About({ about, tenant }: AboutProps) {
  const { sessionAddress } = useViewer()
  const { session_id: session, transaction_id: transaction } = about
  if (session === null && transaction === null) return <span className="soft">–</span>
  return (
    <>
      {session !== null && (
        <span className="row-identifier">
          {sessionAddress === undefined ? (
            <Identifier text={session} what="session id" isShort />
          ) : (
            <Link href={sessionAddress({ tenant, id: session })}>Session</Link>
          )}
        </span>
      )}
      {transaction !== null && <Identifier text={transaction} what="transaction id" isShort />}
    </>
  )
}

interface AboutProps {
  readonly about: { readonly session_id: string | null; readonly transaction_id: string | null }
  readonly tenant: string
}

function delivery({ addressOf }: Viewer, tenant: string): Column<Delivery> {
  return {
    key: 'delivery',
    label: 'Delivery',
    isTitle: true,
    cell: ({ id, type }) => (
      <>
        <Link className="row-name" href={addressOf('deliveries', { tenant, id })}>
          {type}
        </Link>
        <span className="row-note">
          <Identifier text={id} what="delivery id" isShort />
        </span>
      </>
    ),
  }
}

const state: Column<Delivery> = {
  key: 'state',
  label: 'State',
  cell: ({ state, attempts, last_status, last_failure }) => (
    <>
      <DeliveryState state={state} />
      {attempts > 0 && <span className="row-note">last: {outcomeInWords(last_status, last_failure)}</span>}
    </>
  ),
}

function about(tenant: string): Column<Delivery> {
  return { key: 'about', label: 'About', cell: (one) => <About about={one} tenant={tenant} /> }
}

function target(viewer: Viewer, tenant: string, known: readonly WebhookEndpoint[]): Column<Delivery> {
  return {
    key: 'target',
    label: 'Webhook endpoint',
    cell: ({ webhook_endpoint_id: id }) => {
      const url = known.find((one) => one.id === id)?.url
      if (url === undefined) return <Identifier text={id} what="webhook endpoint id" isShort />
      return (
        <Link className="foreign" href={viewer.addressOf('webhook-endpoints', { tenant, id })}>
          {shortUrl(url)}
        </Link>
      )
    },
  }
}

const rest: readonly Column<Delivery>[] = [
  { key: 'attempts', label: 'Attempts', isFigure: true, cell: ({ attempts }) => attempts },
  {
    key: 'created',
    label: 'Created',
    isFigure: true,
    cell: ({ created_at, next_attempt_at, ended_at }) => (
      <>
        <Instant at={created_at} />
        {next_attempt_at !== null && (
          <span className="row-note">
            next attempt <Due at={next_attempt_at} />
          </span>
        )}
        {ended_at !== null && (
          <span className="row-note">
            ended <Instant at={ended_at} />
          </span>
        )}
      </>
    ),
  },
]
