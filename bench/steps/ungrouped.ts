// The gateway's own store steps, each call in a statement of its own.
import { openConnection } from '../../src/postgres/connection.ts'
import { claimStep } from '../../src/store/idempotency-keys.ts'
import { finishStep } from '../../src/store/sessions.ts'
import { known, tenant } from './content.ts'
import { databaseUrl, expectClaimed, serveGatewayPairs } from './gateway-pairs.ts'

/** As many as the comparators have. */
const connectionsMax = 20

const connection = openConnection({
  target: { url: databaseUrl },
  preparedStatements: true,
  connectionsMax,
  onIdleError: (error) => {
    throw error
  },
})

serveGatewayPairs({
  claim: async (claim) => {
    const [result] = await claimStep.run(connection.query, [{ ...claim, tenant }])
    return expectClaimed(known(result, 'result'))
  },
  finish: async (ended) => {
    const [settled] = await finishStep.run(connection.query, [{ ...ended, tenant }])
    return settled === true
  },
})
