import Type from 'typebox'
import { type DepositFault, depositFaults } from '../domain/deposit.ts'
import { surfaces } from '../domain/surface.ts'
import { Exclusion } from './exclusions.ts'
import { linksOf } from './hal.ts'
import { CountryCode, Decimal, DirectionName, explained, nullable, TransactionStatus } from './schema.ts'
import { SessionStatus } from './session-query.ts'
import { Instant } from './timestamps.ts'

const id = Type.String({
  pattern: '^ses_[0-9a-f]{32}$',
  description: 'never changes; the links of the session lead by it',
})
const supportCode = Type.String({
  pattern: '^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$',
  description:
    'what a user reads out to support: the gateway’s operator finds the session by it. No secret; hardly ever two sessions have the same',
})
const widgetUrl = Type.String({
  description:
    'show it to the user in a webview, a frame or a browser: it is for one person, once, until `expires_at`. Meld’s own, which lives for minutes, where the tenant has `widget_url: provider`',
})
const token = Type.String({
  description: 'the token of `widget_url`; no call of the API takes it. Meld’s where `widget_url` is',
})
const externalSessionId = Type.String({ description: 'what names the session at Meld' })
const serviceProviderWidgetUrl = nullable(Type.String(), 'the provider’s own page, where Meld named one')

/** What a session shows wherever it is answered, beside its widget. */
const commonMembers = {
  status: SessionStatus,
  direction: DirectionName,
  service_provider: nullable(Type.String(), 'who serves the trade; null where nobody was found and none was named'),
  payment_method_type: nullable(
    Type.String(),
    'the widget is locked to it; null where nobody was found and none was named',
  ),
  source_amount: explained(Decimal, 'how much of `from_asset` is paid'),
  from_asset: Type.String({ description: 'the symbol that is paid with' }),
  to_asset: Type.String({ description: 'the symbol that is received' }),
  chain_id: Type.Integer({ description: 'of the crypto asset' }),
  wallet_address: Type.String({ description: 'of the user, on that chain' }),
  country_code: CountryCode,
  subdivision: Type.Optional(Type.String({ description: 'where one was sent' })),
  open_in: Type.Array(
    Type.Object(
      {
        surface: Type.Enum([...surfaces], { title: 'Surface' }),
        reason: nullable(Type.String(), 'why it stands where it stands, for developers'),
      },
      { title: 'PossibleSurface' },
    ),
    {
      description:
        'where the widget can be shown, the surface to try first at the front; one that this provider, method or direction does not work in is not listed. `redirect` is always there, as the last',
    },
  ),
  client_state: nullable(Type.String(), 'as it was sent when the session was opened'),
  locked_fields: Type.Array(Type.String(), { description: 'fields that the widget does not let the user change' }),
  redirect_flow: Type.Optional(
    Type.Boolean({ description: 'only of a sell: the flow in force; `true`: your app sends the crypto' }),
  ),
  created_at: explained(Instant, 'when the session was asked for'),
  expires_at: explained(Instant, 'when its link and its key end'),
}

/** A new session, or the one that the key has. */
export const SessionReply = Type.Object(
  {
    _links: linksOf(['self', 'widget', 'transactions', 'quotes']),
    session: Type.Object(
      {
        id,
        support_code: supportCode,
        widget_url: widgetUrl,
        token,
        service_provider_widget_url: serviceProviderWidgetUrl,
        external_session_id: externalSessionId,
        ...commonMembers,
      },
      { title: 'Session' },
    ),
  },
  { title: 'SessionReply' },
)

const ownLinks = linksOf(['self', 'transactions', 'quotes'], ['widget', 'transaction'])

