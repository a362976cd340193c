import type { SwitchBody } from '../../contract/operator-switch-fields.ts'
import type { SwitchPage } from '../../contract/operator-switch-view.ts'
import type { SwitchesQuery } from '../../contract/operator-switches.ts'
import { countries } from '../../domain/country.ts'
import { type FieldFault, GatewayError } from '../../domain/errors.ts'
import type { Operator } from '../../domain/operator.ts'
import {
  activeSwitchesMax,
  describeScope,
  type NewSwitch,
  namesEverything,
  newSwitchId,
  parseSwitchId,
  type Switch,
  type SwitchScope,
  switchMsMax,
} from '../../domain/switch.ts'
import { createSwitch, endSwitch, findSameSwitch, listSwitches } from '../../store/switches.ts'
import type { Deps } from '../deps.ts'
import { auditEntryOf } from './audit.ts'
import { invalidFields, listedProviders, scopeFaults } from './switch-faults.ts'

/** A page of switches, newest first, with what a switch may name. */
export async function pageOfSwitches(deps: Deps, { state, count, after }: SwitchesQuery): Promise<SwitchPage> {
  const listed = await listSwitches(deps.database, { state, count: count + 1, after }, deps.clock())
  const switches = listed.slice(0, count)
  const next = listed.length > count ? (switches.at(-1)?.id ?? null) : null
  return { switches, next, providers: await listedProviders(deps), countries }
}

/**
 * Reads what is to be switched, without switching it. Throws `invalid_fields` for a provider or a tenant that nobody
 * knows, an end that is past or too far off, and a switch that names nothing without saying so.
 */
export async function planSwitch(deps: Deps, body: SwitchBody): Promise<NewSwitch> {
  const { tenant, provider, country, method, direction, asset, chain_id: chainId, state, reason, until: endsAt } = body
  const scope = { tenant, provider, country, method, direction, asset, chainId }
  const faults = [
    ...(await scopeFaults(deps, scope)),
    ...everythingFaults(scope, body.everything),
    ...endFaults(endsAt, deps.clock()),
  ]
  if (faults.length > 0) throw invalidFields(faults)
  return { ...scope, state, reason, endsAt }
}

/**
 * Switches off what was planned, in this process at once and in every other within two seconds. Throws `switch_exists`
 * or `switches_full`.
 */
export async function makeSwitch(
  deps: Deps,
  operator: Operator,
  planned: NewSwitch,
  traceId: string | null,
): Promise<Switch> {
  const made: Switch = {
    ...planned,
    id: newSwitchId(),
    createdAt: deps.clock(),
    createdBy: operator.name,
    endedAt: null,
    endedBy: null,
  }
  const entry = auditEntryOf(deps, operator, {
    act: 'switch.create',
    target: { kind: 'switch', tenant: made.tenant, id: made.id },
    reason: made.reason,
    after: made,
    traceId,
  })
  const creation = await createSwitch(deps.database, made, entry)
  if (creation.kind === 'exists') throw existsAlready(creation.existing)
  if (creation.kind === 'full') {
    throw new GatewayError('switches_full', { detail: `${activeSwitchesMax} switches are active, and no more may be.` })
  }
  await deps.switches.refresh()
  return made
}

/** Throws `switch_exists` when what is planned is switched off already. */
export async function requireNew(deps: Deps, planned: NewSwitch): Promise<void> {
  const existing = await findSameSwitch(deps.database, planned, deps.clock())
  if (existing !== undefined) throw existsAlready(existing)
}

/** Ends a switch; one that has ended stays as it is. Throws `switch_not_found`. */
export async function unmakeSwitch(
  deps: Deps,
  operator: Operator,
  id: string,
  { reason, traceId }: { readonly reason: string; readonly traceId: string | null },
): Promise<Switch> {
  const parsed = parseSwitchId(id)
  if (parsed === undefined) throw new GatewayError('switch_not_found')
  const ending = await endSwitch(deps.database, parsed, { by: operator.name, now: deps.clock() }, (before, after) =>
    auditEntryOf(deps, operator, {
      act: 'switch.end',
      target: { kind: 'switch', tenant: before.tenant, id: before.id },
      reason,
      before,
      after,
      traceId,
    }),
  )
  if (ending.kind === 'absent') throw new GatewayError('switch_not_found')
  await deps.switches.refresh()
  return ending.ended
}

function everythingFaults(scope: SwitchScope, everything: boolean): FieldFault[] {
  const isAll = namesEverything(scope)
  if (isAll === everything) return []
  const detail = isAll
    ? 'This names nothing, so it would switch off all trades of all tenants. Name a provider, country, method, direction, asset, chain_id or tenant; or send everything: true if that is what you mean.'
    : `This names ${describeScope(scope)}, and everything besides. Leave one of the two out.`
  return [{ pointer: '/everything', detail }]
}

function endFaults(endsAt: number | null, now: number): FieldFault[] {
  if (endsAt === null || (endsAt > now && endsAt <= now + switchMsMax)) return []
  const bounds = `after ${new Date(now).toISOString()} and until ${new Date(now + switchMsMax).toISOString()}`
  return [{ pointer: '/until', detail: `Send an instant ${bounds}, or leave it out: then somebody ends the switch.` }]
}

function existsAlready(existing: Switch): GatewayError {
  const { id, createdBy, createdAt, endsAt, reason } = existing
  const until = endsAt === null ? 'somebody ends it' : new Date(endsAt).toISOString()
  return new GatewayError('switch_exists', {
    detail: `${describeScope(existing)}: switched to ${existing.state} by ${createdBy} at ${new Date(createdAt).toISOString()}, until ${until} (${reason}). End ${id} first to change its reason or its end.`,
    members: { switch_id: id },
  })
}
