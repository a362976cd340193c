import type { FastifyInstance } from 'fastify'
import { readSessionBody, sessionReply } from '../../contract/sessions.ts'
import { GatewayError } from '../../domain/errors.ts'
import { makeLinkToken } from '../../domain/link.ts'
import type { Deps } from '../../operations/deps.ts'
import { type CreatedSession, createSession } from '../../operations/sessions.ts'
import { principalOf } from '../access.ts'
import { publicAddress } from '../authenticate.ts'

/** `POST /v0/ramp/sessions`. */
export function sessionRoutes(app: FastifyInstance, deps: Deps): void {
  app.post('/v0/ramp/sessions', { config: { access: 'user' } }, async (request, reply) => {
    const principal = principalOf(request)
    const { tenant } = principal
    const body = readSessionBody(request.body, tenant)
    if ('faults' in body) {
      throw new GatewayError('invalid_fields', {
        detail: body.faults.map(({ pointer, detail }) => `${pointer} ${detail}`.trim()).join(' '),
        members: { errors: body.faults },
      })
    }
    const created = await observed(deps, () =>
      createSession(deps, principal, { body: body.values, clientIp: publicAddress(request.ip) }),
    )
    const { session } = created
    const linkToken = makeLinkToken(deps.linkSecret, 'open', tenant.id, session.id)
    if (created.kind === 'replayed') reply.header('idempotent-replayed', 'true')
    if (created.mismatch) reply.header('rampway-idempotency-mismatch', 'true')
    reply.code(created.kind === 'created' ? 201 : 208).header('location', `/v0/ramp/sessions/${session.id}`)
    return sessionReply(session, tenant, { publicUrl: deps.publicUrl, linkToken, now: deps.clock() })
  })
}

async function observed(deps: Deps, create: () => Promise<CreatedSession>): Promise<CreatedSession> {
  const answered = deps.metrics.sessionBegan()
  try {
    const created = await create()
    answered(created.kind)
    return created
  } catch (error) {
    answered(error instanceof GatewayError ? error.error : 'internal')
    throw error
  }
}
