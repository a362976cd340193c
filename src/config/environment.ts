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
import { databaseWaitSeconds, drainDelaySeconds, keepAliveSeconds, portMax, type WholeNumber } from './settings.ts'

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

/** What stands for variables that are absent. */
export type EnvironmentDefaults = { readonly [Name in keyof Environment]?: Environment[Name] | undefined }

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

/** As many as a tenant of a configuration file may have. */
const devOriginsMax = 100

/** A form of a variable: what is wrong with a text, and what it stands for when nothing is. */
interface Form<Value> {
  readonly explain: Explain
  readonly read: (text: string) => Value
}

/**
 * Reads the environment variables that set up a process. A variable that is absent or empty takes its value from
 * `defaults` (so that `serve` can give those of its file), or else the documented one. Pure: nobody else reads
 * `process.env`, and it is not read here either.
 */
export function readEnvironment(env: EnvironmentRecord, defaults: EnvironmentDefaults = {}): EnvironmentResult {
  const faults: EnvironmentFault[] = []
  const textAt = (name: string): string => (Object.hasOwn(env, name) ? (env[name] ?? '').trim() : '')
  const take = <Value>(name: string, { explain, read }: Form<Value>): Value | undefined => {
    const text = textAt(name)
    if (text === '') return undefined
    const detail = explain(text)
    if (detail === undefined) return read(text)
    faults.push({ name, detail })
    return undefined
  }
  const takeSeconds = (name: string, bounds: WholeNumber, otherwise: number | undefined): number =>
    take(name, secondsWithin(bounds)) ?? otherwise ?? bounds.default
  // The lower-case names are the older ones, and win in other programs too.
  const takeEither = <Value>(name: string, form: Form<Value>): Value | undefined =>
    take(name.toLowerCase(), form) ?? take(name, form)
  const environment: Environment = {
    port: take('PORT', port) ?? defaults.port ?? 8080,
    host: take('HOST', textAs(explainHost)) ?? defaults.host ?? '127.0.0.1',
    healthPort: take('HEALTH_PORT', port),
    dataDir: take('RAMPWAY_DATA_DIR', textAs(explainPath)) ?? defaults.dataDir ?? '.rampway',
    databaseUrl: take('DATABASE_URL', secretAs(explainDatabaseUrl)) ?? defaults.databaseUrl,
    databaseWaitSeconds: takeSeconds(
      'RAMPWAY_DATABASE_WAIT_SECONDS',
      databaseWaitSeconds,
      defaults.databaseWaitSeconds,
    ),
    keepAliveSeconds: takeSeconds('RAMPWAY_KEEP_ALIVE_SECONDS', keepAliveSeconds, defaults.keepAliveSeconds),
    drainDelaySeconds: takeSeconds('RAMPWAY_DRAIN_DELAY_SECONDS', drainDelaySeconds, defaults.drainDelaySeconds),
    publicUrl: take('RAMPWAY_PUBLIC_URL', address) ?? defaults.publicUrl,
    logLevel: take('LOG_LEVEL', logLevel) ?? defaults.logLevel ?? 'info',
    isLogLevelGiven: textAt('LOG_LEVEL') !== '',
    devOrigins: take('RAMPWAY_DEV_ORIGINS', devOrigins) ?? [],
    proxy: proxyOf(
      takeEither('HTTP_PROXY', secretAs(explainProxy)),
      takeEither('HTTPS_PROXY', secretAs(explainProxy)),
      takeEither(
        'NO_PROXY',
        textAs(() => undefined),
      ),
    ),
  }
  return faults.length > 0 ? { kind: 'faults', faults } : { kind: 'environment', environment }
}

/** One line for people: `PORT: must be a whole number from 0 to 65535`. */
export function formatEnvironmentFault(fault: EnvironmentFault): string {
  return `${fault.name}: ${fault.detail}`
}

function textAs(explain: Explain): Form<string> {
  return { explain, read: (text) => text }
}

function secretAs(explain: Explain): Form<Secret> {
  return { explain, read: makeSecret }
}

function secondsWithin({ minimum, maximum }: WholeNumber): Form<number> {
  return wholeNumber(minimum, maximum, `must be a whole number of seconds from ${minimum} to ${maximum}`)
}

function wholeNumber(minimum: number, maximum: number, words: string): Form<number> {
  const isWithin = (text: string) => /^\d{1,5}$/.test(text) && Number(text) >= minimum && Number(text) <= maximum
  return { explain: (text) => (isWithin(text) ? undefined : words), read: Number }
}

const port = wholeNumber(0, portMax, `must be a whole number from 0 to ${portMax}`)
const address: Form<string> = { explain: explainHttpAddress, read: trimAddress }

const explainPath: Explain = (text) => (text.includes('\0') ? 'must be a path without NUL' : undefined)

const explainProxy: Explain = (text) =>
  /^https?:\/\/./i.test(text) && URL.canParse(text) ? undefined : 'must be an address such as http://proxy.example:3128'

function proxyOf(
  http: Secret | undefined,
  https: Secret | undefined,
  bypass: string | undefined,
): ProxySettings | undefined {
  return http === undefined && https === undefined ? undefined : { http, https, bypass: bypass ?? '' }
}

const devOrigins: Form<readonly string[]> = {
  explain: (text) => {
    const origins = listOf(text)
    if (origins.length > devOriginsMax) return `must have at most ${devOriginsMax} origins`
    const faults = origins.map((origin) => explainOrigin(origin))
    const at = faults.findIndex((fault) => fault !== undefined)
    return at === -1 ? undefined : `origin ${at + 1} of ${origins.length} ${faults[at]}`
  },
  read: listOf,
}

function listOf(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,]+/).filter((part) => part !== ''))]
}

const logLevel: Form<LogLevel | undefined> = {
  explain: (text) => {
    if (findLogLevel(text) !== undefined) return undefined
    const suggestion = suggestWord(text, logLevels)
    return `must be one of ${logLevels.join(', ')}${suggestion === undefined ? '' : `: did you mean "${suggestion}"?`}`
  },
  read: findLogLevel,
}

function findLogLevel(text: string): LogLevel | undefined {
  return logLevels.find((level) => level === text.toLowerCase())
}
