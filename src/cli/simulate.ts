import { join } from 'node:path'
import { startSimulator } from '@rampway/simulator'
import { createLog } from '../observe/log.ts'
import { openLogOutput } from '../observe/log-output.ts'
import { listenOrExplain, runUntilStopped } from './running.ts'

/** The options of `rampway simulate`. */
export interface SimulateOptions {
  readonly host: string
  readonly port: number
  readonly seed?: string
  /** The world is kept in there, and found again at the next start. */
  readonly dataDir?: string
}

/** `rampway simulate`: Meld's wire and its control API, for the tests of partners. */
export async function runSimulate(options: SimulateOptions): Promise<void> {
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
