// The gateway's own store steps, which travel in groups.
import { beginSession, finishSession } from '../../src/store/sessions.ts'
import { tenant } from './content.ts'
import { expectBegun, openStore, serveGatewayPairs } from './gateway-pairs.ts'

const database = openStore()

serveGatewayPairs({
  begin: async (call) => expectBegun(await beginSession(database, tenant, call)),
  finish: (call) => finishSession(database, tenant, call),
})
