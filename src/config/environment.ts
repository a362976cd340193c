import { makeSecret, type Secret } from '../domain/secret.ts'
import { type LogLevel, logLevels } from '../observe/log.ts'
import {
  type Explain,
  explainDatabaseUrl,
  explainHost,
  explainHttpAddress,
  explainOrigin,
  trimAddress,
} from './address-form.ts'
import { suggestWord } from './fault.ts'
import type { EnvironmentRecord } from './reference.ts'

/** The settings of one process. */
export interface Environment {
  /** 0 means any free port. */
  readonly port: number
  readonly host: string
  /** For health checks alone, 0 for any free one. Undefined: they have no port of their own. */
  readonly healthPort: number | undefined
  /** As given: relative to the working directory unless absolute. */
  readonly dataDir: string
  /** A secret, because it has a password in it. Undefined: the private PostgreSQL. */
  readonly databaseUrl: Secret | undefined
  /** How long a start waits for the database. */
  readonly databaseWaitSeconds: number
  /** A connection may be idle for so long before it is closed. */
  readonly keepAliveSeconds: number
  /** After the signal to stop it serves for so long, while `/readyz` says 503. */
  readonly drainDelaySeconds: number
  /** Without a slash at the end. Undefined: derived from where the gateway listens. */
  readonly publicUrl: string | undefined
  readonly logLevel: LogLevel
  /** Whether that was said, rather than left to the default. */
  readonly isLogLevelGiven: boolean
  /** Origins that `rampway dev` lets in beside those of this machine. */
  readonly devOrigins: readonly string[]
  /** Undefined: other hosts are reached straight. */
  readonly proxy: ProxySettings | undefined
}

/** The proxies between this process and other hosts. */
export interface ProxySettings {
  readonly http: Secret | undefined
  readonly https: Secret | undefined
  /** Hosts that are reached without one, separated by commas. */
  readonly bypass: string
}

/** What is wrong with one variable and how to fix it. Never holds its value. */
export interface EnvironmentFault {
  readonly name: string
  readonly detail: string
}

/** The settings, or every fault at once. */
export type EnvironmentResult =
  | { readonly kind: 'environment'; readonly environment: Environment }
  | { readonly kind: 'faults'; readonly faults: readonly EnvironmentFault[] }

const portMax = 65_535
/** Who has no load balancer has nobody to wait for. */
export const drainDelaySecondsDefault = 0
/** Some supervisors kill after five minutes, and requests still have to end then. */
export const drainDelaySecondsMax = 240
/** As long as a PostgreSQL takes to restart, or to hand over to its standby. */
export const databaseWaitSecondsDefault = 30
/** As many as a tenant of a configuration file may have. */
const devOriginsMax = 100
/** Beyond an hour somebody should look. */
export const databaseWaitSecondsMax = 3_600
/** Longer than common proxies keep theirs (60 s), so that they and not the gateway close an idle connection. */
export const keepAliveSecondsDefault = 75
/** Less is no proxy's; 0 would mean for ever. */
export const keepAliveSecondsMin = 1
/** Longer than load balancers keep theirs (AWS ALB 4,000 s at most). */
export const keepAliveSecondsMax = 7_200

/**
 * Reads the environment variables that set up a process. A variable that is absent or empty takes its value from
 * `defaults` (so that `serve` can give those of its file), or else the documented one. Pure: nobody else reads
 * `process.env`, and it is not read here either.
 */
