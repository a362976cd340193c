import { databaseUnavailableReasons } from '../domain/database-unavailable-reason.ts'
import type { DepositFault } from '../domain/deposit.ts'
import type { ErrorName } from '../domain/errors.ts'
import type { ExclusionReason } from '../domain/exclusion-reason.ts'
import type { CheckId } from '../domain/finding.ts'
import type { WebhookOutcome } from '../domain/incoming-webhook.ts'
import type { LinkFault } from '../domain/link.ts'
import { declareDeliveryMetrics } from './delivery-metrics.ts'
import type { Label, LabelValue } from './metric-family.ts'
import type { MetricKinds } from './metric-kinds.ts'
import type { ProviderNames } from './provider-names.ts'
import { declareStateMetrics } from './state-metrics.ts'
import { declareTradeMetrics } from './trade-metrics.ts'

const secondsBuckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20]

/** What Meld's statuses look like; a label has to stay within bounds whatever comes. */
const statusPattern = /^[A-Z_]{1,40}$/

/** A label that is one of these. */
function oneOf<const Value extends string>(...values: readonly Value[]): Label<Value> {
  return { values, words: values.map((value) => `\`${value}\``).join(', ') }
}

/** A label of a set that is closed elsewhere; `words` tell which. */
function some<Value extends LabelValue>(words: string): Label<Value> {
  return { words }
}

/**
 * All metrics of the gateway, declared. What it returns records them, by the names that it gives them here. Metrics and
 * labels keep their names, since dashboards depend on them; labels come from closed sets, never from callers. The table in
 * docs/operations.md is printed from this (`npm run metrics`). A new metric is an entry here, and the call that records
 * it.
 */
