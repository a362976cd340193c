import type { FastifyInstance } from 'fastify'
import { basePathOf } from '../../contract/base-path.ts'
import { sessionDetailReply } from '../../contract/session-view.ts'
import { createStreamTicket, streamSession } from '../../contract/streams.ts'
import type { SessionHistory } from '../../domain/session-history.ts'
import { type Deps, depsFor } from '../../operations/deps.ts'
import { openSessionStream } from '../../operations/streams/session-stream.ts'
import { issueStreamTicket } from '../../operations/streams/tickets.ts'
import type { OpenStreams } from '../open-streams.ts'
import { renderBody } from '../render-body.ts'
import { serve } from '../serve.ts'
import { sessionViewOf } from '../session-view-of.ts'

/** Headers of an answer that is a stream. */
export const streamingHeaders = { 'cache-control': 'no-store', 'x-accel-buffering': 'no' }

/** Streams of sessions, and tickets for them. */
export function streamRoutes(app: FastifyInstance, deps: Deps, streams: OpenStreams): void {
  const basePath = basePathOf(deps.publicUrl)

  serve(
    app,
    streamSession,
    async ({ principal, params, query, headers, log, request }) => {
      const own = depsFor(deps, log)
      const { tenant, user } = principal
      const write = (history: SessionHistory) => {
        const reply = sessionDetailReply(history, tenant, sessionViewOf(deps, history.session))
        return JSON.stringify(renderBody(request, basePath, reply))
      }
      const after = headers['last-event-id'] ?? query.last_event_id
      const { lifeMs } = streams.limits
      const place = streams.take('user', user)
      const frames = await place.prepare(() =>
        openSessionStream(own, principal, { id: params.id, after, lifeMs, write }),
      )
      if (frames === undefined) {
        place.leave()
        return { status: 204 }
      }
      return { status: 200, headers: streamingHeaders, body: place.open(frames, log) }
    },
    { exposeHeadRoute: false },
  )

  serve(app, createStreamTicket, async ({ principal, params, log }) => {
    const { ticket, expiresAt } = await issueStreamTicket(depsFor(deps, log), principal, params.id)
    return { status: 201, body: { ticket, expires_at: expiresAt } }
  })
}
