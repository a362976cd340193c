import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { signWebhook } from '@rampway/simulator/webhook-signature'
import { against, type Contestant, figures, takeTurns, type Workload, warmUp } from '../contest.ts'
import type { Measure } from '../measuring.ts'
import type { Program } from '../program.ts'
import { request, sessionRequests, writeRequests } from '../requests.ts'
import { compiled, openRig, publicUrl, type Rig, webhookSecret } from '../rig.ts'
import { rowOf } from '../row.ts'
import { rowsAgainstEcho, startEcho } from './echo.ts'
import { openingJob } from './sessions.ts'

const path = '/v0/webhooks/meld/events'
/** Transactions that the webhooks are about. */
const transactionsCount = 100
/** More than any turn takes; each is signed beforehand and sent once. */
const webhooksPerSecondMax = 8_000
const pollMs = 100
const handlingSecondsMax = 120

interface Webhooks extends Contestant {
  readonly sent: () => number
  /** Of each stretch of work, how many a second were handled beside those that were taken in. */
  readonly handledPerSecond: readonly number[]
}

/** `POST /v0/webhooks/meld/events`: each verified and recorded before its answer, while handling goes on beside it. */
export const webhooks: Workload<Webhooks> = async (rig, gateway) => {
  return webhooksTo(rig, gateway, await payForSessions(rig, gateway))
}

/** Webhooks on what has been paid, to whoever takes them in. */
function webhooksTo(rig: Rig, server: Program, subjects: readonly Subject[]): Webhooks {
  let sent = 0
  const handledPerSecond: number[] = []
  const count = async (which: 'handled' | 'waiting'): Promise<number> => {
    const isNull = which === 'handled' ? 'is not null' : 'is null'
    const [row] = await rig.query(`select count(*) from incoming_webhooks where handled_at ${isNull}`)
    return Number(row?.count)
  }
  return {
    pid: server.pid,
    postgresPid: rig.postgresPid,
    sent: () => sent,
    handledPerSecond,
    work: async (seconds) => {
      const signed = signWebhooks(subjects, Math.ceil(seconds * webhooksPerSecondMax))
      const file = await writeRequests(rig.folder, 'webhooks', signed)
      const job = { ...openingJob, port: server.port, requestsFile: file, status: 200, holds: '{"received":true}' }
      const handledBefore = await count('handled')
      const { answered, seconds: took } = await rig.load.run({ ...job, once: true, seconds })
      handledPerSecond.push(((await count('handled')) - handledBefore) / took)
      sent += answered
      // Whoever comes next would have to work beside what is left.
      const giveUpAt = performance.now() + handlingSecondsMax * 1000
      while ((await count('waiting')) > 0) {
        if (performance.now() > giveUpAt) throw new Error('the webhooks that were taken in are not handled')
        await wait(pollMs)
      }
      return { done: answered, seconds: took }
    },
  }
}

export const measureWebhooks: Measure = async (rig, how) => {
  const ours = await webhooks(rig, await rig.startGateway())
  const contestants = { ours, echo: await startEcho(rig), limit: await startLimit(rig) }
  await warmUp(Object.values(contestants), how)
  const { limit, ...turns } = await takeTurns(contestants, how)
  const [row] = await rig.query('select count(*) from incoming_webhooks')
  if (Number(row?.count) !== ours.sent()) throw new Error(`of ${ours.sent()} webhooks ${String(row?.count)} are stored`)
  return [
    ...rowsAgainstEcho({ one: 'webhook taken in', many: 'webhooks taken in', goal: 0.25 }, turns),
    rowOf(
      { name: 'the limit of webhooks taken in per second, against the echo', unit: 'x', goal: null, better: 'higher' },
      against(limit, turns.echo, 'perSecond'),
    ),
    rowOf(
      { name: 'server CPU per webhook taken in, of the limit', unit: 'us', goal: null, better: 'lower' },
      figures(limit, 'serverMicros'),
    ),
    rowOf(
      { name: 'webhooks handled per second while they are taken in', unit: '1/s', goal: null, better: 'higher' },
      ours.handledPerSecond,
    ),
  ]
}

/** What taking webhooks in cannot do without, with an upstream and a PostgreSQL of its own, which a gateway has filled. */
async function startLimit(rig: Rig): Promise<Webhooks> {
  const own = rig.keep(await openRig())
  const gateway = await own.startGateway()
  const subjects = await payForSessions(own, gateway)
  await gateway.close()
  return webhooksTo(own, await own.startComparator('limit', compiled('./limits/webhooks.js')), subjects)
}

interface Subject {
  readonly transactionId: string
  readonly externalSessionId: string
}

/** Opens sessions and has them paid, so that there are transactions to tell of. */
async function payForSessions(rig: Rig, gateway: Program): Promise<readonly Subject[]> {
  const tokens = await rig.users.tokens(transactionsCount)
  const requestsFile = await writeRequests(rig.folder, 'sessions', sessionRequests(rig.users.tenant, tokens))
  // With a fault set, though it never strikes, the upstream keeps the widget sessions that it opens.
  await callUpstream(rig, 'POST', '/_sim/faults', { kind: 'slow', path: '/nowhere', delay_ms: 1 })
  await rig.load.run({ ...openingJob, port: gateway.port, requestsFile, once: true, seconds: 60 })
  const subjects = await payForEach(rig)
  await callUpstream(rig, 'DELETE', '/_sim/faults')
  return subjects
}

/** Lets the buyer of each session pay. */
async function payForEach(rig: Rig): Promise<readonly Subject[]> {
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
