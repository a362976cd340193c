// The limit of a session and of its replay: the floor's servers, and of the gateway only what neither can do without. That
// is the token's hash and who it stands for, the two store steps, the call upstream, a link, the answer's text and a line in
// the log. It checks nothing of a body, excuses nothing, counts nothing, and knows one tenant, which the gateway must have
// served before. See "Limits" in the README.
import { createSecretKey, randomBytes } from 'node:crypto'
import Fastify, { type FastifyReply } from 'fastify'
import { linkSecretBytes, makeLinkToken } from '../../src/domain/link.ts'
import {
  fingerprintOf,
  newExternalSessionId,
  newSessionId,
  type Session,
  type SessionId,
} from '../../src/domain/session.ts'
import { advance } from '../../src/domain/session-opening.ts'
import type { TenantId } from '../../src/domain/tenant.ts'
import { claimKey } from '../../src/store/idempotency-keys.ts'
import { refreshSession } from '../../src/store/session-lookup.ts'
import { finishSession } from '../../src/store/sessions.ts'
import { leaseMs, request, widgetOf } from '../steps/content.ts'
import { database, endAtSigterm, log, outbound, tenantOf, upstreamHeaders, userOf } from './parts.ts'

const { HOST = '127.0.0.1', PORT, UPSTREAM_URL = '' } = process.env
const answersMax = 2_000

interface Answered {
  readonly session: Session
  readonly text: string
}

const upstreamBounds = { deadlineMs: 10_000, responseBytesMax: 64 * 1024 }
const linkSecret = createSecretKey(randomBytes(linkSecretBytes))
const fingerprint = fingerprintOf(request).toString('base64url')
const answers = new Map<string, Answered>()
const routing = { mode: 'pinned' as const, chosen: 'TRANSAK', candidates: [], excluded: [] }

const app = Fastify()
app.get('/healthz', async () => ({ status: 'ok' }))
app.post<{ Body: { idempotency_key: string } }>('/v0/ramp/sessions', async ({ headers, body }, reply) => {
  const tenant = tenantOf(headers)
  const user = userOf(tenant, String(headers['x-juno-jwt']))
  const key = body.idempotency_key
  const traceId = randomBytes(16).toString('hex')
  const answered = answers.get(`${user}\n${key}`)
  if (answered !== undefined && (await refreshSession(database, tenant, answered.session)) === answered.session) {
    return send(reply, 208, answered.text, traceId)
  }
  const now = Date.now()
  const id = newSessionId()
  const claimed = await claimKey(database, tenant, { user, key, id, fingerprint, now, leaseMs, process: null })
  if (claimed.kind !== 'claimed' || claimed.meldCustomerId === null) throw new Error('a key was not claimed')
  const widget = { ...widgetOf(id, now), widgetUrl: await openWidget(tenant, id, claimed.meldCustomerId) }
  const begun = { tenant, user, id, request, createdAt: claimed.createdAt, traceId }
  const session = advance(begun, { kind: 'opened', widget, routing })
  await finishSession(database, tenant, { session, claim: { key, fence: claimed.fence }, now: Date.now() })
  const text = JSON.stringify(replyOf(session, makeLinkToken(linkSecret, 'open', tenant, id)))
  keep(answers, answersMax, `${user}\n${key}`, { session, text })
  return send(reply, 201, text, traceId)
})
await app.listen({ host: HOST, port: Number(PORT) })
endAtSigterm(app)

function keep<T>(all: Map<string, T>, max: number, name: string, value: T): void {
  if (all.size >= max) all.clear()
  all.set(name, value)
}

async function openWidget(tenant: TenantId, id: SessionId, customerId: string): Promise<string> {
  const answer = await outbound.send({
    name: 'meld.widget',
    method: 'POST',
    url: `${UPSTREAM_URL}/crypto/session/widget`,
    headers: upstreamHeaders,
    body: JSON.stringify({
      sessionType: 'BUY',
      customerId,
      externalSessionId: newExternalSessionId(tenant, id),
      sessionData: {
        countryCode: request.country,
        serviceProvider: request.serviceProvider,
        sourceCurrencyCode: 'USD',
        destinationCurrencyCode: 'USDC_BASE',
        sourceAmount: request.sourceAmount,
        walletAddress: request.walletAddress,
        redirectUrl: `http://127.0.0.1:8080/r/${makeLinkToken(linkSecret, 'return', tenant, id)}`,
      },
    }),
    ...upstreamBounds,
  })
  if (answer.kind !== 'answered' || answer.status !== 200) throw new Error('no widget was opened')
  return JSON.parse(answer.text).widgetUrl
}

function replyOf(session: Session, openToken: string): unknown {
  const at = `http://127.0.0.1:8080/v0/ramp/sessions/${session.id}`
  return {
    id: session.id,
    status: session.status,
    widget_url: `http://127.0.0.1:8080/s/${openToken}`,
    created_at: session.createdAt,
    expires_at: session.expiresAt,
    request: session.request,
    _links: { self: { href: at }, transactions: { href: `${at}/transactions` }, widget: { href: openToken } },
  }
}

function send(reply: FastifyReply, status: number, text: string, traceId: string): FastifyReply {
  log.info({ trace_id: traceId, method: 'POST', route: '/v0/ramp/sessions', status }, 'answered')
  return reply.code(status).header('x-trace-id', traceId).type('application/json; charset=utf-8').send(text)
}
