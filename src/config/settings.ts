import type { Static } from 'typebox'
import {
  defaultRetention,
  eventsDaysMin,
  retentionDaysMax,
  sessionsDaysMin,
  webhooksDaysMin,
} from '../domain/retention.ts'
import { makeSecret } from '../domain/secret.ts'
import { expandProxy, trimAddress } from './address-format.ts'
import { mapping, maybe, text } from './members.ts'

/** A port to listen on. */
export const port = {
  minimum: 0,
  maximum: 65_535,
  default: 8080,
  description: 'The port to listen on; 0: any free one.',
}

/** The operator's port. */
export const operatorPort = {
  minimum: 0,
  maximum: 65_535,
  default: 8081,
  description: "The operator's port: its API, the console, /metrics; 0: any free one.",
}

/**
 * No proxy keeps connections for less than a second, and 0 would mean for ever; load balancers keep them for 4,000 s at
 * most (AWS ALB).
 */
export const keepAliveSeconds = {
  minimum: 1,
  maximum: 7_200,
  // Longer than common proxies keep theirs (60 s), so that they and not the gateway close an idle connection.
  default: 75,
  description: 'For how long a connection may be idle; longer than the proxy in front keeps it.',
}

/** Some supervisors kill after five minutes, and requests still have to end then. */
export const drainDelaySeconds = {
  minimum: 0,
  maximum: 240,
  // Without a load balancer there is nobody to wait for.
  default: 0,
  description: 'After the signal to stop it serves for so long, while /readyz says 503.',
}

/** After an hour a person should look. */
export const databaseWaitSeconds = {
  minimum: 0,
  maximum: 3_600,
  // As long as a PostgreSQL takes to restart, or to hand over to its standby.
  default: 30,
  description: 'How long a start waits for PostgreSQL.',
}

const sessionsDays = {
  minimum: sessionsDaysMin,
  maximum: retentionDaysMax,
  default: defaultRetention.sessionsDays,
  description: 'Sessions are deleted by the month, when all of it is older.',
}

const webhooksDays = {
  minimum: webhooksDaysMin,
  maximum: retentionDaysMax,
  default: defaultRetention.webhooksDays,
  description: "For how long Meld's webhooks are kept that were handled.",
}

const eventsDays = {
  minimum: eventsDaysMin,
  maximum: retentionDaysMax,
  default: defaultRetention.eventsDays,
  description: 'For how long events for partners are kept, with their deliveries.',
}

/** Load balancers in front are blocks, not single machines. */
export const trustedProxiesMax = 100

/** Networks that webhooks may reach beyond the public ones: exceptions, each with a reason. */
export const allowNetworksMax = 100

/** The settings of the process, as opposed to those of a tenant. */
export const settingsShape = {
  public_url: maybe.text('secure-address', 'Where end users and Meld reach this gateway.'),
  listen: maybe.mapping({
    host: maybe.text('host', 'The address to listen on.'),
    port: maybe.whole(port),
    keep_alive_seconds: maybe.whole(keepAliveSeconds),
    drain_delay_seconds: maybe.whole(drainDelaySeconds),
  }),
  operator: maybe.mapping({
    host: maybe.text('host', "The address that the operator's port listens on."),
    port: maybe.whole(operatorPort),
    public_url: maybe.text('secure-address', 'Where operators reach it, when that is not its own address.'),
  }),
  trusted_proxies: maybe.list(
    text('proxy', 'An IP address, a block, "loopback" or "private".'),
    trustedProxiesMax,
    'Whose X-Forwarded-* headers are believed.',
  ),
  default_tenant: maybe.text('tenant-id', 'The tenant of a request without x-juno-orgid.'),
  database: maybe.mapping({
    url: maybe.text('database-url', 'PostgreSQL; absent: a private one in the data directory.'),
    prepared_statements: maybe.flag('Faster; without effect behind a pooler such as PgBouncer.'),
    wait_seconds: maybe.whole(databaseWaitSeconds),
  }),
  retention: maybe.mapping({
    sessions_days: maybe.whole(sessionsDays),
    webhooks_days: maybe.whole(webhooksDays),
    events_days: maybe.whole(eventsDays),
  }),
  webhooks: maybe.mapping({
    allow_networks: maybe.list(
      text('proxy', 'An IP address, a block, "loopback" or "private".'),
      allowNetworksMax,
      "Networks that are not public and that partners' webhooks may be sent to.",
    ),
    allow_http: maybe.flag("Partners' webhooks may be sent over plain http, where everybody on the way reads them."),
  }),
}

const shape = mapping(settingsShape)

/** The settings of the process in the file; what it leaves out is undefined or has its default. */
export type FileSettings = ReturnType<typeof readFileSettings>

/** Reads them from a file that passed every check. `reload.ts` tells of them by these names, in the spelling of the file. */
export function readFileSettings(file: Static<typeof shape>) {
  const { public_url, listen, operator, trusted_proxies, database, retention, webhooks } = file
  return {
    /** Without a slash at the end. */
    publicUrl: public_url === undefined ? undefined : trimAddress(public_url),
    listen: {
      host: listen?.host,
      port: listen?.port,
      keepAliveSeconds: listen?.keep_alive_seconds ?? keepAliveSeconds.default,
      drainDelaySeconds: listen?.drain_delay_seconds ?? drainDelaySeconds.default,
    },
    operator: {
      host: operator?.host,
      port: operator?.port,
      /** Without a slash at the end. */
      publicUrl: operator?.public_url === undefined ? undefined : trimAddress(operator.public_url),
    },
    /** IP addresses and CIDR blocks; the words `loopback` and `private` are spelt out. */
    trustedProxies: (trusted_proxies ?? []).flatMap(expandProxy),
    database: {
      /** A secret, because it has a password in it. Undefined: the private PostgreSQL. */
      url: database?.url === undefined ? undefined : makeSecret(database.url),
      preparedStatements: database?.prepared_statements ?? false,
      /** How long a start waits for the database. */
      waitSeconds: database?.wait_seconds ?? databaseWaitSeconds.default,
    },
    retention: {
      sessionsDays: retention?.sessions_days ?? sessionsDays.default,
      webhooksDays: retention?.webhooks_days ?? webhooksDays.default,
      eventsDays: retention?.events_days ?? eventsDays.default,
    },
    webhooks: {
      /** IP addresses and CIDR blocks; the words `loopback` and `private` are spelt out. */
      allowNetworks: (webhooks?.allow_networks ?? []).flatMap(expandProxy),
      allowHttp: webhooks?.allow_http ?? false,
    },
  }
}