export function declareMetrics(kinds: MetricKinds, providers: ProviderNames) {
  const { counter, counterBy, secondsBy, level, gauge, gaugeBy, info, watchedGauge, watchedCounter } = kinds
  const provider: Label<string | null> = {
    words: 'see above',
    bound: (name) => providers.labelOf(name === null ? null : String(name)),
  }
  return {
    ...declareTradeMetrics(kinds, provider),
    ...declareStateMetrics(kinds, provider),
    ...declareDeliveryMetrics(kinds),
    httpAnswered: secondsBy({
      name: 'rampway_http_request_seconds',
      help: 'Requests answered, by route, method and status.',
      labels: {
        route: some<string>('the pattern of the path'),
        method: some<string>('as sent'),
        status: some<number>('of the answer'),
      },
      buckets: secondsBuckets,
    }),
    sessionOpened: counterBy({
      name: 'rampway_sessions_total',
      help: 'Calls to open a session, by result and provider.',
      labels: {
        result: some<'created' | 'replayed' | ErrorName | 'internal'>(
          '`created`, `replayed`, or the name of the refusal',
        ),
        provider: { ...provider, words: 'the one that opened, or was pinned' },
      },
    }),
    quotesAnswered: counterBy({
      name: 'rampway_quotes_total',
      help: 'Calls for quotes, by result.',
      labels: {
        result: some<'quoted' | 'empty' | ErrorName | 'internal'>('`quoted`, `empty`, or the name of the refusal'),
      },
    }),
    sessionsInFlight: level({
      name: 'rampway_sessions_in_flight',
      help: 'Calls to open a session that are being worked on.',
    }),
    streamsOpen: level({
      name: 'rampway_streams_open',
      help: 'Streams of server-sent events that are open.',
    }),
    streamEnded: counterBy({
      name: 'rampway_streams_ended_total',
      help: 'Streams that ended, by whose they were and why.',
      labels: {
        kind: oneOf('user', 'partner'),
        why: oneOf('ended', 'gone', 'lived', 'draining', 'slow', 'failed'),
      },
      note: '`ended`: all was told. `gone`: the reader closed it. `lived`: five minutes were over. `slow`: the reader fell behind.',
    }),
    tokenRejected: counterBy({
      name: 'rampway_token_rejections_total',
      help: 'End-user tokens refused, by reason; whose they were is in the log.',
      labels: { reason: some<string>('as [identity.md](identity.md#4-why-a-token-is-refused) explains them') },
    }),
    linkOpened: counterBy({
      name: 'rampway_link_openings_total',
      help: 'Hosted links opened, by result.',
      note: '`preview` and `prefetch` are robots and browsers in advance, `doubtful` got the page with a button (many of them: a proxy takes `Sec-Fetch-*` away), `ask_cookies` was asked to keep a cookie; `unavailable`: the provider is out of reach, `out_of_service`: the gateway cannot serve, `broken`: it failed. See [who a link belongs to](embedding.md#who-a-link-belongs-to).',
      labels: {
        result: some<'redirected' | 'refreshed' | 'ask_cookies' | 'preview' | 'prefetch' | 'doubtful' | LinkFault>(
          '`redirected`, `refreshed`, or the page that was shown',
        ),
      },
    }),
    activityLost: counterBy({
      name: 'rampway_activity_lost_total',
      help: 'Things that happened around sessions and could not be recorded for operators, by reason.',
      note: 'They are written in the background, at most two seconds later; no caller notices. See [what is recorded of a session](operations.md#what-is-recorded-of-a-session).',
      labels: { reason: some<'too_much' | 'database'>('`too_much`: more than can wait; `database`: it failed') },
    }),
    linkReleased: counterBy({
      name: 'rampway_link_releases_total',
      help: 'Calls to release a link from its opener, by result.',
      note: '`free`: nobody had it.',
      labels: { result: oneOf('released', 'free', 'refused') },
    }),
    outboundFinished: secondsBy({
      name: 'rampway_outbound_request_seconds',
      help: 'Calls to other hosts, by call, result and provider.',
      labels: {
        call: some<string>('such as `meld.quote`'),
        result: some<string>('the status, `not_sent` or `lost`'),
        provider: { ...provider, words: '`none` but for `meld.widget`' },
      },
      buckets: secondsBuckets,
    }),
    providerExcluded: counterBy({
      name: 'rampway_provider_exclusions_total',
      help: 'Providers and offers left out of routing and quotes, by reason and provider.',
      note: '`implausible` is a price that cannot be meant: a log line (`offer_implausible`) names the provider.',
      labels: { reason: some<ExclusionReason>('as in [api.md](api.md#why-a-provider-is-out)'), provider },
    }),
    providerFailed: counterBy({
      name: 'rampway_provider_failures_total',
      help: 'Attempts to open a widget that failed in a way that may pass, or were spared because one did, by provider and reason.',
      note: "Spared for 30 seconds: `failed_recently`. One provider's grow: it is failing. Everybody's: Meld is.",
      labels: {
        provider,
        reason: some<ExclusionReason>('`timed_out`, `no_answer`, `busy`, `provider_failed`, `failed_recently`'),
      },
    }),
    identityKeysFetched: counterBy({
      name: 'rampway_identity_keys_total',
      help: 'Events of the identity key store.',
      note: 'A fetch that failed is logged with its issuer.',
      labels: { event: oneOf('changed', 'unchanged', 'failed') },
    }),
    unknownMeldStatus: counterBy({
      name: 'rampway_unknown_meld_status_total',
      help: 'Unknown transaction statuses of Meld, by status; unusual spellings as other.',
      note: 'Such a transaction keeps its canonical status.',
      labels: {
        status: {
          words: "Meld's word",
          bound: (status) => (statusPattern.test(String(status)) ? String(status) : 'other'),
        } satisfies Label<string>,
      },
    }),
    depositWithheld: counterBy({
      name: 'rampway_deposits_withheld_total',
      help: 'Deposit instructions of Meld that are not shown to sellers, by what speaks against them.',
      note: 'Alert when it grows: a seller waits. The log line `deposit withheld` names tenant, session, transaction, provider and reason; ask the provider, never pass the address on.',
      labels: { reason: some<DepositFault>('as in [api.md](api.md#deposits-that-are-withheld)') },
    }),
    webhookReceived: counterBy({
      name: 'rampway_webhooks_received_total',
      help: "Meld's webhooks that came in, by result.",
      note: '`failed` was answered 503.',
      labels: {
        result: some<'recorded' | 'replayed' | 'unreadable' | 'failed' | `refused_${string}`>(
          '`recorded`, `replayed`, `unreadable`, `failed`, or `refused_` and why',
        ),
      },
    }),
    webhookHandled: counterBy({
      name: 'rampway_webhooks_handled_total',
      help: "Meld's webhooks that were dealt with, by how they ended.",
      labels: { outcome: some<WebhookOutcome>('`refreshed`, `kyc`, `nothing_to_do`, `no_session`, `given_up`') },
    }),
    oldestUnhandledWebhookSeconds: gauge({
      name: 'rampway_webhooks_oldest_unhandled_seconds',
      help: 'Age of the oldest webhook that is recorded and not handled; missing while the database does not answer.',
      note: 'Alert when it stays above some minutes.',
      momentary: true,
    }),
    oldestUnresolvedSeconds: gaugeBy({
      name: 'rampway_oldest_unresolved_seconds',
      help: 'Age of the oldest opened session without an outcome and of the oldest transaction that is not final.',
      note: 'Over all tenants. See [reconciliation](#reconciliation).',
      labels: { kind: oneOf('session', 'transaction') },
      momentary: true,
    }),
    reconcileRound: counterBy({
      name: 'rampway_reconcile_rounds_total',
      help: 'Rounds of reconciliation, by result.',
      note: '`stopped`: Meld failed. `held`: another process had the tenant.',
      labels: { result: oneOf('done', 'stopped', 'held') },
    }),
    reconciled: counterBy({
      name: 'rampway_reconcile_checks_total',
      help: 'Sessions, transactions and windows checked, by what it came to.',
      labels: {
        kind: oneOf('session', 'transaction', 'window'),
        result: oneOf('seen', 'nothing', 'not_observed', 'missing', 'unreadable', 'foreign'),
      },
    }),
    partitionsAheadSeconds: gauge({
      name: 'rampway_partitions_ahead_seconds',
      help: 'For how long from now on there are partitions for sessions; missing while the database does not answer.',
      note: 'Alert below 30 days: see [what is kept](#what-is-kept).',
      momentary: true,
    }),
    expired: counterBy({
      name: 'rampway_expired_total',
      help: 'What retention deleted, by kind.',
      note: 'A `webhook` is one of Meld’s; an `event` one for partners, with its deliveries. A `partition` is a month of sessions, or of their changes.',
      labels: { kind: oneOf('key', 'webhook', 'event', 'partition') },
    }),
    databaseFailed: counterBy({
      name: 'rampway_database_failures_total',
      help: 'What the database could not do while it was unavailable, by reason.',
      note: 'Alert when it grows.',
      labels: {
        reason: oneOf(...databaseUnavailableReasons),
      },
    }),
    requestsWaiting: watchedGauge({
      name: 'rampway_requests_waiting',
      help: 'Requests that have come in and wait to be handled.',
      note: 'More than 0 for long: there is more to do than this process can.',
    }),
    requestShed: counterBy({
      name: 'rampway_requests_shed_total',
      help: 'Requests refused because there was too much to do, by reason.',
      note: '`waited` for 20 seconds, 10 while the database does not answer, or 4 when it lasts; `full`: 10,000 waited already.',
      labels: { reason: oneOf('waited', 'full') },
    }),
    logLinesLost: watchedCounter({
      name: 'rampway_log_lines_lost_total',
      help: 'Log lines that no reader gets: the one there is stands still, or has gone.',
      note: 'Alert when it grows.',
    }),
    buildIs: info({
      name: 'rampway_build_info',
      help: 'Always 1: the version of this program, and of Node.js under it.',
      note: '`rampway --version` and the line `listening` tell the version too.',
      labels: { version: some<string>('of Rampway'), node_version: some<string>('of Node.js') },
    }),
    configurationIs: info({
      name: 'rampway_config_info',
      help: 'Always 1: the hash of the configuration in force.',
      note: 'Two processes that read the same have the same hash; a secret counts by its value. The lines `listening` and `configuration reloaded` have it as `config_hash`.',
      labels: { hash: some<string>('16 characters') },
    }),
    lastReloadSuccessful: gauge({
      name: 'rampway_config_last_reload_successful',
      help: '1 when the configuration was taken up the last time it was read, 0 when it was refused.',
      note: 'Alert on 0: the next start would fail.',
    }),
    configurationReadAt: gauge({
      name: 'rampway_config_last_reload_success_timestamp_seconds',
      help: 'When the configuration in force was read, in seconds since 1970.',
    }),
    faultyTenants: gaugeBy({
      name: 'rampway_tenants_faulty',
      help: 'Tenants whose entries in the configuration have faults, by what became of them.',
      note: 'Alert above 0: `left_out` are not served, and answered 503; `last_good` are served as they were before the reload, and would be left out by a restart. A log line (`tenant left out`, `tenant stays as it was`) has the faults.',
      labels: { state: oneOf('left_out', 'last_good') },
    }),
    doctorFound: gaugeBy({
      name: 'rampway_doctor_check',
      help: 'What the background doctor found, by check: 0 nothing to worry about, 1 a warning, 2 an error.',
      note: 'Of all processes and tenants the worst. Alert on 2; a log line (`the doctor found an error`) says what was found and how to mend it, and so do the console and `rampway doctor`. See [doctor.md](doctor.md).',
      labels: { check: some<CheckId>('as in [doctor.md](doctor.md#checks)') },
    }),
    restartNeeded: gauge({
      name: 'rampway_config_restart_needed',
      help: 'How many settings of the configuration in force wait for a restart.',
    }),
    processGone: counter({
      name: 'rampway_processes_gone_total',
      help: 'Gateway processes that this one found gone: crashed, or out of reach of the database.',
    }),
    jobFinished: counterBy({
      name: 'rampway_jobs_total',
      help: 'Runs of background jobs in this process, by job and result.',
      note: '`given_up` beside the last of several failures in a row.',
      labels: { job: some<string>('its name'), result: oneOf('done', 'failed', 'given_up') },
    }),
    jobsOverdueSeconds: gauge({
      name: 'rampway_jobs_overdue_seconds',
      help: 'By how much the background run is late that has been due longest; missing while the database does not answer.',
      note: 'Alert when it stays above a minute.',
      momentary: true,
    }),
  }
}
