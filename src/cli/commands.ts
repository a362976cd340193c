import { Command, Help, type Option } from 'commander'
import { programVersion } from '../observe/version.ts'
import type { ReloadRequests } from './reload-requests.ts'
import { reasonOf, refuseToStart } from './running.ts'

/** Adds a command with its subcommands. */
type AddCommand = (program: Command, reloadRequests: ReloadRequests) => void

/** Every command by its name, in the order of the help. */
const commands: ReadonlyMap<string, () => Promise<AddCommand>> = new Map([
  ['dev', async () => (await import('./dev.ts')).addDevCommand],
  ['serve', async () => (await import('./serve.ts')).addServeCommand],
  ['migrate', async () => (await import('./migrate.ts')).addMigrateCommand],
  ['simulate', async () => (await import('./simulate.ts')).addSimulateCommand],
  ['config', async () => (await import('./config.ts')).addConfigCommands],
  ['doctor', async () => (await import('./doctor.ts')).addDoctorCommand],
  ['tenant', async () => (await import('./tenant.ts')).addTenantCommands],
  ['find', async () => (await import('./find.ts')).addFindCommand],
  ['listen', async () => (await import('./listen.ts')).addListenCommand],
  ['session', async () => (await import('./session.ts')).addSessionCommands],
  ['webhook', async () => (await import('./webhook.ts')).addWebhookCommands],
  ['webhook-endpoint', async () => (await import('./webhook-endpoint.ts')).addWebhookEndpointCommands],
  ['event', async () => (await import('./event.ts')).addEventCommands],
  ['delivery', async () => (await import('./delivery.ts')).addDeliveryCommands],
  ['audit', async () => (await import('./audit.ts')).addAuditCommands],
  ['operator', async () => (await import('./operator.ts')).addOperatorCommands],
  ['provider', async () => (await import('./provider.ts')).addProviderCommands],
  ['switch', async () => (await import('./switch.ts')).addSwitchCommands],
  ['routing', async () => (await import('./routing.ts')).addRoutingCommands],
  ['stats', async () => (await import('./stats.ts')).addStatsCommand],
  ['health', async () => (await import('./health.ts')).addHealthCommand],
])

/** Runs the command that the arguments name. One that fails says why in a line and exits with 1. */
export async function runCommand(argv: readonly string[], reloadRequests: ReloadRequests | undefined): Promise<void> {
  const program = await makeProgram(argv[2], reloadRequests)
  try {
    await program.parseAsync([...argv])
  } catch (error) {
    // Programs that run on explain their own failures.
    refuseToStart([reasonOf(error)])
  }
}

const neverReloaded: ReloadRequests = { serve: () => {} }

/**
 * The program with the command of that name alone; with all of them when it is missing or unknown, for the help and for
 * suggestions. Loading them all takes longer than most commands run.
 */
export async function makeProgram(name?: string, reloadRequests: ReloadRequests = neverReloaded): Promise<Command> {
  const program = new Command('rampway')
    .description('Opens hosted fiat-to-crypto ramp widget sessions in front of Meld.')
    .version(programVersion)
    // Taken over by every command that is added from here on.
    .configureHelp({ optionDescription })
    .showHelpAfterError('Add --help to see what the command takes.')
  for (const load of loadersFor(name)) {
    const add = await load()
    add(program, reloadRequests)
  }
  return program
}

function loadersFor(name: string | undefined): Iterable<() => Promise<AddCommand>> {
  if (name === '--version' || name === '-V') return []
  const only = name === undefined ? undefined : commands.get(name)
  return only === undefined ? commands.values() : [only]
}

const plainHelp = new Help()

/** What the help says of an option, and whether the command cannot do without it. */
function optionDescription(option: Option): string {
  const said = plainHelp.optionDescription(option)
  return option.mandatory ? `${said} (required)` : said
}
