import { type TransactionDetail, writeDetail } from '../../src/store/transaction-row.ts'
import { underLoad, type Workload } from '../contest.ts'
import type { Measure } from '../measuring.ts'
import { request, sessionBody, sessionRequests, writeRequests } from '../requests.ts'
import type { Rig } from '../rig.ts'
import { measureAgainstEcho } from './echo.ts'
import { openingJob } from './sessions.ts'

const usersCount = 200
const transactionsPerUser = 50

/** `GET /v0/ramp/transactions`: a page of 50, which is all that the user has. */
export const transactions: Workload = async (rig, gateway) => {
  const tokens = await rig.users.tokens(usersCount)
  // The first session of a user makes the user.
  const opened = await writeRequests(rig.folder, 'sessions', sessionRequests(rig.users.tenant, tokens))
  await rig.load.run({ ...openingJob, port: gateway.port, requestsFile: opened, once: true, seconds: 60 })
  await storeTransactions(rig)
  const requests = tokens.map((token) =>
    request('GET', '/v0/ramp/transactions', { 'x-juno-orgid': rig.users.tenant, 'x-juno-jwt': token }),
  )
  const requestsFile = await writeRequests(rig.folder, 'transactions', requests)
  // The id of the last one of the page.
  const job = { ...openingJob, requestsFile, status: 200, holds: `${idStart}01"` }
  return underLoad(rig, gateway, job, rig.postgresPid)
}

export const measureTransactions: Measure = async (rig, how) =>
  measureAgainstEcho(rig, how, await transactions(rig, await rig.startGateway()), {
    one: 'list',
    many: `lists of ${transactionsPerUser} transactions`,
    goal: 0.1,
  })

const idStart = 'WBenchTransaction'

/** In the shape in which a check leaves them: settled, so that none is checked again. */
async function storeTransactions(rig: Rig): Promise<void> {
  await rig.query(
    `insert into transactions
       (tenant_id, id, user_id, status, meld_status, detail, provider_created_at, provider_updated_at, first_seen_at, checked_at)
     select u.tenant_id, substr(u.id, 5, 20) || $2 || lpad(n::text, 2, '0'), u.id, 'completed', 'SETTLED', $3::jsonb,
            now() - interval '1 day' + n * interval '1 minute', now() - interval '1 hour', now(), now()
     from users u, generate_series(1, $4::int) n where u.tenant_id = $1`,
    [rig.users.tenant, idStart, writeDetail(detail), transactionsPerUser],
  )
  const [row] = await rig.query('select count(*) from transactions')
  const stored = usersCount * transactionsPerUser
  if (Number(row?.count) !== stored) throw new Error(`${String(row?.count)} transactions are stored, not ${stored}`)
}

const seenAt = Date.UTC(2026, 0, 31, 12)

const detail: TransactionDetail = {
  upstream: {
    id: 'W9kZTT7332okCEc1A9aqAq',
    meldStatus: 'SETTLED',
    transactionType: 'CRYPTO_PURCHASE',
    sourceAmount: sessionBody.source_amount,
    sourceCurrencyCode: sessionBody.from_asset,
    destinationAmount: '48.235517',
    destinationCurrencyCode: 'USDC_BASE',
    serviceProvider: sessionBody.service_provider,
    paymentMethodType: 'CREDIT_DEBIT_CARD',
    customerId: 'WXDtDyUKaAcDTYdJUQmAgp',
    externalCustomerId: 'usr_000000000000000000000000000',
    upstreamSessionId: 'WmYh2gHpYrF6sfkfZ6tQ3T',
    externalSessionId: null,
    createdAtText: '2026-01-31T12:00:00.000000Z',
    updatedAtText: '2026-01-31T12:00:00.000000Z',
    createdAt: seenAt,
    updatedAt: seenAt,
    askedAt: seenAt,
    fees: { total: '1.76', network: '0.02', transaction: '1.74', partner: '0' },
    serviceTransactionId: '4e5c0b5e-6d0c-4c02-9d5d-3d3d5d1a7e0b',
    transactionHash: `0x${'0'.repeat(64)}`,
    depositAddress: null,
    cryptoChainId: null,
    failureReason: null,
  },
  assets: { from: sessionBody.from_asset, to: sessionBody.to_asset, chainId: sessionBody.chain_id },
  deposit: { sold: null, address: null, addressChanged: false, wasShown: false },
}