/** What a session shows when it is read back; the widget is null where none was ever opened. */
export const listedSessionSchemas = {
  id,
  support_code: supportCode,
  widget_url: nullable(widgetUrl),
  token: nullable(token),
  service_provider_widget_url: serviceProviderWidgetUrl,
  external_session_id: nullable(externalSessionId),
  ...commonMembers,
  opened_at: nullable(Instant, 'when the link was opened; null until then'),
  returned_at: nullable(Instant, 'when the user came back; null until then'),
  observation: nullable(
    Type.Enum(['not_observed']),
    '`not_observed` once the session was over, was checked for long enough, and no transaction was seen; a late one clears it. null otherwise',
  ),
  failure: Type.Optional(
    Type.Object(
      { code: Type.String(), detail: Type.String() },
      {
        description:
          'only of a session that was never opened; `code` is a name (`provider_refused`, `provider_unavailable`), not an `error_code`',
      },
    ),
  ),
  transactions: Type.Array(Type.Object({ id: Type.String(), status: TransactionStatus }), {
    description: 'newest first: a user who was declined may try again in the same widget',
  }),
}

const Routing = Type.Object(
  {
    mode: Type.Enum(['pinned', 'routed'], { description: 'whether the request named a provider' }),
    chosen: nullable(Type.String(), 'who was opened; null where nobody was'),
    candidates: Type.Array(
      Type.Object({
        service_provider: Type.String(),
        destination_amount: Decimal,
        ramp_score: nullable(Type.Number()),
      }),
      { description: 'who made an offer, the best one first' },
    ),
    excluded: Type.Array(Exclusion, { description: 'who was asked and is out' }),
  },
  { title: 'Routing' },
)

const Deposit = Type.Object(
  {
    sent_by: Type.Enum(['app', 'user'], { description: 'the other one must not send' }),
    address: Type.String({ description: 'where to' }),
    amount: explained(Decimal, 'exactly so much, once for each session'),
    asset: Type.String({ description: 'the symbol of what is sent' }),
    chain_id: Type.Integer({ description: 'on this chain and no other' }),
    transaction_id: Type.String({ description: 'the transaction that waits for it' }),
  },
  { title: 'Deposit', description: 'of a sell whose transaction is `pending`: what is to be sent, and where' },
)

/** Why a deposit is not shown. */
export const DepositFaultName = Type.Enum(Object.keys(depositFaults).filter(isDepositFault), {
  title: 'DepositFault',
  description: 'what is wrong with the instruction',
})

function isDepositFault(text: string): text is DepositFault {
  return Object.hasOwn(depositFaults, text)
}

const DepositWithheld = Type.Object(
  {
    reason: DepositFaultName,
    detail: Type.String({ description: 'the same for people' }),
    transaction_id: Type.String({ description: 'the transaction that it is about' }),
  },
  {
    title: 'DepositWithheld',
    description: 'in place of `deposit` as long as anything is wrong with it: never send then',
  },
)

const TimelineEntry = Type.Object(
  {
    occurred_at: explained(Instant, 'when it happened'),
    kind: Type.String({
      description:
        '`created`, `ready`, `refused` or `unclear`, `opened`, `refreshed` (a fresh widget behind the same link), `link_released` (from its opener; the next opening is `opened` again), `returned`, `transaction`, `cancelled` (by whoever runs the gateway); ignore kinds you do not know',
    }),
    service_provider: Type.Optional(Type.String({ description: 'whose widget was opened' })),
    transaction_id: Type.Optional(Type.String({ description: 'of `transaction`' })),
    status: Type.Optional(Type.String({ description: 'of `transaction`: how it stood then' })),
  },
  { title: 'TimelineEntry' },
)

/** What a session shows when it is read alone. */
export const sessionDetailSchemas = {
  ...listedSessionSchemas,
  deposit: Type.Optional(Deposit),
  deposit_withheld: Type.Optional(DepositWithheld),
  routing: nullable(Routing, 'how the provider was chosen; null when it never came to that'),
  timeline: Type.Array(TimelineEntry, { description: 'oldest first' }),
}

/** One session read back. */
export const SessionDetailReply = Type.Object(
  {
    _links: ownLinks,
    session: Type.Object(
      {
        ...sessionDetailSchemas,
      },
      { title: 'SessionDetail' },
    ),
  },
  { title: 'SessionDetailReply' },
)

/** One page of sessions. */
export const SessionListReply = Type.Object(
  {
    _links: linksOf(['self', 'first'], ['next']),
    sessions: Type.Array(Type.Object({ _links: ownLinks, ...listedSessionSchemas }, { title: 'ListedSession' }), {
      description: 'newest first',
    }),
  },
  { title: 'SessionList' },
)
