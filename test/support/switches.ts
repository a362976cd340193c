import type { Operator } from '../../src/domain/operator.ts'
import type { NewSwitch, Switch } from '../../src/domain/switch.ts'
import { makeSwitch, unmakeSwitch } from '../../src/operations/operator/switches.ts'
import type { TestGateway } from './gateway.ts'

/** An operator with all scopes, at the command line. */
export const ada: Operator = { token: null, name: 'Ada', scopes: ['admin'], via: 'cli', from: 'desk-1' }

/** Words that no caller may be shown. */
export const ownReason = 'Secret quarrel with the provider'

/** A switch that names nothing, lasts until it is ended, and is off. */
export const everything: NewSwitch = {
  tenant: null,
  provider: null,
  country: null,
  method: null,
  direction: null,
  asset: null,
  chainId: null,
  state: 'off',
  reason: ownReason,
  endsAt: null,
}

/** Switches off what is named, as an operator does. */
export function switchOff({ deps }: TestGateway, named: Partial<NewSwitch>): Promise<Switch> {
  return makeSwitch(deps, ada, { ...everything, ...named }, null)
}

/** Ends a switch. */
export function switchOn({ deps }: TestGateway, { id }: Pick<Switch, 'id'>): Promise<Switch> {
  return unmakeSwitch(deps, ada, id, { reason: 'over', traceId: null })
}

/** Ends every switch. */
export async function switchAllOn(gateway: TestGateway): Promise<void> {
  for (const one of gateway.deps.switches.current().switches) await switchOn(gateway, one)
}
