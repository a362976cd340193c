// The limit of webhooks taken in: the echo's server, and of the gateway only what they cannot do without. That is the
// signature, the group that brings them to the disk, and beside it their handling: claims, a call upstream for each
// transaction of a batch, the check's group and the settlement's. It knows one tenant and one secret, asks whose a
// transaction is only as the check does, and counts and logs nothing but that one came in. See "Limits" in the README.
import { createHmac, randomBytes } from 'node:crypto'
import Fastify from 'fastify'
import { readWebhook } from '../../src/aggregators/meld/incoming-webhook.ts'
import { readTransactionReply } from '../../src/aggregators/meld/transaction-reply.ts'
import { parseTenantId } from '../../src/domain/tenant.ts'
import { type ClaimedWebhook, claimWebhooks, recordWebhook, settleWebhook } from '../../src/store/incoming-webhooks.ts'
import { findOwner } from '../../src/store/transaction-owner.ts'
import { recordSnapshot } from '../../src/store/transactions.ts'
import { publicUrl, webhookSecret } from '../rig.ts'
import { known } from '../steps/content.ts'
import { makeUsers } from '../users.ts'
import { database, endAtSigterm, log, outbound, upstreamHeaders } from './parts.ts'

const { HOST = '127.0.0.1', PORT, UPSTREAM_URL = '' } = process.env
const path = '/v0/webhooks/meld/events'
const tenant = known(parseTenantId(makeUsers().tenant), 'tenant')
/** As the gateway has them. */
const batchMax = 2_000
const subjectsAtOnceMax = 80
const leaseMs = 60_000
const assets = { from: 'USD', to: 'USDC', chainId: 8453 }

let isHandling = false

const app = Fastify()
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
app.get('/healthz', async () => ({ status: 'ok' }))
app.post<{ Body: Buffer }>(path, async ({ headers, body }, reply) => {
  const reading = readWebhook(body)
  const signed = createHmac('sha256', webhookSecret).update(
    `${headers['meld-signature-timestamp']}.${publicUrl}${path}.`,
  )
  const signature = signed.update(body).digest('base64').replaceAll('+', '-').replaceAll('/', '_')
  if (signature !== headers['meld-signature'] || reading.kind !== 'webhook') throw new Error('a webhook was refused')
  await recordWebhook(database, tenant, reading.webhook, null, Date.now())
  if (!isHandling) void handleAll()
  log.info({ trace_id: randomBytes(16).toString('hex'), route: path, status: 200 }, 'answered')
  return reply.type('application/json; charset=utf-8').send('{"received":true}')
})
await app.listen({ host: HOST, port: Number(PORT) })
endAtSigterm(app)

async function handleAll(): Promise<void> {
  isHandling = true
  for (;;) {
    const claimed = await claimWebhooks(database, tenant, { limit: batchMax, leaseMs, now: Date.now() })
    if (claimed.length === 0) break
    const bySubject = new Map<string, ClaimedWebhook[]>()
    for (const webhook of claimed) {
      const subject = webhook.transactionId ?? ''
      bySubject.set(subject, [...(bySubject.get(subject) ?? []), webhook])
    }
    const subjects = bySubject.entries()
    const lane = async (): Promise<void> => {
      for (const [transactionId, webhooks] of subjects) await handle(transactionId, webhooks)
    }
    await Promise.all(Array.from({ length: subjectsAtOnceMax }, lane))
  }
  isHandling = false
}

async function handle(transactionId: string, webhooks: readonly ClaimedWebhook[]): Promise<void> {
  const now = Date.now()
  const answer = await outbound.send({
    name: 'meld.transaction',
    method: 'GET',
    url: `${UPSTREAM_URL}/payments/transactions/${transactionId}`,
    headers: upstreamHeaders,
    deadlineMs: 10_000,
    responseBytesMax: 64 * 1024,
  })
  const read = answer.kind === 'answered' ? readTransactionReply(answer.text, now) : undefined
  const upstream = known(read, 'transaction')
  await recordSnapshot(database, tenant, { upstream, assets }, await findOwner(database, tenant, upstream), now)
  const settled = { outcome: 'refreshed' as const }
  await Promise.all(webhooks.map(({ eventId }) => settleWebhook(database, tenant, eventId, settled, now)))
}
