import Type from 'typebox'
import { endpoint } from './endpoint.ts'
import { linksOf } from './hal.ts'
import { FindingSchema } from './operator-finding.ts'
import { explained, nullable } from './schema.ts'
import { Instant } from './timestamps.ts'

/** How the gateway is. */
export const HealthReply = Type.Object(
  {
    _links: linksOf(['self', 'tenants', 'webhooks']),
    version: Type.String({ description: 'of the process that answers' }),
    answered_by: Type.Object(
      {
        process: nullable(Type.Integer(), 'as `processes` has it; null on the command line'),
        started_at: Instant,
        node_version: Type.String(),
      },
      { description: 'the process that answers: `key_sets`, `cooling_down` and `caches` are its own' },
    ),
    processes: Type.Array(
      Type.Object({
        process: Type.Integer(),
        version: nullable(Type.String(), 'null of a program that does not tell it'),
        started_at: nullable(Instant),
      }),
      { description: 'those that live; one that has died is listed for some seconds more' },
    ),
    database: Type.Object({
      version: Type.String({ description: 'of PostgreSQL' }),
      size_bytes: Type.Integer({ minimum: 0, description: 'of this database on disk' }),
      answered_in_ms: Type.Integer({ minimum: 0 }),
      clock_ahead_ms: Type.Integer({ description: 'how far its clock is ahead of the process that answers' }),
    }),
    jobs: Type.Array(
      Type.Object({
        name: Type.String(),
        next_at: nullable(Instant, 'when a run is next due; null while none is'),
        due: Type.Integer({ minimum: 0, description: 'runs that are due and not under way' }),
        oldest_due_at: nullable(Instant, 'since when; null when none is due'),
        running: Type.Integer({ minimum: 0, description: 'runs under way' }),
        failing: Type.Integer({
          minimum: 0,
          description: 'runs whose last attempt failed, and that will be tried again',
        }),
        given_up: Type.Integer({
          minimum: 0,
          description: 'runs that failed too often and wait until they are scheduled or asked for again',
        }),
      }),
    ),
    webhooks: Type.Object(
      {
        waiting: Type.Integer({ minimum: 0 }),
        oldest_waiting_at: nullable(Instant),
        given_up: Type.Integer({ minimum: 0 }),
      },
      { description: 'Meld’s webhooks: those that wait to be handled, and those that were given up' },
    ),
    key_sets: Type.Array(
      Type.Object({
        tenant: Type.String(),
        issuer: Type.String(),
        keys: Type.Integer({ minimum: 0, description: 'that are trusted' }),
        fetched_at: nullable(Instant, 'when they were last confirmed; null of pinned keys, and while there are none'),
        error: nullable(Type.String(), 'why the last fetch failed; null after a success'),
      }),
      { description: 'the identity providers’ keys that the answering process has met' },
    ),
    cooling_down: Type.Array(
      Type.Object({
        service_provider: Type.String(),
        tenants: Type.Array(Type.String(), { description: 'of the Meld account at which it failed' }),
        until_at: Instant,
      }),
      { description: 'providers that failed a moment ago, at the answering process' },
    ),
    caches: Type.Array(
      Type.Object({
        name: Type.String(),
        entries: Type.Integer({ minimum: 0 }),
        entries_max: Type.Integer({ minimum: 1 }),
      }),
      { description: 'of the answering process' },
    ),
    partitions: Type.Object({
      until_at: explained(Instant, 'until then there are partitions for new sessions'),
      headroom_seconds: Type.Integer({ description: 'how long that is from now' }),
    }),
    switches_version: nullable(Type.Integer(), 'counts every change of the switches; null: not read yet'),
    findings: Type.Array(FindingSchema, { description: 'the latest of every check; empty until the first round' }),
  },
  { title: 'Health' },
)

const at = 1_764_187_200_000

/** How the gateway is. */
export const getOperatorHealth = endpoint({
  name: 'getOperatorHealth',
  tag: 'Operator',
  summary: 'How the gateway is: processes, database, jobs, keys, providers that cool down, and the doctor’s findings.',
  description: 'What one process knows alone is that of the process that answers (`answered_by`).',
  method: 'GET',
  path: '/operator/v0/health',
  access: 'operator',
  scope: 'read',
  replies: { 200: HealthReply },
  example: {
    status: 200,
    reply: {
      _links: {
        self: { href: '/operator/v0/health' },
        tenants: { href: '/operator/v0/tenants' },
        webhooks: { href: '/operator/v0/webhooks' },
      },
      version: '0.1.0',
      answered_by: { process: 7, started_at: at, node_version: '24.12.0' },
      processes: [{ process: 7, version: '0.1.0', started_at: at }],
      database: { version: '17.6', size_bytes: 18_874_368, answered_in_ms: 1, clock_ahead_ms: 0 },
      jobs: [
        {
          name: 'incoming_webhooks',
          next_at: at + 10_000,
          due: 0,
          oldest_due_at: null,
          running: 0,
          failing: 0,
          given_up: 0,
        },
      ],
      webhooks: { waiting: 0, oldest_waiting_at: null, given_up: 0 },
      key_sets: [{ tenant: 'org-demo:env-sandbox', issuer: 'privy:demo-app', keys: 2, fetched_at: at, error: null }],
      cooling_down: [{ service_provider: 'BANXA', tenants: ['org-demo:env-sandbox'], until_at: at + 30_000 }],
      caches: [{ name: 'replays', entries: 12, entries_max: 2_000 }],
      partitions: { until_at: at + 7_776_000_000, headroom_seconds: 7_776_000 },
      switches_version: 4,
      findings: [],
    },
  },
})
