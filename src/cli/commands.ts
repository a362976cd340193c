import { Command, Help, InvalidArgumentError, Option } from 'commander'
import { programVersion } from '../observe/version.ts'
import { addAuditCommands } from './audit.ts'
import { addConfigCommands } from './config.ts'
import { addDeliveryCommands } from './delivery.ts'
import { type DevOptions, runDev } from './dev.ts'
import { addDoctorCommand } from './doctor.ts'
import { addEventCommands } from './event.ts'
import { addFindCommand } from './find.ts'
import { addHealthCommand } from './health.ts'
import { addListenCommand } from './listen.ts'
import { type MigrateOptions, runMigrate } from './migrate.ts'
import { addOperatorCommands } from './operator.ts'
import { addProviderCommands } from './provider.ts'
import type { ReloadRequests } from './reload-requests.ts'
import { addRoutingCommands } from './routing.ts'
import { reasonOf, refuseToStart } from './running.ts'
import { runServe, type ServeOptions } from './serve.ts'
import { addSessionCommands } from './session.ts'
import { runSimulate, type SimulateOptions } from './simulate.ts'
import { addStatsCommand } from './stats.ts'
import { addSwitchCommands } from './switch.ts'
import { addTenantCommands } from './tenant.ts'
import { addWebhookCommands } from './webhook.ts'
import { addWebhookEndpointCommands } from './webhook-endpoint.ts'

/** Runs the command that the arguments name. One that fails says why in a line and exits with 1. */
export async function runCommand(argv: readonly string[], reloadRequests: ReloadRequests | undefined): Promise<void> {
  try {
    await makeProgram(reloadRequests).parseAsync([...argv])
  } catch (error) {
    // Programs that run on explain their own failures.
    refuseToStart([reasonOf(error)])
  }
}

const neverReloaded: ReloadRequests = { serve: () => {} }

/** Every command with its options. */
export function makeProgram(reloadRequests: ReloadRequests = neverReloaded): Command {
  const program = new Command('rampway')
    .description('Opens hosted fiat-to-crypto ramp widget sessions in front of Meld.')
    .version(programVersion)
    // Taken over by every command that is added from here on.
    .configureHelp({ optionDescription })
    .showHelpAfterError('Add --help to see what the command takes.')

  program
    .command('dev')
    .description('the gateway with a Meld simulator, two dev tenants and a dev identity provider')
    .option(
      '--lan [address]',
      'lets other devices of the network in, such as your phone: see docs/react-native.md#try-it-on-your-phone',
    )
    .action((options: DevOptions) => runDev(options, process.env))

  program
    .command('serve')
    .description('the gateway in production; SIGHUP reloads the tenants')
    .requiredOption('--config <file>', 'the configuration file, see docs/configuration.md')
    .option('--strict', 'does not start when the entry of any tenant has a fault, and refuses such a file at SIGHUP')
    .action((options: ServeOptions) => runServe(options, process.env, reloadRequests))

  program
    .command('migrate')
    .description('brings the database schema up to date (serve and dev do so at start)')
    .option('--config <file>', 'for its database.url; else DATABASE_URL, else the private PostgreSQL that is there')
    .option('--status', 'changes nothing: shows what is applied, with exit code 1 when the schema is another')
    .option('--json', 'prints one JSON document')
    .action((options: MigrateOptions) => runMigrate(options, process.env))

  program
    .command('simulate')
    .description('the Meld simulator alone, see docs/simulator.md')
    .option('--host <address>', 'where to listen', '127.0.0.1')
    .option('--port <number>', 'where to listen; 0 is any free port', readPort, 8082)
    .option('--seed <text>', 'the same seed and calls give the same ids; without one they are random')
    .addOption(
      new Option(
        '--data-dir <folder>',
        'keeps sessions, customers, transactions, webhook targets and the clock in there, for the next start',
      ).conflicts('seed'),
    )
    .action((options: SimulateOptions) => runSimulate(options))

  addConfigCommands(program)
  addDoctorCommand(program)
  addTenantCommands(program)
  addFindCommand(program)
  addListenCommand(program)
  addSessionCommands(program)
  addWebhookCommands(program)
  addWebhookEndpointCommands(program)
  addEventCommands(program)
  addDeliveryCommands(program)
  addAuditCommands(program)
  addOperatorCommands(program)
  addProviderCommands(program)
  addSwitchCommands(program)
  addRoutingCommands(program)
  addStatsCommand(program)
  addHealthCommand(program)

  return program
}

const plainHelp = new Help()

/** What the help says of an option, and whether the command cannot do without it. */
function optionDescription(option: Option): string {
  const said = plainHelp.optionDescription(option)
  return option.mandatory ? `${said} (required)` : said
}

function readPort(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('a whole number from 0 to 65535')
  return port
}
