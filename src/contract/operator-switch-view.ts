import Type from 'typebox'
import { type Switch, switchStates } from '../domain/switch.ts'
import type { Wire } from './endpoint.ts'
import { linksOf, linkTo } from './hal.ts'
import { CountryCode, DirectionName, nullable, PaymentMethodCode } from './schema.ts'
import { Instant } from './timestamps.ts'

const anyOf = 'null: any'

/** What a switch names, on the wire. */
export const scopeMembers = {
  tenant: nullable(Type.String(), anyOf),
  provider: nullable(Type.String(), anyOf),
  country: nullable(CountryCode, anyOf),
  method: nullable(PaymentMethodCode, anyOf),
  direction: nullable(DirectionName, anyOf),
  asset: nullable(Type.String(), anyOf),
  chain_id: nullable(Type.Integer(), anyOf),
  state: Type.Enum([...switchStates]),
}

const SwitchSchema = Type.Object(
  {
    id: Type.String({ pattern: '^swi_[0-9a-f]{32}$' }),
    ...scopeMembers,
    reason: Type.String({ description: 'the operator’s own words; callers are never shown them' }),
    created_at: Instant,
    created_by: Type.String(),
    ends_at: nullable(Instant, 'when it ends by itself; null: when somebody ends it'),
    ended_at: nullable(Instant, 'when somebody ended it'),
    ended_by: nullable(Type.String()),
  },
  { title: 'Switch', description: 'part of the routing that is turned off' },
)

const Effect = Type.Object(
  {
    period_start: Instant,
    period_end: Instant,
    sessions: Type.Integer({ description: 'those of the period that were opened or tried' }),
    is_complete: Type.Boolean({
      description: 'false where there were more sessions in 24 hours than are read; then the period begins later',
    }),
    unaffected: Type.Integer(),
    moved: Type.Array(
      Type.Object({ from_provider: Type.String(), to_provider: Type.String(), sessions: Type.Integer() }),
      { description: 'would have gone to another provider; most first' },
    ),
    nobody: Type.Integer({ description: 'would have found no provider' }),
    unknown: Type.Integer({ description: 'too little was recorded of them to say' }),
  },
  {
    title: 'SwitchEffect',
    description: 'what would have become of the sessions of the last 24 hours, with the switches that are active now',
  },
)

/** One switch. */
export const SwitchReply = Type.Object({ _links: linksOf(['self']), switch: SwitchSchema })

/** What became of a request for a switch. */
export const SwitchMadeReply = Type.Object({
  _links: linksOf(['self']),
  switch: nullable(SwitchSchema, 'null of a dry run'),
  effect: nullable(Effect, 'of a dry run'),
})

/** A page of switches. */
export const SwitchesReply = Type.Object({
  _links: linksOf(['self'], ['next']),
  switches: Type.Array(SwitchSchema, { description: 'newest first' }),
  providers: Type.Array(Type.Object({ service_provider: Type.String(), name: Type.String() }), {
    description: 'those that the catalogues of the tenants list',
  }),
  countries: Type.Array(CountryCode, { description: 'those that a switch may name' }),
})

const path = '/operator/v0/switches'

/** Switches, and where the list goes on; null where it ends. */
export interface SwitchPage {
  readonly switches: readonly Switch[]
  readonly next: string | null
  readonly providers: readonly { readonly provider: string; readonly name: string }[]
  readonly countries: Wire<typeof SwitchesReply>['countries']
}

/** What a switch would have done to a period of time. */
export interface SwitchEffect {
  readonly periodStart: number
  readonly periodEnd: number
  readonly sessions: number
  readonly isComplete: boolean
  readonly unaffected: number
  readonly moved: readonly { readonly from: string; readonly to: string; readonly sessions: number }[]
  readonly nobody: number
  readonly unknown: number
}

/** The body of a 200 about one switch. */
export function switchReply(one: Switch): Wire<typeof SwitchReply> {
  return { _links: { self: linkTo(`${path}/${one.id}`) }, switch: switchMembers(one) }
}

/** The body of a 201, or of the 200 of a dry run. */
export function switchMadeReply(made: Switch | null, effect: SwitchEffect | null): Wire<typeof SwitchMadeReply> {
  return {
    _links: { self: linkTo(made === null ? path : `${path}/${made.id}`) },
    switch: made === null ? null : switchMembers(made),
    effect: effect === null ? null : effectMembers(effect),
  }
}

/** The body of a page. `query` is what was asked for, but for the place. */
export function switchesReply(query: URLSearchParams, page: SwitchPage): Wire<typeof SwitchesReply> {
  const hrefOf = (parameters: URLSearchParams) => (parameters.size === 0 ? path : `${path}?${parameters}`)
  const next = page.next === null ? {} : { next: linkTo(hrefOf(new URLSearchParams([...query, ['after', page.next]]))) }
  return {
    _links: { self: linkTo(hrefOf(query)), ...next },
    switches: page.switches.map(switchMembers),
    providers: page.providers.map(({ provider, name }) => ({ service_provider: provider, name })),
    countries: page.countries,
  }
}

/** A switch on the wire. */
export function switchMembers(one: Switch): Wire<typeof SwitchSchema> {
  return {
    id: one.id,
    tenant: one.tenant,
    provider: one.provider,
    country: one.country,
    method: one.method,
    direction: one.direction,
    asset: one.asset,
    chain_id: one.chainId,
    state: one.state,
    reason: one.reason,
    created_at: one.createdAt,
    created_by: one.createdBy,
    ends_at: one.endsAt,
    ended_at: one.endedAt,
    ended_by: one.endedBy,
  }
}

function effectMembers(effect: SwitchEffect): Wire<typeof Effect> {
  return {
    period_start: effect.periodStart,
    period_end: effect.periodEnd,
    sessions: effect.sessions,
    is_complete: effect.isComplete,
    unaffected: effect.unaffected,
    moved: effect.moved.map(({ from, to, sessions }) => ({ from_provider: from, to_provider: to, sessions })),
    nobody: effect.nobody,
    unknown: effect.unknown,
  }
}
