import Type from 'typebox'
import { sessionActs } from '../domain/session-acts.ts'
import { Exclusion } from './exclusions.ts'
import { linksOf } from './hal.ts'
import { summaryMembers } from './operator-session-view.ts'
import { Decimal, explained, nullable, ToldDecimal, TransactionStatus } from './schema.ts'
import { Instant } from './timestamps.ts'

const shortNetwork = 'the /24 of an IPv4 address, the /48 of an IPv6 one'

const Legs = Type.Object(
  {
    service_provider: nullable(Type.String()),
    source_amount: nullable(ToldDecimal),
    from_asset: nullable(Type.String()),
    destination_amount: nullable(ToldDecimal),
    to_asset: nullable(Type.String()),
  },
  { title: 'OperatorTradeLegs' },
)

const OperatorTransaction = Type.Object(
  {
    id: Type.String({ description: 'Meld’s id' }),
    status: TransactionStatus,
    meld_status: Type.String(),
    service_provider: nullable(Type.String()),
    payment_method_type: nullable(Type.String()),
    from_asset: nullable(Type.String()),
    to_asset: nullable(Type.String()),
    chain_id: nullable(Type.Integer()),
    source_amount: nullable(ToldDecimal),
    destination_amount: nullable(ToldDecimal),
    total_fee: nullable(ToldDecimal),
    transaction_hash: nullable(Type.String()),
    failure_reason: nullable(Type.String(), 'the provider’s words'),
    external_session_id: nullable(Type.String()),
    upstream_session_id: nullable(Type.String()),
    service_transaction_id: nullable(Type.String(), 'the provider’s own id'),
    meld_created_at: explained(Instant, 'by Meld’s timestamp'),
    meld_updated_at: explained(Instant, 'by Meld’s timestamp'),
    first_seen_at: explained(Instant, 'when Meld first told of it'),
    checked_at: explained(Instant, 'when Meld last told of it'),
  },
  { title: 'OperatorTransaction' },
)

const timelineDetail = {
  call: Type.Optional(Type.String({ description: 'which call to Meld: `quote`, `widget`, `customer`, …' })),
  caused_by: Type.Optional(Type.String({ description: 'what led to it' })),
  meld_status: Type.Optional(Type.String({ description: 'Meld’s own word' })),
  meld_updated_at: Type.Optional(explained(Instant, 'by Meld’s own timestamp')),
  session_status: Type.Optional(Type.String({ description: 'what the session’s status became' })),
  browser: Type.Optional(Type.String({ description: 'which browser on which system, without versions' })),
  network: Type.Optional(Type.String({ description: shortNetwork })),
  operator: Type.Optional(Type.String({ description: 'who did it' })),
  text: Type.Optional(Type.String({ description: 'of a note its words, of an act the reason given' })),
  more: Type.Optional(
    Type.Integer({ description: 'how many further entries of this kind there were, of which only this count is kept' }),
  ),
  webhook_id: Type.Optional(Type.String()),
  attempts: Type.Optional(Type.Integer({ description: 'how often a webhook was handled, or was tried to be' })),
  handled_at: Type.Optional(nullable(Instant)),
  next_attempt_at: Type.Optional(explained(Instant, 'of a webhook that waits')),
  chosen: Type.Optional(nullable(Type.String(), 'of a routing, who was chosen')),
  candidates: Type.Optional(Type.Integer({ description: 'of a routing, how many made an offer' })),
  excluded: Type.Optional(Type.Integer({ description: 'of a routing, how many are out' })),
}

const OperatorTimelineEntry = Type.Object(
  {
    happened_at: Instant,
    kind: Type.String({ description: 'an open set: ignore those you do not know' }),
    by: Type.Enum(['app', 'user', 'meld', 'gateway', 'operator']),
    title: Type.String({ description: 'what happened, for people' }),
    service_provider: Type.Optional(Type.String()),
    transaction_id: Type.Optional(Type.String()),
    status: Type.Optional(Type.String({ description: 'of a transaction' })),
    http_status: Type.Optional(Type.Integer({ description: 'what the call, or Meld, was answered with' })),
    outcome: Type.Optional(Type.String({ description: 'how it ended, in one word' })),
    reason: Type.Optional(Type.String({ description: 'why, in one word' })),
    duration_ms: Type.Optional(Type.Integer()),
    trace_id: Type.Optional(Type.String()),
    detail: Type.Optional(Type.Object(timelineDetail)),
  },
  { title: 'OperatorTimelineEntry' },
)

