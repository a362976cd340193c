import { makeSecret, type Secret } from '../domain/secret.ts'
import { type LogLevel, logLevels } from '../observe/log.ts'
import {
  type Explain,
  explainDatabaseUrl,
  explainHost,
  explainHttpAddress,
  explainOrigin,
  trimAddress,
} from './address-format.ts'
import { suggestWord } from './fault.ts'
import type { WholeNumber } from './members.ts'
import type { EnvironmentRecord } from './reference.ts'
import {
  databaseWaitSeconds,
  drainDelaySeconds,
  type FileSettings,
  keepAliveSeconds,
  operatorPort,
  port,
} from './settings.ts'

/** The settings of one process. */
export type Environment = ReturnType<typeof takeAll>

/** What stands for variables that are absent: what a file may say as well. */
export interface EnvironmentDefaults extends Partial<FileSettings['listen']> {
  readonly operator?: FileSettings['operator'] | undefined
  readonly databaseUrl?: Secret | undefined
  readonly databaseWaitSeconds?: number | undefined
  readonly publicUrl?: string | undefined
}

/** The proxies between this process and other hosts. */
export type ProxySettings = NonNullable<ReturnType<typeof proxyOf>>

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

/** A format of a variable: what is wrong with a text, and what it stands for when nothing is. */
interface Format<Value> {
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
  const environment = takeAll(defaults, (name, { explain, read }) => {
    const text = Object.hasOwn(env, name) ? (env[name] ?? '').trim() : ''
    if (text === '') return undefined
    const detail = explain(text)
    if (detail === undefined) return read(text)
    faults.push({ name, detail })
    return undefined
  })
  faults.push(...findSharedPorts(environment))
  return faults.length > 0 ? { kind: 'faults', faults } : { kind: 'environment', environment }
}

/** Each port has a purpose of its own; 0 is a free one, and so another one. */
function findSharedPorts({ port, healthPort, operator }: Environment): readonly EnvironmentFault[] {
  const faults: EnvironmentFault[] = []
  if (healthPort === port && port !== 0) {
    faults.push({ name: 'HEALTH_PORT', detail: `must be another port than the gateway's own, ${port}` })
  }
  const others = new Map([
    [port, "the gateway's own"],
    [healthPort, 'the one for health checks'],
  ])
  const taken = others.get(operator.port)
  if (operator.isPortGiven && operator.port !== 0 && taken !== undefined) {
    faults.push({ name: 'OPERATOR_PORT', detail: `must be another port than ${taken}, ${operator.port}` })
  }
  return faults
}

/** Undefined for a variable that is absent, and for one with a fault. */
type Take = <Value>(name: string, format: Format<Value>) => Value | undefined

function takeAll(given: EnvironmentDefaults, take: Take) {
  const takeSeconds = (name: string, bounds: WholeNumber, otherwise: number | undefined) =>
    take(name, seconds(bounds)) ?? otherwise ?? bounds.default
  return {
    /** 0 means any free port. */
    port: take('PORT', portPattern) ?? given.port ?? port.default,
    host: take('HOST', textAs(explainHost)) ?? given.host ?? '127.0.0.1',
    operator: operatorOf(take, given.operator),
    /** For health checks alone, 0 for any free one. Undefined: they have no port of their own. */
    healthPort: take('HEALTH_PORT', portPattern),
    /** As given: relative to the working directory unless absolute. */
    dataDir: take('RAMPWAY_DATA_DIR', textAs(explainPath)) ?? '.rampway',
    /** A secret, because it has a password in it. Undefined: the private PostgreSQL. */
    databaseUrl: take('DATABASE_URL', secretAs(explainDatabaseUrl)) ?? given.databaseUrl,
    /** How long a start waits for the database. */
    databaseWaitSeconds: takeSeconds('RAMPWAY_DATABASE_WAIT_SECONDS', databaseWaitSeconds, given.databaseWaitSeconds),
    /** A connection may be idle for so long before it is closed. */
    keepAliveSeconds: takeSeconds('RAMPWAY_KEEP_ALIVE_SECONDS', keepAliveSeconds, given.keepAliveSeconds),
    /** After the signal to stop it serves for so long, while `/readyz` says 503. */
    drainDelaySeconds: takeSeconds('RAMPWAY_DRAIN_DELAY_SECONDS', drainDelaySeconds, given.drainDelaySeconds),
    /** Without a slash at the end. Undefined: derived from where the gateway listens. */
    publicUrl: take('RAMPWAY_PUBLIC_URL', address) ?? given.publicUrl,
    ...logLevelOf(take('LOG_LEVEL', logLevel)),
    /** Origins that `rampway dev` lets in beside those of this machine. */
    devOrigins: take('RAMPWAY_DEV_ORIGINS', devOrigins) ?? [],
    /** Undefined: other hosts are reached straight. */
    proxy: proxyOf(take),
  }
}

