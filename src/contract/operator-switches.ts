import Type from 'typebox'
import { parseSwitchId, type SwitchId } from '../domain/switch.ts'
import { oneOf } from './choice.ts'
import { endpoint } from './endpoint.ts'
import { byDefault, type FieldValues, optional, type Reader } from './field.ts'
import { requiredReason } from './operator-fields.ts'
import { switchFields } from './operator-switch-fields.ts'
import { SwitchesReply, SwitchMadeReply, SwitchReply } from './operator-switch-view.ts'
import { wholeNumber } from './query.ts'

/** Switches in one page, unless asked otherwise, and at most. */
const countDefault = 50
const countMax = 200

const after: Reader<SwitchId> = {
  read: (value) => {
    const id = typeof value === 'string' ? parseSwitchId(value) : undefined
    return id === undefined ? { fault: 'Take the whole address from _links.next.' } : { value: id }
  },
  schema: Type.String({ pattern: '^swi_[0-9a-f]{32}$' }),
}

const shown = ['active', 'ended', 'all'] as const

/** The query of `GET /operator/v0/switches`. */
export const switchesParameters = {
  state: byDefault(oneOf(shown, ' for active'), 'active', '`active` (the default), `ended` or `all`'),
  count: wholeNumber(
    { min: 1, max: countMax, absent: countDefault },
    `switches to a page, 1 to ${countMax}, ${countDefault} by default`,
    'so many switches to a page',
  ),
  after: optional(after, 'where to go on; follow `_links.next` instead of making it'),
}

/** A query that was read. */
export type SwitchesQuery = FieldValues<typeof switchesParameters>

const example = {
  id: 'swi_5f0c1e2d3b4a59687766554433221100',
  tenant: null,
  provider: 'BANXA',
  country: 'DE',
  method: null,
  direction: null,
  asset: null,
  chain_id: null,
  state: 'off',
  reason: 'Cards fail since 14:10, ticket 8812',
  created_at: 1_764_187_200_000,
  created_by: 'Ada',
  ends_at: 1_764_194_400_000,
  ended_at: null,
  ended_by: null,
}
const self = { href: `/operator/v0/switches/${example.id}` }

/** What is turned off. */
export const listSwitches = endpoint({
  name: 'listSwitches',
  tag: 'Operator',
  summary: 'What is turned off: since when, by whom, until when, why.',
  description: 'Ended switches are kept, and listed with `state=ended`.',
  method: 'GET',
  path: '/operator/v0/switches',
  access: 'operator',
  scope: 'read',
  query: switchesParameters,
  replies: { 200: SwitchesReply },
  example: {
    status: 200,
    reply: {
      _links: { self: { href: '/operator/v0/switches?state=active&count=50' } },
      switches: [example],
      providers: [{ service_provider: 'BANXA', name: 'Banxa' }],
      countries: ['DE', 'US'],
    },
  },
})

/** Turns part of the routing off, or tells what that would have done. */
export const createSwitch = endpoint({
  name: 'createSwitch',
  tag: 'Operator',
  summary: 'Turns off a provider, country, method, direction, asset or chain, or any combination of them.',
  description:
    'In force in every process within two seconds, and in the one that answers at once. What is off is excluded from quotes, routing and supported values as `switched_off`; `reason` is not shown to callers. With `dry_run: true` nothing is switched, and `effect` tells what would have become of the last 24 hours’ sessions. One that names the same and is active already is refused.',
  method: 'POST',
  path: '/operator/v0/switches',
  access: 'operator',
  scope: 'switches',
  body: switchFields,
  replies: { 200: SwitchMadeReply, 201: SwitchMadeReply },
  errors: ['switch_exists', 'switches_full'],
  example: {
    body: { provider: 'BANXA', country: 'DE', until: '2025-11-26T22:00:00Z', reason: example.reason },
    status: 201,
    reply: { _links: { self }, switch: example, effect: null },
  },
})

/** Ends a switch. */
export const endSwitch = endpoint({
  name: 'endSwitch',
  tag: 'Operator',
  summary: 'Ends a switch: what it turned off is offered again.',
  description: 'One that has ended already stays as it is.',
  method: 'DELETE',
  path: '/operator/v0/switches/:id',
  access: 'operator',
  scope: 'switches',
  params: { id: Type.String({ description: 'as `switch.id` has it' }) },
  query: { reason: requiredReason },
  replies: { 200: SwitchReply },
  errors: ['switch_not_found'],
  example: {
    params: { id: example.id },
    query: { reason: 'Banxa says it is fixed' },
    status: 200,
    reply: { _links: { self }, switch: { ...example, ended_at: 1_764_190_800_000, ended_by: 'Ada' } },
  },
})
