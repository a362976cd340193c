/** A rule that wakes somebody, or leaves them a note. */
export interface AlertRule {
  readonly name: string
  /** PromQL; true where it has a result. */
  readonly expr: string
  /** For so long before it fires. */
  readonly for: string
  /** `critical`: users are losing trades now. `warning`: they will, or some of them do. */
  readonly severity: 'critical' | 'warning'
  /** What is so, in a line. */
  readonly summary: string
  /** The figure with its unit, as Prometheus's templates write it. */
  readonly measured: string
  /** Its page, in docs/runbooks. */
  readonly runbook: string
}

/** A threshold stands in its unit, which the metric's name ends with; shares are between 0 and 1. */
export const alertRules: readonly AlertRule[] = [
  {
    name: 'RampwayDown',
    expr: 'absent(rampway_build_info)',
    for: '2m',
    severity: 'critical',
    summary: 'No gateway process answers Prometheus',
    measured: 'no process at all',
    runbook: 'gateway-down',
  },
  {
    name: 'RampwaySessionsFailing',
    expr: `sum(rate(rampway_country_sessions_total{outcome="failed"}[10m]))
  / sum(rate(rampway_country_sessions_total[10m])) > 0.05`,
    for: '10m',
    severity: 'critical',
    summary: 'Users are refused sessions although their trades could be had',
    measured: '{{ $value | humanizePercentage }} of the calls for a session fail',
    runbook: 'sessions-failing',
  },
  {
    name: 'RampwayProviderFailing',
    expr: `sum by (provider) (rate(rampway_provider_failures_total{reason!="failed_recently"}[15m]))
  / sum by (provider) (rate(rampway_outbound_request_seconds_count{call="meld.widget"}[15m])) > 0.5`,
    for: '15m',
    severity: 'warning',
    summary: 'One provider opens hardly any widgets',
    measured: '{{ $value | humanizePercentage }} of the attempts at {{ $labels.provider }} fail',
    runbook: 'provider-failing',
  },
  {
    name: 'RampwayDatabaseFailing',
    expr: 'sum(increase(rampway_database_failures_total[5m])) > 5',
    for: '5m',
    severity: 'critical',
    summary: 'The database cannot do what gateways ask',
    measured: '{{ $value | humanize }} failures in 5 minutes',
    runbook: 'database-failing',
  },
  {
    name: 'RampwayWebhooksDelayed',
    expr: 'max(rampway_webhooks_oldest_unhandled_seconds) > 600',
    for: '10m',
    severity: 'critical',
    summary: "Meld's webhooks are not handled",
    measured: 'the oldest has waited for {{ $value | humanizeDuration }}',
    runbook: 'webhooks-delayed',
  },
  {
    name: 'RampwayDeliveriesDelayed',
    expr: 'max(rampway_webhook_deliveries_oldest_due_seconds) > 300',
    for: '10m',
    severity: 'critical',
    summary: 'Partners are not told of events',
    measured: 'a delivery has been due for {{ $value | humanizeDuration }}',
    runbook: 'deliveries-delayed',
  },
  {
    name: 'RampwayDeliveriesFailing',
    expr: `sum(rate(rampway_webhook_attempt_seconds_count{result!="delivered"}[15m]))
  / sum(rate(rampway_webhook_attempt_seconds_count[15m])) > 0.5`,
    for: '30m',
    severity: 'warning',
    summary: "Most attempts to deliver to partners' servers fail",
    measured: '{{ $value | humanizePercentage }} of the attempts fail',
    runbook: 'deliveries-failing',
  },
  {
    name: 'RampwayJobsOverdue',
    expr: 'max(rampway_jobs_overdue_seconds) > 120',
    for: '10m',
    severity: 'warning',
    summary: 'Background jobs are late',
    measured: 'one has been due for {{ $value | humanizeDuration }}',
    runbook: 'jobs-overdue',
  },
  {
    name: 'RampwayTransactionsStuck',
    expr: 'max(rampway_oldest_unresolved_seconds{kind="transaction"}) > 172800',
    for: '1h',
    severity: 'warning',
    summary: 'A user has paid, or may have, and nothing has come of it for two days',
    measured: 'a transaction has been open for {{ $value | humanizeDuration }}',
    runbook: 'transactions-stuck',
  },
  {
    name: 'RampwayIdentityKeysFailing',
    expr: 'sum(rampway_identity_key_sets{state=~"failing|missing"}) > 0',
    for: '15m',
    severity: 'critical',
    summary: "An identity provider's keys cannot be fetched",
    measured: '{{ $value }} key sets, counted in each process',
    runbook: 'identity-keys-failing',
  },
  {
    name: 'RampwayQuotesDishonest',
    expr: `min by (provider) (rampway_quote_honesty_ratio) < 0.97
  and min by (provider) (rampway_quote_honesty_transactions) >= 20`,
    for: '1h',
    severity: 'warning',
    summary: 'Users receive less from a provider than it quoted',
    measured: '{{ $labels.provider }} delivered {{ $value | humanizePercentage }} of what it quoted in 24 hours',
    runbook: 'quotes-dishonest',
  },
  {
    name: 'RampwayPartitionsRunOut',
    expr: 'min(rampway_partitions_ahead_seconds) < 2592000',
    for: '1h',
    severity: 'critical',
    summary: 'There will soon be no place for new sessions',
    measured: 'in {{ $value | humanizeDuration }} no session can be stored',
    runbook: 'partitions-run-out',
  },
]

/** The rules as Prometheus reads them. */
export function alertDocument(rules: readonly AlertRule[]) {
  return {
    groups: [
      {
        name: 'rampway',
        rules: rules.map(({ name, expr, for: duration, severity, summary, measured, runbook }) => ({
          alert: name,
          expr,
          for: duration,
          labels: { severity },
          annotations: { summary, description: `${summary}: ${measured}.`, runbook: `docs/runbooks/${runbook}.md` },
        })),
      },
    ],
  }
}