function operatorOf(take: Take, given: EnvironmentDefaults['operator']) {
  const named = take('OPERATOR_PORT', portPattern) ?? given?.port
  return {
    host: take('OPERATOR_HOST', textAs(explainHost)) ?? given?.host ?? '127.0.0.1',
    /** 0 means any free port. */
    port: named ?? operatorPort.default,
    /** Whether that was said, rather than left to the default. */
    isPortGiven: named !== undefined,
    /** Where operators reach it, without a slash at the end. Undefined: at its own address. */
    publicUrl: take('RAMPWAY_OPERATOR_URL', address) ?? given?.publicUrl,
  }
}

function logLevelOf(given: LogLevel | undefined) {
  return {
    logLevel: given ?? ('info' satisfies LogLevel),
    /** Whether that was said, rather than left to the default. */
    isLogLevelGiven: given !== undefined,
  }
}

function proxyOf(take: Take) {
  // The lower-case names are the older ones, and win in other programs too.
  const takeEither = <Value>(name: string, format: Format<Value>) =>
    take(name.toLowerCase(), format) ?? take(name, format)
  const http = takeEither('HTTP_PROXY', secretAs(explainProxy))
  const https = takeEither('HTTPS_PROXY', secretAs(explainProxy))
  /** Hosts that are reached without one, separated by commas. */
  const bypass = takeEither('NO_PROXY', textAs(noFault)) ?? ''
  return http === undefined && https === undefined ? undefined : { http, https, bypass }
}

/** One line for people: `PORT: must be a whole number from 0 to 65535`. */
export function formatEnvironmentFault(fault: EnvironmentFault): string {
  return `${fault.name}: ${fault.detail}`
}

function textAs(explain: Explain): Format<string> {
  return { explain, read: (text) => text }
}

function secretAs(explain: Explain): Format<Secret> {
  return { explain, read: makeSecret }
}

function seconds({ minimum, maximum }: WholeNumber): Format<number> {
  return wholeNumber(minimum, maximum, `must be a whole number of seconds from ${minimum} to ${maximum}`)
}

function wholeNumber(minimum: number, maximum: number, words: string): Format<number> {
  const isWithin = (text: string) => /^\d{1,5}$/.test(text) && Number(text) >= minimum && Number(text) <= maximum
  return { explain: (text) => (isWithin(text) ? undefined : words), read: Number }
}

const portPattern = wholeNumber(port.minimum, port.maximum, `must be a whole number from 0 to ${port.maximum}`)
const address: Format<string> = { explain: explainHttpAddress, read: trimAddress }

const noFault: Explain = () => undefined

const explainPath: Explain = (text) => (text.includes('\0') ? 'must be a path without NUL' : undefined)

const explainProxy: Explain = (text) =>
  /^https?:\/\/./i.test(text) && URL.canParse(text) ? undefined : 'must be an address such as http://proxy.example:3128'

const devOrigins: Format<readonly string[]> = {
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

const logLevel: Format<LogLevel | undefined> = {
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
