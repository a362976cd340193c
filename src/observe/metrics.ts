import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { type AdmissionMetrics, addAdmissionMetrics } from './admission-metrics.ts'
import { addBuildInfo, addConfigurationMetrics, type ConfigurationMetrics } from './program-metrics.ts'
import { createProviderNames } from './provider-names.ts'
import { addStoredFigures, type StoredFigures } from './stored-figures.ts'

/** The gateway's figures. Names and labels are stable; labels come from closed sets, never from callers. */
export interface Metrics extends AdmissionMetrics {
  readonly httpAnswered: (route: string, method: string, status: number, seconds: number) => void
  readonly tokenRejected: (reason: string) => void
  /**
   * A call to open a session has begun; call what is returned with `created`, `replayed`, or the refusal's name, and with
   * the provider that opened or was asked for.
   */
  readonly sessionBegan: () => (result: string, provider: string | null) => void
  /** `quoted`, `empty`, or the refusal's name. */
  readonly quotesAnswered: (result: string) => void
  /** `redirected`, `reminted`, `ask_cookies`, or the page that was shown. */
  readonly linkOpened: (result: string) => void
  /** A link was to be released from its opener: `released`, `free` before, or `refused`. */
  readonly linkReleased: (result: 'released' | 'free' | 'refused') => void
  /** A call out has ended; `provider` is null where it was about none or many. */
  readonly outboundFinished: (name: string, result: string, seconds: number, provider: string | null) => void
  readonly providerExcluded: (reason: string, provider: string | null) => void
  /** Meld lists these providers, so that they may be labels. */
  readonly providersListed: (providers: readonly string[]) => void
  /** An attempt to open a widget failed in a way that may pass, or was not made because one did a moment ago. */
  readonly providerFailed: (provider: string, reason: string) => void
  readonly identityKeys: (event: string) => void
  /** A round of reconciliation ended: `done`, `stopped` by an upstream failure, `held` by another process. */
  readonly reconcileRound: (result: string) => void
  /** Looks of reconciliation, by what was looked after and what they came to. */
  readonly reconciled: (kind: string, result: string, count: number) => void
  /** `recorded`, `replayed`, `unreadable`, `failed`, or `refused_` and the reason. */
  readonly webhookReceived: (result: string) => void
  /** How a recorded webhook ended. */
  readonly webhookHandled: (outcome: string) => void
  /** A run of a background job ended: `done` or `failed`; `given_up` beside the last failure in a row. */
  readonly jobFinished: (job: string, result: string) => void
  /** A session was ended whose opening was lost with its process. */
  readonly openingLost: () => void
  /** This process found another one gone. */
  readonly processGone: () => void
  /** Retention let go of something: `key`, `webhook`, or a `partition` with a month of sessions or their events. */
  readonly expired: (kind: string, count: number) => void
  /** Takes how to read what the database tells, asked at each rendering. */
  readonly watchStored: (read: () => Promise<StoredFigures>) => void
  /** Takes how to find how many log lines were lost, asked at each rendering. */
  readonly watchLogLinesLost: (readLines: () => number) => void
  /** The database could not do what it was asked, and why. */
  readonly databaseFailed: (reason: string) => void
  /** Meld used a transaction status that no table knows. */
  readonly unknownMeldStatus: (status: string) => void
  /** Adds the figures of the configuration file, which a program without one does not have. Call it once. */
  readonly watchConfiguration: () => ConfigurationMetrics
  /** Where to send a seller's crypto is not shown, because what Meld tells of it cannot be right. */
  readonly depositWithheld: (reason: string) => void
  /** The Prometheus text. Without what the database tells, when it does not tell within 800 ms. */
  readonly render: () => Promise<string>
}

const secondsBuckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20]

/** Keeps what each set of labels stands for; labels come from closed sets, so there are never many. */
function remembered<Labels extends readonly (string | number)[], Child>(
  find: (...labels: Labels) => Child,
): (...labels: Labels) => Child {
  const children = new Map<string, Child>()
  return (...labels) => {
    const name = labels.join(' ')
    const known = children.get(name)
    if (known !== undefined) return known
    const child = find(...labels)
    children.set(name, child)
    return child
  }
}

/** What Meld's statuses look like; a label has to stay within bounds whatever comes. */
const statusForm = /^[A-Z_]{1,40}$/

