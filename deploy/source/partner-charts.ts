import { count, perSecond, quantile, type Row, seconds } from './chart.ts'

/** What partners are told: deliveries to their webhook endpoints, and streams. */
export const partnerRow: Row = {
  title: 'Partners',
  charts: [
    {
      title: 'Attempts to deliver, by result',
      about: 'Failures of one partner are theirs; of all at once they are ours: the way out, DNS, a proxy.',
      unit: perSecond,
      queries: [
        {
          expr: 'sum by (result) (rate(rampway_webhook_attempt_seconds_count[$__rate_interval]))',
          legend: '{{result}}',
        },
      ],
    },
    {
      title: 'How long an attempt takes, 95 of 100',
      about: 'Of those that were delivered. Receivers have 15 seconds.',
      unit: seconds,
      queries: [
        {
          expr: quantile(0.95, 'rampway_webhook_attempt_seconds_bucket{result="delivered"}'),
          legend: 'delivered',
        },
      ],
    },
    {
      title: 'Deliveries pending',
      about: 'Those of failing and disabled webhook endpoints are among them.',
      unit: count,
      queries: [{ expr: 'max(rampway_webhook_deliveries_pending)', legend: 'pending' }],
    },
    {
      title: 'Deliveries are late by',
      about:
        'The one due longest, where the webhook endpoint takes what it is sent. More than seconds: the gateway does not keep up.',
      unit: seconds,
      queries: [{ expr: 'max(rampway_webhook_deliveries_oldest_due_seconds)', legend: 'late' }],
    },
    {
      title: 'Webhook endpoints, by status',
      about: 'failing: its attempts fail. disabled: nothing is sent, and it does not mend itself.',
      unit: count,
      queries: [{ expr: 'max by (status) (rampway_webhook_endpoints)', legend: '{{status}}' }],
    },
    {
      title: 'Streams open',
      about: 'Of users and partners; those of a process that ends come back at another.',
      unit: count,
      queries: [{ expr: 'sum(rampway_streams_open)', legend: 'open' }],
    },
    {
      title: 'Streams that ended, by why',
      about: 'lived, gone and ended are daily business. slow: readers fall behind. failed: look at the log.',
      unit: perSecond,
      queries: [
        {
          expr: 'sum by (kind, why) (rate(rampway_streams_ended_total[$__rate_interval]))',
          legend: '{{kind}} {{why}}',
        },
      ],
    },
  ],
}
