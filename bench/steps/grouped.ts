// The gateway's own store steps, which travel in groups.
import { claimKey } from '../../src/store/idempotency-keys.ts'
import { finishSession } from '../../src/store/sessions.ts'
import { tenant } from './content.ts'
import { expectClaimed, openStore, serveGatewayPairs } from './gateway-pairs.ts'

const database = openStore()

serveGatewayPairs({
  claim: async (claim) => expectClaimed(await claimKey(database, tenant, claim)),
  finish: (ended) => finishSession(database, tenant, ended),
})
