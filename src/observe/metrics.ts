import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** The gateway's figures. Names and labels are stable; labels come from closed sets, never from callers. */
export interface Metrics {
  readonly httpAnswered: (route: string, method: string, status: number, seconds: number) => void
  readonly tokenRejected: (tenant: string, reason: string) => void
  /** A call to open a session has begun; call what is returned with `created`, `replayed`, or the refusal's name. */
  readonly sessionBegan: () => (result: string) => void
  /** `redirected`, `reminted`, or the page that was shown. */
  readonly linkOpened: (result: string) => void
  readonly outboundFinished: (name: string, result: string, seconds: number) => void
  readonly providerExcluded: (reason: string) => void
  readonly identityKeys: (issuer: string, event: string) => void
  /** The Prometheus text. */
  readonly render: () => Promise<string>
}

const secondsBuckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20]

/** Makes the figures, each in a registry of its own so that several gateways fit into one process. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const http = new Histogram({
    name: 'rampway_http_request_seconds',
    help: 'Requests answered, by route, method and status.',
    labelNames: ['route', 'method', 'status'],
    buckets: secondsBuckets,
    registers,
  })
  const rejected = new Counter({
    name: 'rampway_token_rejections_total',
    help: 'End-user tokens refused, by tenant and reason.',
    labelNames: ['tenant', 'reason'],
    registers,
  })
  const sessions = new Counter({
    name: 'rampway_sessions_total',
    help: 'Calls to open a session, by result.',
    labelNames: ['result'],
    registers,
  })
  const links = new Counter({
    name: 'rampway_link_openings_total',
    help: 'Hosted links opened, by result.',
    labelNames: ['result'],
    registers,
  })
  const outbound = new Histogram({
    name: 'rampway_outbound_request_seconds',
    help: 'Calls to other hosts, by call and result.',
    labelNames: ['call', 'result'],
    buckets: secondsBuckets,
    registers,
  })
  const excluded = new Counter({
    name: 'rampway_provider_exclusions_total',
    help: 'Providers left out of routing, by reason.',
    labelNames: ['reason'],
    registers,
  })
  const keys = new Counter({
    name: 'rampway_identity_keys_total',
    help: 'Events of the identity key store.',
    labelNames: ['issuer', 'event'],
    registers,
  })
  const inFlight = new Gauge({
    name: 'rampway_sessions_in_flight',
    help: 'Calls to open a session that are being worked on.',
    registers,
  })
  return {
    httpAnswered: (route, method, status, seconds) => http.observe({ route, method, status }, seconds),
    tokenRejected: (tenant, reason) => rejected.inc({ tenant, reason }),
    sessionBegan: () => {
      inFlight.inc()
      return (result) => {
        inFlight.dec()
        sessions.inc({ result })
      }
    },
    linkOpened: (result) => links.inc({ result }),
    outboundFinished: (call, result, seconds) => outbound.observe({ call, result }, seconds),
    providerExcluded: (reason) => excluded.inc({ reason }),
    identityKeys: (issuer, event) => keys.inc({ issuer, event }),
    render: () => registry.metrics(),
  }
}
