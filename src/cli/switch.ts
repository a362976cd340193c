import { type Command, Option } from 'commander'
import { switchMembers, switchReply } from '../contract/operator-switch-view.ts'
import { unmakeSwitch } from '../operations/operator/switches.ts'
import { listSwitches } from '../store/switches.ts'
import { withOperations } from './operations-access.ts'
import { readReason } from './option-values.ts'
import { print } from './output.ts'
import { type SwitchOptions, switchBody, withEnd, withSwitch } from './switch-options.ts'
import { makeAndPrint, switchLines } from './switch-words.ts'

/** Switches that `rampway switch list` shows at most. */
const listedMax = 1_000

/** Adds `rampway switch create`, `list` and `end`. */
export function addSwitchCommands(program: Command): void {
  const commands = program.command('switch').description('turns parts of the routing off and on')

  withSwitch(commands.command('create'))
    .description('turns off what the options name together')
    .option('--provider <name>', 'such as BANXA; without it every provider')
    .option('--everything', 'for a switch that names nothing: all trades of all tenants')
    .action((options: CreateOptions) => runCreate(options, process.env))

  commands
    .command('list')
    .description('switches, newest first')
    .addOption(new Option('--state <state>').choices(['active', 'ended', 'all']).default('active'))
    .option('--config <file>', 'the configuration file of the gateway; without one that of rampway dev')
    .option('--json', 'prints one JSON document')
    .action((options: ListOptions) => runList(options, process.env))

  commands
    .command('end')
    .description('ends a switch')
    .argument('<id>', 'swi_…, as the list has it')
    .requiredOption('--reason <text>', 'why', readReason)
    .option('--config <file>', 'the configuration file of the gateway; without one that of rampway dev')
    .option('--json', 'prints one JSON document')
    .action((id: string, options: EndOptions) => runEnd(id, options, process.env))
}

interface CreateOptions extends SwitchOptions {
  readonly provider?: string
  readonly everything?: boolean
}

interface ListOptions {
  readonly state: 'active' | 'ended' | 'all'
  readonly config?: string
  readonly json?: boolean
}

interface EndOptions {
  readonly reason: string
  readonly config?: string
  readonly json?: boolean
}

async function runCreate(options: CreateOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const { provider, everything = false } = options
  const body = switchBody(options, provider === undefined ? { everything } : { provider, everything })
  await withOperations(options, env, (deps, operator) =>
    makeAndPrint(deps, operator, withEnd(body, options, deps.clock()), options.json === true),
  )
}

function runList(options: ListOptions, env: NodeJS.ProcessEnv): Promise<void> {
  return withOperations(options, env, async (deps) => {
    const now = deps.clock()
    const listed = await listSwitches(deps.database, { state: options.state, count: listedMax, after: null }, now)
    const lines = listed.length === 0 ? ['No switch is like that.'] : listed.flatMap((one) => switchLines(one, now))
    print(options.json === true, { switches: listed.map(switchMembers) }, lines)
  })
}

function runEnd(id: string, options: EndOptions, env: NodeJS.ProcessEnv): Promise<void> {
  return withOperations(options, env, async (deps, operator) => {
    const ended = await unmakeSwitch(deps, operator, id, { reason: options.reason, traceId: null })
    print(options.json === true, switchReply(ended), switchLines(ended, deps.clock()))
  })
}
