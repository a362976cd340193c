// The simulated Meld as a process of its own, answering as fast as it can.
import { startSimulator } from '@rampway/simulator'

const simulator = await startSimulator({
  instant: true,
  host: process.env.HOST ?? '127.0.0.1',
  port: Number(process.env.PORT),
})
process.on('SIGTERM', () => {
  void simulator.close().then(() => process.exit(0))
})
