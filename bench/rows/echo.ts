import type { LoadJob, LoadResult } from '../load/job.ts'
import type { Program } from '../program.ts'
import { sessionRequests, writeRequests } from '../requests.ts'
import { compiled, type Rig } from '../rig.ts'
import { openingJob } from './sessions.ts'

/** A Fastify route that only parses a body and sends it back: what HTTP alone costs on the machine. */
export interface Echo {
  readonly program: Program
  readonly job: Omit<LoadJob, 'seconds'>
}

/** Starts the echo. */
export async function startEcho(rig: Rig): Promise<Echo> {
  const program = await rig.startComparator('echo', compiled('./comparators/echo/server.js'))
  const requests = sessionRequests(rig.users.tenant, await rig.users.tokens(1))
  const requestsFile = await writeRequests(rig.folder, 'echo', requests)
  return {
    program,
    job: { ...openingJob, port: program.port, requestsFile, status: 200, holds: '"source_amount":"50"' },
  }
}

/** Answers per second. */
export function rateOf({ answered, seconds }: LoadResult): number {
  return answered / seconds
}
