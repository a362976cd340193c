import { formatEnvironmentFault, readEnvironment } from '../config/environment.ts'
import { refuseToStart } from './running.ts'
import { withStore } from './store-choice.ts'

/** `rampway migrate`: brings the schema up to date and says what was done. `serve` and `dev` do the same at start. */
export async function runMigrate(env: NodeJS.ProcessEnv): Promise<void> {
  const read = readEnvironment(env)
  if (read.kind === 'faults') refuseToStart(read.faults.map(formatEnvironmentFault))
  await withStore(read.environment, async (_database, applied) => {
    process.stdout.write(applied.length === 0 ? 'The schema is up to date.\n' : `Applied: ${applied.join(', ')}\n`)
  })
}
