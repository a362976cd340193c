import type { FastifyInstance } from 'fastify'
import { basePathOf } from '../../contract/base-path.ts'
import { withKeyHeader } from '../../contract/idempotency-key.ts'
import type { SessionBody } from '../../contract/session-body.ts'
import { sessionDetailReply, sessionListReply, sessionReply, sessionsLinks } from '../../contract/session-view.ts'
import { getSession, listSessions, openSession, releaseSessionLink } from '../../contract/sessions.ts'
import { readTimestampFormat } from '../../contract/timestamps.ts'
import { WrittenBody } from '../../contract/written-body.ts'
import { errorCatalogue, GatewayError } from '../../domain/errors.ts'
import { resolveTrade } from '../../domain/trade.ts'
import type { WorkLog } from '../../observe/log.ts'
import type { CountedTrade } from '../../observe/trade-metrics.ts'
import { type Deps, depsFor } from '../../operations/deps.ts'
import { releaseLink } from '../../operations/links/release.ts'
import { type CreatedSession, createSession, requestOf } from '../../operations/sessions/create.ts'
import { listOwnSessions, readOwnSession } from '../../operations/sessions/read.ts'
import { cacheReply, findCachedReply } from '../../operations/sessions/reply-cache.ts'
import { requireFields } from '../fields.ts'
import { keepBody } from '../known-bodies.ts'
import { serve } from '../serve.ts'
import { sessionViewOf } from '../session-view-of.ts'

/** Sessions: opened, listed, read, and freed from whoever opened their link. */
export function sessionRoutes(app: FastifyInstance, deps: Deps): void {
  const basePath = basePathOf(deps.publicUrl)

  serve(app, openSession, async ({ principal, headers, body: sent, clientIp, traceId, log, request }) => {
    const body = requireFields(withKeyHeader(sent, headers['idempotency-key']))
    deps.metrics.sessionsInFlight(+1)
    try {
      const asked = request.knownBody?.values === body ? request.knownBody.asked : requestOf(body)
      const created = await createSession(depsFor(deps, log), principal, {
        request: asked,
        key: body.idempotency_key,
        clientIp,
        traceId,
      })
      countCreated(deps, created)
      const { session } = created
      const { tenant } = principal
      const replyHeaders = headersOf(created, `${basePath}/v0/ramp/sessions/${session.id}`)
      if (created.kind === 'created') {
        return { status: 201, headers: replyHeaders, body: sessionReply(session, tenant, sessionViewOf(deps, session)) }
      }
      // Whoever asks again may ask once more.
      keepBody(request, { fields: openSession.body, choices: tenant, values: sent, asked })
      const format = readTimestampFormat(request.headers['x-timestamp-format'])
      const written = findCachedReply(deps, tenant, session, format)
      if (written !== undefined) return { status: 208, headers: replyHeaders, body: new WrittenBody(written) }
      return {
        status: 208,
        headers: replyHeaders,
        body: sessionReply(session, tenant, sessionViewOf(deps, session)),
        onWritten: (text) => cacheReply(deps, tenant, session, format, text),
      }
    } catch (error) {
      countFailed(deps, log, body, error)
      throw error
    } finally {
      deps.metrics.sessionsInFlight(-1)
    }
  })

  serve(app, listSessions, async ({ principal, query, log }) => {
    const { histories, next } = await listOwnSessions(depsFor(deps, log), principal, query)
    const page = { histories, links: sessionsLinks(query, next) }
    return {
      status: 200,
      headers: ownAlone,
      body: sessionListReply(page, principal.tenant, (session) => sessionViewOf(deps, session)),
    }
  })

  serve(app, getSession, async ({ principal, params, log }) => {
    const history = await readOwnSession(depsFor(deps, log), principal, params.id)
    return {
      status: 200,
      headers: ownAlone,
      body: sessionDetailReply(history, principal.tenant, sessionViewOf(deps, history.session)),
    }
  })

  serve(app, releaseSessionLink, async ({ principal, params, log }) => {
    const history = await releaseLink(depsFor(deps, log), principal, params.id)
    return {
      status: 200,
      headers: ownAlone,
      body: sessionDetailReply(history, principal.tenant, sessionViewOf(deps, history.session)),
    }
  })
}

const ownAlone = { 'cache-control': 'private, no-store' }

function headersOf({ kind, mismatch }: CreatedSession, location: string): Readonly<Record<string, string>> {
  if (kind === 'created') return { location }
  const replayed = { location, 'idempotent-replayed': 'true' }
  return mismatch ? { ...replayed, 'rampway-idempotency-mismatch': 'true' } : replayed
}

function countCreated({ metrics }: Deps, { kind, session: { request, widget } }: CreatedSession): void {
  const provider = widget?.serviceProvider ?? null
  metrics.sessionOpened({ result: kind, provider })
  if (kind !== 'created') return
  const { country, paymentMethod: method, trade } = request
  metrics.sessionAsked({ provider, country, method, direction: trade.direction }, 'opened')
}

function countFailed({ metrics }: Deps, log: WorkLog, asked: SessionBody, error: unknown): void {
  const result = error instanceof GatewayError ? error.error : 'internal'
  const provider = log.subject.provider ?? null
  metrics.sessionOpened({ result, provider })
  metrics.sessionAsked(askedTrade(asked, provider), isRefusal(error) ? 'refused' : 'failed')
}

function askedTrade(
  { from_asset, to_asset, chain_id, country_code: country, payment_method_type: method }: SessionBody,
  provider: string | null,
): CountedTrade {
  const trade = resolveTrade(from_asset, to_asset, chain_id)
  return { provider, country, method, direction: 'direction' in trade ? trade.direction : null }
}

function isRefusal(error: unknown): boolean {
  return error instanceof GatewayError && errorCatalogue[error.error].status < 500
}
