import type { FastifyInstance } from 'fastify'
import { basePathOf } from '../../contract/base-path.ts'
import { streamEvents } from '../../contract/partner-streams.ts'
import type { StoredEvent } from '../../domain/event.ts'
import { type Deps, depsFor } from '../../operations/deps.ts'
import { eventOf } from '../../operations/events/render.ts'
import { openEventStream } from '../../operations/streams/event-stream.ts'
import type { OpenStreams } from '../open-streams.ts'
import { renderBody } from '../render-body.ts'
import { streamingHeaders } from '../routes/streams.ts'
import { serve } from '../serve.ts'

/** What happens to a tenant, as it happens. */
export function partnerStreamRoutes(app: FastifyInstance, deps: Deps, streams: OpenStreams): void {
  const basePath = basePathOf(deps.publicUrl)
  serve(
    app,
    streamEvents,
    async ({ partner: { tenant }, query, headers, log, request }) => {
      const write = (event: StoredEvent, isReplay: boolean) => {
        const view = { ...eventOf(deps, tenant, event), ...(isReplay && { replayed: true }) }
        return JSON.stringify(renderBody(request, basePath, view))
      }
      const place = streams.take('partner', tenant.id)
      const frames = await place.prepare(() =>
        openEventStream(depsFor(deps, log), tenant.id, {
          after: headers['last-event-id'] ?? query.last_event_id,
          since: query.since,
          isWanted: (type) => query.types === null || query.types.has(type),
          write,
        }),
      )
      return { status: 200, headers: streamingHeaders, body: place.open(frames, log) }
    },
    { exposeHeadRoute: false },
  )
}