const ActState = Type.Object(
  { allowed: Type.Boolean(), why: nullable(Type.String(), 'why not, for people') },
  { title: 'OperatorActState' },
)

const Widget = Type.Object(
  {
    service_provider: Type.String(),
    external_session_id: Type.String({ description: 'what names it at Meld' }),
    upstream_session_id: Type.String({ description: 'Meld’s own id' }),
    payment_method_type: nullable(Type.String()),
    client_network: nullable(Type.String(), `of the end user, as Meld was told: ${shortNetwork}`),
    created_at: Instant,
  },
  { title: 'OperatorWidget' },
)

const OperatorRouting = Type.Object(
  {
    mode: Type.Enum(['pinned', 'routed']),
    chosen: nullable(Type.String()),
    candidates: Type.Array(
      Type.Object({
        service_provider: Type.String(),
        destination_amount: Decimal,
        ramp_score: nullable(Type.Number()),
      }),
      { description: 'who made an offer, the best one first' },
    ),
    excluded: Type.Array(Exclusion, { description: 'every other provider that was known then, with the reason' }),
  },
  { title: 'OperatorRouting' },
)

/** One session, with everything that is recorded of it. */
export const OperatorSession = Type.Object(
  {
    ...summaryMembers,
    issuer: nullable(Type.String(), 'the identity provider that the user is known by'),
    subject: nullable(Type.String(), 'the user there; null before the user has a customer at Meld'),
    expires_at: Instant,
    observation: nullable(Type.Enum(['not_observed'])),
    request: Type.Object(
      {
        payment_method_type: nullable(Type.String(), 'null: left to the router'),
        service_provider: nullable(Type.String(), 'the provider that was asked for; null: left to the router'),
        subdivision: nullable(Type.String()),
        return_url: nullable(Type.String(), 'null: the tenant’s first'),
        redirect_flow: Type.Boolean(),
      },
      { title: 'OperatorSessionRequest', description: 'what the app asked for, beside the trade' },
    ),
    client_state: nullable(Type.String(), 'the app’s own text'),
    quoted: nullable(Legs, 'what the chosen provider had quoted; null where no prices were asked for'),
    delivered: nullable(Legs, 'of the newest completed transaction, as Meld told it; null until there is one'),
    failure: nullable(Type.Object({ code: Type.String(), detail: Type.String() })),
    widgets: Type.Array(Widget, { description: 'the first, and the one that the link leads to now' }),
    external_session_ids: Type.Array(Type.String(), { description: 'of every widget, oldest first' }),
    routing: nullable(OperatorRouting),
    transactions: Type.Array(OperatorTransaction, { description: 'newest first' }),
    next_check_at: nullable(Instant, 'when reconciliation asks Meld next; null: not any more'),
    timeline: Type.Array(OperatorTimelineEntry, { description: 'oldest first' }),
    acts: Type.Object(
      { check: ActState, release_link: ActState, cancel: ActState },
      { description: `whether \`${sessionActs.join('`, `')}\` would do something as the session stands` },
    ),
  },
  { title: 'OperatorSession' },
)

/** A session read by an operator. */
export const OperatorSessionReply = Type.Object(
  { _links: linksOf(['self', 'export']), session: OperatorSession },
  { title: 'OperatorSessionReply' },
)

/** A session after an act on it. */
export const OperatorActReply = Type.Object(
  {
    _links: linksOf(['self', 'export']),
    outcome: Type.String({ description: 'what came of the act, in one word' }),
    session: OperatorSession,
  },
  { title: 'OperatorActReply' },
)

/** A note that was added. */
export const OperatorNoteReply = Type.Object(
  {
    _links: linksOf(['session']),
    note: Type.Object({ text: Type.String(), operator: Type.String(), created_at: Instant }, { title: 'OperatorNote' }),
  },
  { title: 'OperatorNoteReply' },
)

/** What is sent to the provider: the session without what they need not know. */
export const OperatorExportReply = Type.Object(
  {
    bundle: Type.Object(
      {
        format: Type.Literal('rampway-session/1'),
        gateway_version: Type.String(),
        exported_at: Instant,
        session: Type.Omit(OperatorSession, ['user', 'issuer', 'subject', 'client_state', 'acts', 'tenant']),
      },
      { title: 'OperatorSessionBundle' },
    ),
    sha256: Type.String({
      pattern: '^[0-9a-f]{64}$',
      description:
        'of the UTF-8 of `bundle` as JSON without spaces, members in the order they stand in, instants in epoch milliseconds',
    }),
  },
  { title: 'OperatorExportReply' },
)
