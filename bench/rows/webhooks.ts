import { randomUUID } from 'node:crypto'
import { signWebhook } from '@rampway/simulator/webhook-signature'
import { interleave, type Measure } from '../measuring.ts'
import { request, sessionRequests, writeRequests } from '../requests.ts'
import { publicUrl, type Rig, webhookSecret } from '../rig.ts'
import { ratios, rowOf } from '../row.ts'
import { rateOf, startEcho } from './echo.ts'
import { openingJob } from './sessions.ts'

const path = '/v0/webhooks/meld/events'
/** Transactions that the webhooks are about. */
const transactionsCount = 100
/** More than any turn takes; each is signed beforehand and sent once. */
const webhooksPerSecondMax = 8_000

/** `POST /v0/webhooks/meld/events`: each verified and recorded before its answer, while handling goes on beside it. */
export const measureWebhooks: Measure = async (rig, how) => {
  const tokens = await rig.users.tokens(transactionsCount)
  const gateway = await rig.startGateway()
  const echo = await startEcho(rig)
  const requestsFile = await writeRequests(rig.folder, 'sessions', sessionRequests(rig.users.tenant, tokens))
  // With a fault set, though it never strikes, the upstream keeps the widget sessions that it opens.
  await callUpstream(rig, 'POST', '/_sim/faults', { kind: 'slow', path: '/nowhere', delay_ms: 1 })
  await rig.load.run({ ...openingJob, port: gateway.port, requestsFile, once: true, seconds: 60 })
  const subjects = await payForSessions(rig)
  await callUpstream(rig, 'DELETE', '/_sim/faults')
  let sent = 0
  const handled: number[] = []
  const countHandled = async (): Promise<number> => {
    const [row] = await rig.query('select count(*) from incoming_webhooks where handled_at is not null')
    return Number(row?.count)
  }
  const takeIn = async (seconds: number): Promise<number> => {
    const signed = signWebhooks(subjects, Math.ceil(seconds * webhooksPerSecondMax))
    const webhooks = await writeRequests(rig.folder, 'webhooks', signed)
    const job = { ...openingJob, port: gateway.port, requestsFile: webhooks, status: 200, holds: '{"received":true}' }
    const handledBefore = await countHandled()
    const result = await rig.load.run({ ...job, once: true, seconds })
    handled.push(((await countHandled()) - handledBefore) / seconds)
    sent += result.answered
    return rateOf(result)
  }
  await takeIn(how.warmUpSeconds)
  await rig.load.run({ ...echo.job, seconds: how.warmUpSeconds })
  const turns = await interleave(how.rounds, {
    webhooks: () => takeIn(how.turnSeconds),
    echo: async () => rateOf(await rig.load.run({ ...echo.job, seconds: how.turnSeconds })),
  })
  await gateway.close()
  await echo.program.close()
  const [row] = await rig.query('select count(*) from incoming_webhooks')
  if (Number(row?.count) !== sent) throw new Error(`of ${sent} webhooks ${String(row?.count)} are stored`)
  return [
    rowOf(
      { name: 'webhooks taken in per second, against a Fastify echo', unit: 'x', goal: webhooksGoal, better: 'higher' },
      ratios(turns.webhooks, turns.echo),
    ),
    rowOf({ name: 'webhooks taken in per second', unit: '1/s', goal: null, better: 'higher' }, turns.webhooks),
    rowOf(
      { name: 'webhooks handled per second while they are taken in', unit: '1/s', goal: null, better: 'higher' },
      // The first was to warm up.
      handled.slice(1),
    ),
  ]
}

/** A webhook waits for the disk, which the echo does not. */
const webhooksGoal = 0.02

interface Subject {
  readonly transactionId: string
  readonly externalSessionId: string
}

/** Lets the buyer of each session pay, so that there are transactions to tell of. */
async function payForSessions(rig: Rig): Promise<readonly Subject[]> {
  const rows = await rig.query(`select first_mint->>'externalSessionId' as external from sessions`)
  const paying = rows.map(async ({ external }): Promise<Subject> => {
    const externalSessionId = String(external)
    const payment = { external_session_id: externalSessionId, outcome: 'pay' }
    const answer = await callUpstream(rig, 'POST', '/_sim/checkout', payment)
    const transactionId = /"transaction":\{[^}]*?"id":"(\w+)"/.exec(answer)?.[1]
    if (transactionId === undefined) throw new Error(`the buyer has no transaction: ${answer}`)
    return { transactionId, externalSessionId }
  })
  return Promise.all(paying)
}

async function callUpstream(rig: Rig, method: 'POST' | 'DELETE', to: string, body?: unknown): Promise<string> {
  const sent = body === undefined ? {} : { headers: jsonHeaders, body: JSON.stringify(body) }
  const answer = await fetch(`${rig.upstream.url}${to}`, { method, ...sent })
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`the upstream answered ${answer.status}: ${text}`)
  return text
}

const jsonHeaders = { 'content-type': 'application/json' }

function signWebhooks(subjects: readonly Subject[], count: number): string[] {
  const timestamp = new Date().toISOString()
  return Array.from({ length: count }, (_, n) => {
    const subject = subjects[n % subjects.length]
    const body = JSON.stringify({
      eventType: 'TRANSACTION_CRYPTO_PENDING',
      eventId: randomUUID(),
      timestamp,
      accountId: 'W9kZTT7332okCEc1A9aqAq',
      version: '2026-02-03',
      payload: {
        paymentTransactionId: subject?.transactionId,
        paymentTransactionStatus: 'PENDING',
        externalSessionId: subject?.externalSessionId,
      },
    })
    const signature = signWebhook(webhookSecret, timestamp, `${publicUrl}${path}`, body)
    return request('POST', path, { 'meld-signature': signature, 'meld-signature-timestamp': timestamp }, body)
  })
}
