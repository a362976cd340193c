import type { FastifyInstance } from 'fastify'
import type { Access } from '../contract/endpoint.ts'
import type { Deps } from '../operations/deps.ts'
import { createBaseApp, type ListenerOptions } from './base-app.ts'
import { commonHeaders } from './common-headers.ts'
import { serveConsole } from './console.ts'
import { createPace, type PaceLimits } from './credential-pace.ts'
import { guardOperatorRoutes } from './operator-access.ts'
import { type HostOptions, refuseForeignHosts } from './operator-host.ts'
import { operatorAuditRoutes } from './operator-routes/audit.ts'
import { operatorEventRoutes } from './operator-routes/events.ts'
import { operatorFindRoutes } from './operator-routes/find.ts'
import { operatorHealthRoutes } from './operator-routes/health.ts'
import { operatorPortalLinkRoutes } from './operator-routes/portal-links.ts'
import { operatorRoutingRoutes } from './operator-routes/routing.ts'
import { operatorSessionListRoutes } from './operator-routes/session-list.ts'
import { operatorSessionRoutes } from './operator-routes/sessions.ts'
import { operatorSignInRoutes } from './operator-routes/sign-in.ts'
import { operatorStatsRoutes } from './operator-routes/stats.ts'
import { operatorSwitchRoutes } from './operator-routes/switches.ts'
import { operatorTenantKeyRoutes } from './operator-routes/tenant-keys.ts'
import { operatorTenantRoutes } from './operator-routes/tenants.ts'
import { operatorWebhookEndpointRoutes } from './operator-routes/webhook-endpoints.ts'
import { operatorWebhookRoutes } from './operator-routes/webhooks.ts'
import { healthRoutes, metricsRoutes } from './routes/health.ts'

/** Settings of the operator's listener. */
export interface OperatorAppOptions extends ListenerOptions, HostOptions {
  /** The console's files; undefined: it is not served. */
  readonly consoleFolder?: URL | undefined
  /** Bounds other than the usual ones, for tests. */
  readonly paceLimits?: PaceLimits | undefined
}

const accessKinds: ReadonlySet<Access> = new Set<Access>(['operator', 'operator_port', 'local', 'public'])
/** Stands for an address that is not https. */
const plainUrl = 'http://localhost'

/**
 * Builds the HTTP application of the operator's port: the operator API, the console, health and metrics. No page of another origin may
 * read its answers. Throws when a route declares no access, or one for anybody else.
 */
export function createOperatorApp(deps: Deps, options: OperatorAppOptions): FastifyInstance {
  const { operatorUrl } = options
  const access = {
    site: { name: 'operator', url: operatorUrl } as const,
    pace: createPace('refuse', options.paceLimits),
  }
  const { app, complete } = createBaseApp(deps, options, {
    accessKinds,
    basePath: '',
    headers: commonHeaders(operatorUrl ?? plainUrl),
    strayHeaders: () => ({}),
    begin: () => false,
  })
  refuseForeignHosts(app, options)
  operatorWebhookRoutes(app, deps)
  operatorWebhookEndpointRoutes(app, deps)
  operatorEventRoutes(app, deps)
  operatorFindRoutes(app, deps)
  operatorSessionListRoutes(app, deps)
  operatorAuditRoutes(app, deps)
  operatorSignInRoutes(app, deps, access)
  operatorStatsRoutes(app, deps)
  operatorTenantRoutes(app, deps)
  operatorTenantKeyRoutes(app, deps)
  operatorPortalLinkRoutes(app, deps)
  operatorHealthRoutes(app, deps)
  operatorSwitchRoutes(app, deps)
  operatorRoutingRoutes(app, deps)
  operatorSessionRoutes(app, deps)
  healthRoutes(app, deps, options.isDraining)
  metricsRoutes(app, deps)
  if (options.consoleFolder !== undefined) serveConsole(app, options.consoleFolder)
  complete()
  guardOperatorRoutes(app, deps, access)
  return app
}
