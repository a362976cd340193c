import { switchStates } from '../domain/switch.ts'
import type { Label } from './metric-family.ts'
import type { MetricKinds } from './metric-kinds.ts'

/** How the keys of one issuer are. */
const keySetStates = ['fine', 'failing', 'missing'] as const

/** What stands in the database and in the process, as an operator would look at it. */
export function declareStateMetrics({ gauge, gaugeBy }: MetricKinds, provider: Label<string | null>) {
  return {
    webhooksWaiting: gauge({
      name: 'rampway_webhooks_waiting',
      help: "Meld's webhooks that are recorded and not handled.",
      momentary: true,
    }),
    webhooksGivenUp: gauge({
      name: 'rampway_webhooks_given_up',
      help: "Meld's webhooks that were given up, of those that are kept.",
      note: '`rampway webhook list` shows them, and `retry` tries one again.',
      momentary: true,
    }),
    jobRunsDue: gaugeBy({
      name: 'rampway_job_runs_due',
      help: 'Background runs that are due and not under way, by job.',
      labels: { job: { words: 'its name' } satisfies Label<string> },
      momentary: true,
    }),
    jobRunsGivenUp: gaugeBy({
      name: 'rampway_job_runs_given_up',
      help: 'Background runs that were given up and have not succeeded since, by job.',
      labels: { job: { words: 'its name' } satisfies Label<string> },
      momentary: true,
    }),
    keySets: gaugeBy({
      name: 'rampway_identity_key_sets',
      help: "Identity providers' keys that this process has met, by how they are.",
      note: '`failing`: the last fetch failed, and older keys are used. `missing`: there are none, and nobody of that issuer gets in.',
      labels: { state: { values: keySetStates, words: '`fine`, `failing`, `missing`' } },
      momentary: true,
    }),
    oldestKeySetSeconds: gauge({
      name: 'rampway_identity_keys_oldest_seconds',
      help: "Since when the identity provider's keys that were confirmed longest ago have not been confirmed.",
      note: 'After 24 hours they are trusted no more.',
      momentary: true,
    }),
    switchesInForce: gaugeBy({
      name: 'rampway_switches_in_force',
      help: 'Switches in force, by state.',
      labels: { state: { values: switchStates, words: '`off`, `drain`' } },
      momentary: true,
    }),
    quoteHonesty: gaugeBy({
      name: 'rampway_quote_honesty_ratio',
      help: 'What users received in the last 24 hours by what the provider had quoted, by provider.',
      note: '1 is an honest quote. See [figures](#figures).',
      labels: { provider },
      momentary: true,
    }),
    quoteHonestyTransactions: gaugeBy({
      name: 'rampway_quote_honesty_transactions',
      help: 'How many transactions that ratio compares, by provider.',
      labels: { provider },
      momentary: true,
    }),
  }
}
