import { join } from 'node:path'
import { startSimulator } from '@rampway/simulator'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { createLog } from '../observe/log.ts'
import { openLogOutput } from '../observe/log-output.ts'
import { listenOrExplain, runUntilStopped } from './running.ts'

/** Adds `simulate`. */
export function addSimulateCommand(program: Command): void {
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
}

/** The options of the command. */
interface SimulateOptions {
  readonly host: string
  readonly port: number
  readonly seed?: string
  /** The world is kept in there, and found again at the next start. */
  readonly dataDir?: string
}

/** `rampway simulate`: Meld's wire and its control API, for the tests of partners. */
async function runSimulate(options: SimulateOptions): Promise<void> {
  const { dataDir, ...rest } = options
  const { host, port } = options
  await runUntilStopped(createLog('warn', openLogOutput(process.stdout.fd)), 0, async (onClose) => {
    const started = async (): Promise<void> => {
      const file = dataDir === undefined ? {} : { file: join(dataDir, 'simulator', 'world.json') }
      const say = (sentence: string): void => void process.stdout.write(`${sentence}\n`)
      const simulator = await startSimulator({ ...rest, ...file, say })
      onClose(simulator.close)
      process.stdout.write(
        `The Meld simulator is listening on ${simulator.url}; its control API is under ${simulator.url}/_sim\n`,
      )
    }
    await listenOrExplain(started, { host, port })
  })
}

function readPort(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('a whole number from 0 to 65535')
  return port
}
