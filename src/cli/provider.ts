import type { Command } from 'commander'
import { scopeFields } from '../contract/operator-switch-fields.ts'
import { switchMembers } from '../contract/operator-switch-view.ts'
import { compareSpecificity, isActive, type Switch, type SwitchScope } from '../domain/switch.ts'
import type { Deps } from '../operations/deps.ts'
import { unmakeSwitch } from '../operations/operator/switches.ts'
import { withOperations } from './operations-access.ts'
import { readReason } from './option-values.ts'
import { print } from './output.ts'
import {
  readOrRefuse,
  type ScopeOptions,
  type SwitchOptions,
  scopeMembers,
  switchBody,
  withEnd,
  withScope,
  withSwitch,
} from './switch-options.ts'
import { makeAndPrint, switchLines } from './switch-words.ts'

/** Adds `rampway provider disable`, `enable` and `list`. */
export function addProviderCommands(program: Command): void {
  const provider = program.command('provider').description('turns providers off and on, as a whole or in part')

  withSwitch(provider.command('disable').argument('<provider>', 'such as BANXA'))
    .description('turns a provider off, where the options say so')
    .action((name: string, options: SwitchOptions) => runDisable(name, options, process.env))

  withScope(provider.command('enable').argument('<provider>', 'such as BANXA'))
    .description('ends the switches that name the provider and all that the options name, and tells which')
    .requiredOption('--reason <text>', 'why', readReason)
    .option('--config <file>', 'the configuration file of the gateway; without one that of rampway dev')
    .option('--json', 'prints one JSON document')
    .action((name: string, options: EnableOptions) => runEnable(name, options, process.env))

  provider
    .command('list')
    .description('what is off, since when, by whom, until when, why')
    .option('--config <file>', 'the configuration file of the gateway; without one that of rampway dev')
    .option('--json', 'prints one JSON document')
    .action((options: ListOptions) => runList(options, process.env))
}

interface ListOptions {
  readonly config?: string
  readonly json?: boolean
}

interface EnableOptions extends ScopeOptions, ListOptions {
  readonly reason: string
}

async function runDisable(provider: string, options: SwitchOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const body = switchBody(options, { provider })
  await withOperations(options, env, (deps, operator) =>
    makeAndPrint(deps, operator, withEnd(body, options, deps.clock()), options.json === true),
  )
}

/** Without a switch like that the exit code is 1. */
async function runEnable(provider: string, options: EnableOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const { chain_id: chainId, ...named } = readOrRefuse({ provider, ...scopeMembers(options) }, scopeFields)
  await withOperations(options, env, async (deps, operator) => {
    const ending = activeIn(deps).filter((one) => namesAll(one, { ...named, chainId }))
    const ended: Switch[] = []
    for (const { id } of ending) {
      ended.push(await unmakeSwitch(deps, operator, id, { reason: options.reason, traceId: null }))
    }
    const names = `${named.provider ?? provider}`
    const left = activeIn(deps).filter((one) => one.provider === null || one.provider === named.provider)
    const still =
      left.length === 0
        ? []
        : [`Still in force for ${names}:`, ...left.flatMap((one) => switchLines(one, deps.clock()))]
    const lines =
      ended.length === 0
        ? [`No switch that is active names ${names} and all of that.`]
        : ended.flatMap((one) => switchLines(one, deps.clock()))
    print(options.json === true, { ended: ended.map(switchMembers), in_force: left.map(switchMembers) }, [
      ...lines,
      ...still,
    ])
    if (ended.length === 0) process.exitCode = 1
  })
}

function runList(options: ListOptions, env: NodeJS.ProcessEnv): Promise<void> {
  return withOperations(options, env, async (deps) => {
    const active = activeIn(deps)
    const lines =
      active.length === 0 ? ['Nothing is switched off.'] : active.flatMap((one) => switchLines(one, deps.clock()))
    print(options.json === true, { switches: active.map(switchMembers) }, lines)
  })
}

/** By provider, those of all providers first. */
function activeIn(deps: Deps): readonly Switch[] {
  const now = deps.clock()
  const byProvider = (a: Switch, b: Switch): number => (a.provider ?? '').localeCompare(b.provider ?? '', 'en')
  return deps.switches
    .current()
    .switches.filter((one) => isActive(one, now))
    .toSorted((a, b) => byProvider(a, b) || compareSpecificity(b, a))
}

/** True when the switch names all that `named` does, whatever else it names. */
function namesAll(one: Switch, named: SwitchScope): boolean {
  return (
    one.provider === named.provider &&
    (named.tenant === null || one.tenant === named.tenant) &&
    (named.country === null || one.country === named.country) &&
    (named.method === null || one.method === named.method) &&
    (named.direction === null || one.direction === named.direction) &&
    (named.asset === null || one.asset === named.asset) &&
    (named.chainId === null || one.chainId === named.chainId)
  )
}
