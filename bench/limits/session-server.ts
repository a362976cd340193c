import { createSecretKey, randomBytes } from 'node:crypto'
import Fastify, { type FastifyReply } from 'fastify'
import { linkSecretBytes, makeLinkToken } from '../../src/domain/link.ts'
import {
  newSessionId,
  type Session,
  type SessionId,
  type SessionRequest,
  type Widget,
} from '../../src/domain/session.ts'
import { advance } from '../../src/domain/session-opening.ts'
import type { TenantId } from '../../src/domain/tenant.ts'
import { claimKey } from '../../src/store/idempotency-keys.ts'
import { refreshSession } from '../../src/store/session-lookup.ts'
import { finishSession } from '../../src/store/sessions.ts'
import { leaseMs } from '../steps/content.ts'
import { database, endAtSigterm, log, tenantOf, userOf } from './parts.ts'

const { HOST = '127.0.0.1', PORT } = process.env
const answersMax = 2_000
const routing = { mode: 'pinned' as const, chosen: 'TRANSAK', candidates: [], excluded: [] }
const linkSecret = createSecretKey(randomBytes(linkSecretBytes))

/** Where the gateway of the limit would be reached. */
export const publicUrl = 'http://127.0.0.1:8080'

/** A session to be opened upstream. */
export interface Opening {
  readonly tenant: TenantId
  readonly id: SessionId
  readonly request: SessionRequest
  readonly customerId: string
  readonly redirectUrl: string
}

/** What a body asks for. */
export interface Asked {
  readonly key: string
  readonly request: SessionRequest
  readonly fingerprint: string
}

/** What one limit does otherwise than another. */
export interface Work {
  readonly read: (body: unknown) => Asked
  readonly open: (opening: Opening) => Promise<Widget>
  readonly write: (session: Session, linkToken: string) => string
  readonly headers: Readonly<Record<string, string>>
}

interface Answered {
  readonly session: Session
  readonly text: string
}

/** Serves sessions and their replays for the one tenant that the bench has, which the gateway must have served before. */
export async function serveSessions({ read, open, write, headers: common }: Work): Promise<void> {
  const answers = new Map<string, Answered>()
  const app = Fastify()
  app.get('/healthz', async () => ({ status: 'ok' }))
  app.post('/v0/ramp/sessions', async ({ headers, body }, reply) => {
    const tenant = tenantOf(headers)
    const user = userOf(tenant, String(headers['x-juno-jwt']))
    const { key, request, fingerprint } = read(body)
    const traceId = randomBytes(16).toString('hex')
    const name = `${user}\n${key}`
    const answered = answers.get(name)
    if (answered !== undefined && (await refreshSession(database, tenant, answered.session)) === answered.session) {
      return send(reply, 208, answered.text, traceId)
    }
    const now = Date.now()
    const id = newSessionId()
    const claimed = await claimKey(database, tenant, { user, key, id, fingerprint, now, leaseMs, process: null })
    if (claimed.kind !== 'claimed' || claimed.meldCustomerId === null) throw new Error('a key was not claimed')
    const redirectUrl = `${publicUrl}/r/${makeLinkToken(linkSecret, 'return', tenant, id)}`
    const widget = await open({ tenant, id, request, customerId: claimed.meldCustomerId, redirectUrl })
    const begun = { tenant, user, id, request, createdAt: claimed.createdAt, traceId }
    const session = advance(begun, { kind: 'opened', widget, routing })
    await finishSession(database, tenant, { session, claim: { key, fence: claimed.fence }, now: Date.now() })
    const text = write(session, makeLinkToken(linkSecret, 'open', tenant, id))
    if (answers.size >= answersMax) answers.clear()
    answers.set(name, { session, text })
    return send(reply, 201, text, traceId)
  })

  function send(reply: FastifyReply, status: number, text: string, traceId: string): FastifyReply {
    log.info({ trace_id: traceId, method: 'POST', route: '/v0/ramp/sessions', status }, 'answered')
    reply.code(status).headers(common).header('x-trace-id', traceId)
    return reply.type('application/json; charset=utf-8').send(text)
  }

  await app.listen({ host: HOST, port: Number(PORT) })
  endAtSigterm(app)
}
