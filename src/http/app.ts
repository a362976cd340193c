import type { FastifyInstance } from 'fastify'
import { basePathOf } from '../contract/base-path.ts'
import type { Access } from '../contract/endpoint.ts'
import type { Deps } from '../operations/deps.ts'
import { isStoreStuck, oldestStoreWaitMs } from '../operations/health.ts'
import { createAdmission } from './admission.ts'
import { guardRoutes } from './authenticate.ts'
import { createBaseApp, type ListenerOptions } from './base-app.ts'
import { commonHeaders } from './common-headers.ts'
import { answerCors, corsHeadersFor } from './cors.ts'
import { createPace, type PaceLimits } from './credential-pace.ts'
import { createOpenStreams, type StreamLimits } from './open-streams.ts'
import type { PartnerAccess } from './partner-access.ts'
import { partnerDeliveryRoutes } from './partner-routes/deliveries.ts'
import { partnerEventRoutes } from './partner-routes/events.ts'
import { partnerMeRoutes } from './partner-routes/me.ts'
import { portalSignInRoutes } from './partner-routes/portal-sign-in.ts'
import { partnerSessionRoutes } from './partner-routes/sessions.ts'
import { partnerStreamRoutes } from './partner-routes/streams.ts'
import { partnerTransactionRoutes } from './partner-routes/transactions.ts'
import { partnerWebhookEndpointRoutes } from './partner-routes/webhook-endpoints.ts'
import { servePortal } from './portal.ts'
import { assetRoutes } from './routes/assets.ts'
import { explanationRoutes } from './routes/explanations.ts'
import { healthRoutes } from './routes/health.ts'
import { webhookRoutes } from './routes/incoming-webhooks.ts'
import { answerMangledLink, linkRoutes } from './routes/links.ts'
import { openApiRoutes } from './routes/openapi.ts'
import { quoteRoutes } from './routes/quotes.ts'
import { referenceRoutes } from './routes/reference.ts'
import { sessionRoutes } from './routes/sessions.ts'
import { streamRoutes } from './routes/streams.ts'
import { supportedValuesRoutes } from './routes/supported-values.ts'
import { transactionRoutes } from './routes/transactions.ts'
import { webhookKeyRoutes } from './routes/webhook-keys.ts'

/** Settings of the HTTP edge. */
export interface HttpOptions extends ListenerOptions {
  /** Mounts further routes, such as those of `rampway dev`. */
  readonly mount?: (app: FastifyInstance) => void
  /** The portal's files; undefined: it is not served. */
  readonly portalFolder?: URL | undefined
  /** Bounds on wrong tenant keys other than the usual ones, for tests. */
  readonly paceLimits?: PaceLimits | undefined
  /** Bounds of streams other than the usual ones, for tests. */
  readonly streamLimits?: StreamLimits | undefined
}

const accessKinds: ReadonlySet<Access> = new Set<Access>(['user', 'link', 'public', 'partner', 'portal', 'dev'])

/**
 * Builds the public HTTP application: the same function in production and in tests. Throws when a route declares no
 * access, or one for operators.
 */
export function createApp(deps: Deps, options: HttpOptions): FastifyInstance {
  const { publicUrl, tenants } = deps
  const partners: PartnerAccess = {
    pace: createPace('look_up_in_turn', options.paceLimits),
    site: { name: 'portal', url: publicUrl },
  }
  const { app, served, complete } = createBaseApp(deps, options, {
    accessKinds,
    basePath: basePathOf(publicUrl),
    headers: commonHeaders(publicUrl),
    strayHeaders: (origin) => corsHeadersFor(origin, tenants),
    begin: (request, reply, paths) => answerCors(request, reply, { tenants, served: paths, publicUrl }),
    answerUnknown: (request, reply) => answerMangledLink(deps, request, reply),
    admission: (server, how) =>
      createAdmission(server, {
        storeWaitMs: () => oldestStoreWaitMs(deps),
        isStoreStuck: () => isStoreStuck(deps),
        ...how,
      }),
  })
  const streams = createOpenStreams(deps.metrics, options.streamLimits)
  app.addHook('preClose', async () => streams.end())
  sessionRoutes(app, deps)
  streamRoutes(app, deps, streams)
  quoteRoutes(app, deps)
  transactionRoutes(app, deps)
  supportedValuesRoutes(app, deps)
  assetRoutes(app)
  partnerMeRoutes(app)
  partnerSessionRoutes(app, deps)
  partnerTransactionRoutes(app, deps)
  partnerEventRoutes(app, deps)
  partnerStreamRoutes(app, deps, streams)
  partnerWebhookEndpointRoutes(app, deps)
  partnerDeliveryRoutes(app, deps)
  portalSignInRoutes(app, deps, partners)
  linkRoutes(app, deps)
  webhookRoutes(app, deps)
  webhookKeyRoutes(app, deps)
  explanationRoutes(app, deps)
  openApiRoutes(app, publicUrl)
  referenceRoutes(app, served)
  healthRoutes(app, deps, options.isDraining)
  if (options.portalFolder !== undefined) servePortal(app, options.portalFolder)
  options.mount?.(app)
  complete()
  guardRoutes(app, deps, partners)
  return app
}
