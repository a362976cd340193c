// The gateway's own store steps, each call in a statement of its own.
import { openConnection } from '../../src/postgres/connection.ts'
import { beginStep, finishStep } from '../../src/store/sessions.ts'
import { known, tenant } from './content.ts'
import { databaseUrl, expectBegun, serveGatewayPairs } from './gateway-pairs.ts'

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
  begin: async (call) => {
    const [result] = await beginStep.run(connection.query, [{ ...call, tenant }])
    return expectBegun(known(result, 'result'))
  },
  finish: async (call) => {
    const [settled] = await finishStep.run(connection.query, [{ ...call, tenant }])
    return settled === true
  },
})
