import { startSimulator } from '../../simulator/server.ts'
import { createLog } from '../observe/log.ts'
import { openLogOutput } from '../observe/log-output.ts'
import { listenOrExplain, runUntilStopped } from './running.ts'

/** `rampway simulate`: Meld's wire and its control API, for the tests of partners. */
export async function runSimulate(options: {
  readonly host: string
  readonly port: number
  readonly seed?: string
}): Promise<void> {
  const { host, port } = options
  await runUntilStopped(createLog('warn', openLogOutput(process.stdout.fd)), async (onClose) => {
    const started = async (): Promise<void> => {
      const simulator = await startSimulator(options)
      onClose(simulator.close)
      process.stdout.write(
        `The Meld simulator is listening on ${simulator.url}; its control API is under ${simulator.url}/_sim\n`,
      )
    }
    await listenOrExplain(started, host, port)
  })
}