export function readEnvironment(env: EnvironmentRecord, defaults: Partial<Environment> = {}): EnvironmentResult {
  const faults: EnvironmentFault[] = []
  const take = (name: string, explain: Explain): string | undefined => {
    const text = Object.hasOwn(env, name) ? env[name]?.trim() : undefined
    if (text === undefined || text === '') return undefined
    const detail = explain(text)
    if (detail !== undefined) faults.push({ name, detail })
    return detail === undefined ? text : undefined
  }
  const port = take('PORT', explainPort)
  const host = take('HOST', explainHost)
  const healthPort = take('HEALTH_PORT', explainPort)
  const dataDir = take('RAMPWAY_DATA_DIR', (text) => (text.includes('\0') ? 'must be a path without NUL' : undefined))
  const databaseUrl = take('DATABASE_URL', explainDatabaseUrl)
  const databaseWait = take('RAMPWAY_DATABASE_WAIT_SECONDS', explainSeconds(0, databaseWaitSecondsMax))
  const keepAlive = take('RAMPWAY_KEEP_ALIVE_SECONDS', explainSeconds(keepAliveSecondsMin, keepAliveSecondsMax))
  const drainDelay = take('RAMPWAY_DRAIN_DELAY_SECONDS', explainSeconds(0, drainDelaySecondsMax))
  const publicUrl = take('RAMPWAY_PUBLIC_URL', explainHttpAddress)
  const logLevel = take('LOG_LEVEL', explainLogLevel)
  const devOrigins = take('RAMPWAY_DEV_ORIGINS', explainDevOrigins)
  // The lower-case names are the older ones, and win in other programs too.
  const takeEither = (name: string, explain: Explain): string | undefined =>
    take(name.toLowerCase(), explain) ?? take(name, explain)
  const httpProxy = takeEither('HTTP_PROXY', explainProxy)
  const httpsProxy = takeEither('HTTPS_PROXY', explainProxy)
  const bypass = takeEither('NO_PROXY', () => undefined) ?? ''
  if (faults.length > 0) return { kind: 'faults', faults }
  return {
    kind: 'environment',
    environment: {
      port: port === undefined ? (defaults.port ?? 8080) : Number(port),
      host: host ?? defaults.host ?? '127.0.0.1',
      healthPort: healthPort === undefined ? undefined : Number(healthPort),
      dataDir: dataDir ?? defaults.dataDir ?? '.rampway',
      databaseUrl: databaseUrl === undefined ? defaults.databaseUrl : makeSecret(databaseUrl),
      databaseWaitSeconds:
        databaseWait === undefined
          ? (defaults.databaseWaitSeconds ?? databaseWaitSecondsDefault)
          : Number(databaseWait),
      keepAliveSeconds:
        keepAlive === undefined ? (defaults.keepAliveSeconds ?? keepAliveSecondsDefault) : Number(keepAlive),
      drainDelaySeconds:
        drainDelay === undefined ? (defaults.drainDelaySeconds ?? drainDelaySecondsDefault) : Number(drainDelay),
      publicUrl: publicUrl === undefined ? defaults.publicUrl : trimAddress(publicUrl),
      logLevel: findLogLevel(logLevel) ?? defaults.logLevel ?? 'info',
      isLogLevelGiven: logLevel !== undefined,
      devOrigins: devOrigins === undefined ? [] : listOf(devOrigins),
      proxy:
        httpProxy === undefined && httpsProxy === undefined
          ? undefined
          : { http: secretOf(httpProxy), https: secretOf(httpsProxy), bypass },
    },
  }
}

/** One line for people: `PORT: must be a whole number from 0 to 65535`. */
export function formatEnvironmentFault(fault: EnvironmentFault): string {
  return `${fault.name}: ${fault.detail}`
}

const explainPort: Explain = (text) =>
  /^\d{1,5}$/.test(text) && Number(text) <= portMax ? undefined : `must be a whole number from 0 to ${portMax}`

const explainDevOrigins: Explain = (text) => {
  const origins = listOf(text)
  if (origins.length > devOriginsMax) return `must have at most ${devOriginsMax} origins`
  for (const [at, origin] of origins.entries()) {
    const fault = explainOrigin(origin)
    if (fault !== undefined) return `origin ${at + 1} of ${origins.length} ${fault}`
  }
  return undefined
}

function listOf(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((part) => part !== ''))]
}

const explainProxy: Explain = (text) =>
  /^https?:\/\/./i.test(text) && URL.canParse(text) ? undefined : 'must be an address such as http://proxy.example:3128'

function secretOf(text: string | undefined): Secret | undefined {
  return text === undefined ? undefined : makeSecret(text)
}

function explainSeconds(min: number, max: number): Explain {
  return (text) =>
    /^\d{1,4}$/.test(text) && Number(text) >= min && Number(text) <= max
      ? undefined
      : `must be a whole number of seconds from ${min} to ${max}`
}

const explainLogLevel: Explain = (text) => {
  if (findLogLevel(text) !== undefined) return undefined
  const suggestion = suggestWord(text, logLevels)
  return `must be one of ${logLevels.join(', ')}${suggestion === undefined ? '' : `: did you mean "${suggestion}"?`}`
}

function findLogLevel(text: string | undefined): LogLevel | undefined {
  return logLevels.find((level) => level === text?.toLowerCase())
}
