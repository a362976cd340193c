import { startSimulator } from '../../simulator/server.ts'
import { createLog } from '../observe/log.ts'
import { closeGracefully, explainListenError, refuseToStart } from './running.ts'

/** `rampway simulate`: Meld's wire and its control API, for the tests of partners. */
export async function runSimulate(options: {
  readonly host: string
  readonly port: number
  readonly seed?: string
}): Promise<void> {
  const { host, port } = options
  const simulator = await startSimulator(options).catch((error: unknown) =>
    refuseToStart([explainListenError(error, host, port)]),
  )
  closeGracefully(createLog('warn'), simulator.close)
  process.stdout.write(
    `The Meld simulator is listening on ${simulator.url}; its control API is under ${simulator.url}/_sim\n`,
  )
}
