import type { FastifyInstance, FastifyRequest } from 'fastify'
import { basePathOf } from '../../contract/base-path.ts'
import { readQuery } from '../../contract/query.ts'
import { readSessionBody } from '../../contract/session-body.ts'
import { sessionsLinks, sessionsParameters } from '../../contract/session-query.ts'
import { type SessionView, sessionDetailReply, sessionListReply, sessionReply } from '../../contract/session-view.ts'
import { GatewayError } from '../../domain/errors.ts'
import { makeLinkToken } from '../../domain/link.ts'
import type { Session } from '../../domain/session.ts'
import type { Deps } from '../../operations/deps.ts'
import { releaseLink } from '../../operations/links/release.ts'
import { type CreatedSession, createSession } from '../../operations/sessions/create.ts'
import { listOwnSessions, readOwnSession } from '../../operations/sessions/read.ts'
import { depsOf, principalOf } from '../access.ts'
import { ignoreBodies } from '../body.ts'
import { clientAddress, publicAddress } from '../client-address.ts'
import { requireFields, requireNoQuery } from '../fields.ts'

/** `POST /v0/ramp/sessions`, `GET` of the caller's own, `GET /v0/ramp/sessions/{id}`, and the release of its link. */
export function sessionRoutes(app: FastifyInstance, deps: Deps): void {
  const basePath = basePathOf(deps.publicUrl)
  app.post('/v0/ramp/sessions', { config: { access: 'user' } }, async (request, reply) => {
    const principal = principalOf(request)
    const { tenant } = principal
    requireNoQuery(request.query, principal.tenant)
    const body = requireFields(readSessionBody(request.body, tenant, keyHeaderOf(request)))
    const created = await observed(request, deps, () =>
      createSession(depsOf(request, deps), principal, { body, clientIp: publicAddress(clientAddress(request)) }),
    )
    const { session } = created
    if (created.kind === 'replayed') reply.header('idempotent-replayed', 'true')
    if (created.mismatch) reply.header('rampway-idempotency-mismatch', 'true')
    reply.code(created.kind === 'created' ? 201 : 208).header('location', `${basePath}/v0/ramp/sessions/${session.id}`)
    return sessionReply(session, tenant, viewOf(deps, session))
  })

  app.get('/v0/ramp/sessions', { config: { access: 'user' } }, async (request, reply) => {
    const principal = principalOf(request)
    const query = requireFields(readQuery(request.query, sessionsParameters, principal.tenant))
    const { histories, next } = await listOwnSessions(depsOf(request, deps), principal, query)
    reply.header('cache-control', 'private, no-store')
    const page = { histories, links: sessionsLinks(query, next) }
    return sessionListReply(page, principal.tenant, (session) => viewOf(deps, session))
  })

  app.get<{ Params: { id: string } }>(
    '/v0/ramp/sessions/:id',
    { config: { access: 'user' } },
    async (request, reply) => {
      const principal = principalOf(request)
      requireNoQuery(request.query, principal.tenant)
      const history = await readOwnSession(depsOf(request, deps), principal, request.params.id)
      reply.header('cache-control', 'private, no-store')
      return sessionDetailReply(history, principal.tenant, viewOf(deps, history.session))
    },
  )

  app.register((scope, _options, done) => {
    ignoreBodies(scope)
    scope.post<{ Params: { id: string } }>(
      '/v0/ramp/sessions/:id/release-link',
      { config: { access: 'user' } },
      async (request, reply) => {
        const principal = principalOf(request)
        requireNoQuery(request.query, principal.tenant)
        const history = await releaseLink(depsOf(request, deps), principal, request.params.id)
        reply.header('cache-control', 'private, no-store')
        return sessionDetailReply(history, principal.tenant, viewOf(deps, history.session))
      },
    )
    done()
  })
}

/** As often as it was sent: Node joins what is repeated, and a key may hold a comma. */
function keyHeaderOf({ headers, raw }: FastifyRequest): readonly string[] {
  return headers['idempotency-key'] === undefined ? [] : (raw.headersDistinct['idempotency-key'] ?? [])
}

function viewOf(deps: Deps, session: Session): SessionView {
  const linkToken = makeLinkToken(deps.linkSecret, 'open', session.tenant, session.id)
  return { publicUrl: deps.publicUrl, linkToken, now: deps.clock() }
}

async function observed(
  request: FastifyRequest,
  deps: Deps,
  create: () => Promise<CreatedSession>,
): Promise<CreatedSession> {
  const { metrics } = deps
  metrics.sessionsInFlight(+1)
  try {
    const created = await create()
    metrics.sessionOpened({ result: created.kind, provider: created.session.mint?.serviceProvider ?? null })
    return created
  } catch (error) {
    const result = error instanceof GatewayError ? error.error : 'internal'
    metrics.sessionOpened({ result, provider: request.work.subject.provider ?? null })
    throw error
  } finally {
    metrics.sessionsInFlight(-1)
  }
}
