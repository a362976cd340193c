import Type from 'typebox'
import { readOnlyFields } from './body.ts'
import { endpoint } from './endpoint.ts'
import { explanationMembers } from './exclusions.ts'
import {
  byDefault,
  type FieldResult,
  type FieldValues,
  optional,
  type Reader,
  required,
  type TenantChoices,
} from './field.ts'
import { provider, scopeFields, tenant } from './operator-switch-fields.ts'
import { Decimal, DirectionName, nullable, ToldDecimal } from './schema.ts'
import { redirectFlow, wallet } from './session-body.ts'
import { chainField, country, paymentMethod, subdivisionField, tradeFields } from './trade-fields.ts'

/** Most switches that a question may suppose. */
const supposedMax = 20

/** What a switch that is only supposed names. */
export type SupposedSwitch = FieldValues<typeof scopeFields>

const supposed: Reader<readonly SupposedSwitch[]> = {
  read: readSupposed,
  schema: Type.Array(Type.Object({}), { maxItems: supposedMax }),
  rule: 'Each names what a switch may name.',
}

function readSupposed(value: unknown, choices: TenantChoices): FieldResult<readonly SupposedSwitch[]> {
  if (!Array.isArray(value) || value.length > supposedMax) {
    return { fault: `Send a list of at most ${supposedMax} switches, each an object such as {"provider": "BANXA"}.` }
  }
  const read = value.map((each: unknown) => readOnlyFields(each, scopeFields, choices))
  const faults = read.flatMap((each, index) =>
    'faults' in each ? each.faults.map(({ pointer, detail }) => `${index}${pointer}: ${detail}`) : [],
  )
  if (faults.length > 0) return { fault: faults.join(' ') }
  return { value: read.flatMap((each) => ('values' in each ? [each.values] : [])) }
}

/** A field of a request for a session that says nothing to routing. */
const ignored: Reader<unknown> = { read: (value) => ({ value }), schema: Type.Unknown() }
const aboutIgnored = 'taken as a session’s request has it; it changes nothing here'

/** The body of `POST /operator/v0/routing/explain`: a request for a session, and whose. */
export const explainFields = {
  tenant: required(tenant, "a tenant as '<org-id>:<env-id>'", 'whose account and catalogue'),
  ...tradeFields,
  chain_id: chainField,
  country_code: optional(country, 'where the user is; left out, the tenant’s default'),
  subdivision: subdivisionField,
  payment_method_type: optional(paymentMethod, 'one of the 15 methods'),
  service_provider: optional(provider, 'a provider that the request pins'),
  redirect_flow: {
    ...byDefault(redirectFlow, false, 'for sells: `true` says that the app sends the crypto'),
    isNullable: true,
  },
  wallet_address: optional(wallet, 'checked as a session’s request has it; it changes nothing here'),
  switches: optional(supposed, 'switches to suppose, beside those that are active: `[{"provider": "BANXA"}]`'),
  idempotency_key: optional(ignored, aboutIgnored),
  return_url: optional(ignored, aboutIgnored),
  client_state: optional(ignored, aboutIgnored),
}

/** A body that was read. */
export type ExplainBody = FieldValues<typeof explainFields>

const fee = nullable(ToldDecimal, 'in `fee_asset`; null where it is not told')

/** What a switch does to one provider of a trade. */
const SwitchedBy = Type.Object(
  {
    id: nullable(Type.String(), 'null of one that is only supposed'),
    names: Type.String({ description: 'what it names, for people' }),
    reason: nullable(Type.String(), 'the operator’s own words'),
  },
  { description: 'with `switched_off`: the switch that names the trade most closely' },
)

/** How a trade would be routed. */
export const ExplainedRoutingReply = Type.Object(
  {
    tenant: Type.String(),
    direction: DirectionName,
    ranking: Type.Array(
      Type.Object({
        rank: Type.Integer({ minimum: 1 }),
        service_provider: Type.String(),
        payment_method_type: nullable(Type.String(), 'what the price is for; null where Meld does not say'),
        destination_amount: Decimal,
        total_fee: fee,
        network_fee: fee,
        transaction_fee: fee,
        partner_fee: fee,
        fee_asset: Type.String(),
        ramp_score: nullable(Type.Number()),
        cooling_down: Type.Boolean({ description: 'it failed a moment ago in this process; others are tried first' }),
        why: Type.String({ description: 'for people' }),
      }),
      { description: 'who would be tried, by price' },
    ),
    excluded: Type.Array(
      Type.Object({
        ...explanationMembers,
        detail: Type.Optional(Type.String()),
        switch: Type.Optional(SwitchedBy),
      }),
      { description: 'everybody else, the one that is easiest to bring in first' },
    ),
    would_open: nullable(Type.String(), 'the provider that would be tried first; null: nobody'),
    why: Type.String({ description: 'the same as a sentence' }),
  },
  { title: 'ExplainedRouting' },
)

/** How a trade would be routed, and why. */
export const explainRouting = endpoint({
  name: 'explainRouting',
  tag: 'Operator',
  summary: 'Who would serve a request for a session, in which order, and why the others would not.',
  description:
    'Meld is asked for prices, as for `GET /v0/ramp/quotes`; no session is opened and nothing is stored. `switches` supposes further ones, so that their effect on one request can be seen before they are made.',
  method: 'POST',
  path: '/operator/v0/routing/explain',
  access: 'operator',
  scope: 'read',
  body: explainFields,
  replies: { 200: ExplainedRoutingReply },
  errors: ['invalid_pair', 'unknown_asset', 'unsupported_asset', 'provider_unavailable', 'upstream_misconfigured'],
  example: {
    body: {
      tenant: 'org-demo:env-sandbox',
      source_amount: '25.00',
      from_asset: 'USD',
      to_asset: 'USDC',
      chain_id: 8453,
      country_code: 'US',
      switches: [{ provider: 'BANXA' }],
    },
    status: 200,
    reply: {
      tenant: 'org-demo:env-sandbox',
      direction: 'buy',
      ranking: [
        {
          rank: 1,
          service_provider: 'TRANSAK',
          payment_method_type: 'CREDIT_DEBIT_CARD',
          destination_amount: '24.13',
          total_fee: '0.87',
          network_fee: '0.20',
          transaction_fee: '0.67',
          partner_fee: '0',
          fee_asset: 'USD',
          ramp_score: 20,
          cooling_down: false,
          why: 'gives the user the most',
        },
      ],
      excluded: [
        {
          service_provider: 'BANXA',
          reason: 'switched_off',
          switch: { id: null, names: 'BANXA', reason: null },
        },
      ],
      would_open: 'TRANSAK',
      why: 'TRANSAK would be opened: it gives the user the most.',
    },
  },
})