/** Makes the figures, each in a registry of its own so that several gateways fit into one process. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers })
  collectDefaultMetrics({ register: registry })
  addBuildInfo(registry)
  const http = new Histogram({
    name: 'rampway_http_request_seconds',
    help: 'Requests answered, by route, method and status.',
    labelNames: ['route', 'method', 'status'],
    buckets: secondsBuckets,
    registers,
  })
  const rejected = counter(
    'rampway_token_rejections_total',
    'End-user tokens refused, by reason; whose they were is in the log.',
    ['reason'],
  )
  const sessions = counter('rampway_sessions_total', 'Calls to open a session, by result and provider.', [
    'result',
    'provider',
  ])
  const quotes = counter('rampway_quotes_total', 'Calls for quotes, by result.', ['result'])
  const links = counter('rampway_link_openings_total', 'Hosted links opened, by result.', ['result'])
  const linkReleases = counter('rampway_link_releases_total', 'Calls to release a link from its opener, by result.', [
    'result',
  ])
  const outbound = new Histogram({
    name: 'rampway_outbound_request_seconds',
    help: 'Calls to other hosts, by call, result and provider.',
    labelNames: ['call', 'result', 'provider'],
    buckets: secondsBuckets,
    registers,
  })
  const excluded = counter(
    'rampway_provider_exclusions_total',
    'Providers and offers left out of routing and quotes, by reason and provider.',
    ['reason', 'provider'],
  )
  const providerFailures = new Counter({
    name: 'rampway_provider_failures_total',
    help: 'Attempts to open a widget that failed in a way that may pass, or were spared because one did, by provider and reason.',
    labelNames: ['provider', 'reason'],
    registers,
  })
  const providers = createProviderNames()
  const keys = counter('rampway_identity_keys_total', 'Events of the identity key store.', ['event'])
  const rounds = counter('rampway_reconcile_rounds_total', 'Rounds of reconciliation, by result.', ['result'])
  const looks = counter(
    'rampway_reconcile_looks_total',
    'Sessions, transactions and windows looked after, by what it came to.',
    ['kind', 'result'],
  )
  const stored = addStoredFigures(registry)
  const unknownStatuses = counter(
    'rampway_unknown_meld_status_total',
    'Transaction statuses of Meld that no table knows, by status; unusual spellings as other.',
    ['status'],
  )
  const depositsWithheld = counter(
    'rampway_deposits_withheld_total',
    'Deposit instructions of Meld that are not shown to sellers, by what speaks against them.',
    ['reason'],
  )
  const inFlight = new Gauge({
    name: 'rampway_sessions_in_flight',
    help: 'Calls to open a session that are being worked on.',
    registers,
  })
  const webhooksReceived = new Counter({
    name: 'rampway_webhooks_received_total',
    help: "Meld's webhooks that came in, by result.",
    labelNames: ['result'],
    registers,
  })
  const webhooksHandled = new Counter({
    name: 'rampway_webhooks_handled_total',
    help: "Meld's webhooks that were dealt with, by how they ended.",
    labelNames: ['outcome'],
    registers,
  })
  const jobs = new Counter({
    name: 'rampway_jobs_total',
    help: 'Runs of background jobs in this process, by job and result.',
    labelNames: ['job', 'result'],
    registers,
  })
  const httpBy = remembered((route: string, method: string, status: number) => http.labels({ route, method, status }))
  const outboundBy = remembered((call: string, result: string, provider: string) =>
    outbound.labels({ call, result, provider }),
  )
  const expired = new Counter({
    name: 'rampway_expired_total',
    help: 'What retention let go of, by kind.',
    labelNames: ['kind'],
    registers,
  })
  const lostOpenings = counter(
    'rampway_openings_lost_total',
    'Sessions that were ended because the process that opened them was gone and nobody came back for them.',
    [],
  )
  const gone = new Counter({
    name: 'rampway_processes_gone_total',
    help: 'Gateway processes that this one found gone: crashed, or out of reach of the database.',
    registers,
  })
  const databaseFailures = new Counter({
    name: 'rampway_database_failures_total',
    help: 'What the database was asked in vain while it was away, by reason.',
    labelNames: ['reason'],
    registers,
  })
  let readLinesLost = (): number => 0
  new Counter({
    name: 'rampway_log_lines_lost_total',
    help: 'Log lines that no reader gets: the one there is stands still, or has gone.',
    registers,
    collect() {
      this.reset()
      this.inc(readLinesLost())
    },
  })
  return {
    ...addAdmissionMetrics(registry),
    httpAnswered: (route, method, status, seconds) => httpBy(route, method, status).observe(seconds),
    tokenRejected: (reason) => rejected.inc({ reason }),
    sessionBegan: () => {
      inFlight.inc()
      return (result, provider) => {
        inFlight.dec()
        sessions.inc({ result, provider: providers.labelOf(provider) })
      }
    },
    quotesAnswered: (result) => quotes.inc({ result }),
    linkOpened: (result) => links.inc({ result }),
    linkReleased: (result) => linkReleases.inc({ result }),
    outboundFinished: (call, result, seconds, provider) =>
      outboundBy(call, result, providers.labelOf(provider)).observe(seconds),
    providerExcluded: (reason, provider) => excluded.inc({ reason, provider: providers.labelOf(provider) }),
    providersListed: providers.list,
    providerFailed: (provider, reason) => providerFailures.inc({ provider: providers.labelOf(provider), reason }),
    identityKeys: (event) => keys.inc({ event }),
    reconcileRound: (result) => rounds.inc({ result }),
    reconciled: (kind, result, count) => looks.inc({ kind, result }, count),
    webhookReceived: (result) => webhooksReceived.inc({ result }),
    webhookHandled: (outcome) => webhooksHandled.inc({ outcome }),
    jobFinished: (job, result) => jobs.inc({ job, result }),
    openingLost: () => lostOpenings.inc(),
    processGone: () => gone.inc(),
    expired: (kind, count) => expired.inc({ kind }, count),
    watchStored: stored.watch,
    watchLogLinesLost: (readLines) => {
      readLinesLost = readLines
    },
    databaseFailed: (reason) => databaseFailures.inc({ reason }),
    unknownMeldStatus: (status) => unknownStatuses.inc({ status: statusForm.test(status) ? status : 'other' }),
    depositWithheld: (reason) => depositsWithheld.inc({ reason }),
    watchConfiguration: () => addConfigurationMetrics(registry),
    render: async () => {
      await stored.refresh()
      return registry.metrics()
    },
  }
}
