import { type Command, InvalidArgumentError } from 'commander'
import { createMeld } from '../aggregators/meld/meld.ts'
import { type Environment, formatEnvironmentFault, readEnvironment } from '../config/environment.ts'
import { findingMembers } from '../contract/operator-finding.ts'
import { createDevIdentityProvider } from '../dev/identity-provider.ts'
import { readDevState } from '../dev/state.ts'
import { createDevTenants } from '../dev/tenants.ts'
import { devWebhookTargets } from '../dev/webhook-targets.ts'
import {
  type Check,
  checkMs,
  type Look,
  type Patient,
  type PatientDatabase,
  type PatientSettings,
} from '../doctor/check.ts'
import { examine } from '../doctor/examine.ts'
import { allChecks, checksNamed } from '../doctor/registry.ts'
import { systemClock } from '../domain/clock.ts'
import { within } from '../domain/deadline.ts'
import { checks as names } from '../domain/finding.ts'
import type { TargetPolicy } from '../domain/webhook-target.ts'
import { createLog } from '../observe/log.ts'
import { openLogOutput } from '../observe/log-output.ts'
import { readCertificate, takesConnection } from '../outbound/look.ts'
import type { OutboundProxy } from '../outbound/proxy.ts'
import { reachReceiver } from '../outbound/receiver.ts'
import { createOutbound, type Outbound } from '../outbound/request.ts'
import { closeDatabase, openDatabase, pingDatabase } from '../postgres/database.ts'
import { whenReachable } from '../postgres/when-reachable.ts'
import { countBySeverity, reportLines } from './doctor-report.ts'
import { print } from './output.ts'
import { proxyOf } from './proxy.ts'
import { reasonOf, refuseToStart } from './running.ts'
import { readServeSettings } from './settings.ts'
import { chooseStoreThatExists } from './store-access.ts'

/** The options of `rampway doctor`. */
export interface DoctorOptions {
  readonly config?: string
  readonly url?: string
  readonly only?: readonly Check[]
  readonly strict?: boolean
  readonly json?: boolean
}

/** Adds `rampway doctor`. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('examines a gateway and all it depends on, and says how to mend what is wrong; changes nothing')
    .option('--config <file>', 'that of this file; without it, and without --url, that of rampway dev')
    .option(
      '--url <address>',
      'looks at it there instead of at its public_url; without --config from outside alone',
      readUrl,
    )
    .option('--only <names>', 'these checks or groups alone, such as database,meld_account', readNames)
    .option('--strict', 'fails for warnings too')
    .option('--json', 'prints one JSON document')
    .action((options: DoctorOptions) => runDoctor(options, process.env))
}

/** Exit codes: a warning with `--strict`, and an error. */
const [warningExit, errorExit] = [1, 2]
/** What still hangs after the report is cut off. */
const closeMs = 1_000

/** `rampway doctor`: prints what the checks found. The exit code is 2 when there are errors. */
async function runDoctor(options: DoctorOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const began = performance.now()
  const { patient, close } = await admit(options, env)
  const findings = await examine(patient, options.only ?? allChecks)
  const tookMs = Math.round(performance.now() - began)
  const summary = countBySeverity(findings)
  const document = { findings: findings.map(findingMembers), summary, took_ms: tookMs }
  print(options.json === true, document, reportLines(findings, tookMs))
  const failed = summary.error > 0 ? errorExit : summary.warning > 0 && options.strict === true ? warningExit : 0
  await within(
    closeMs,
    close().catch(() => {}),
    undefined,
  )
  process.stdout.write('', () => process.exit(failed))
}

interface Admitted {
  readonly patient: Patient
  readonly close: () => Promise<void>
}

async function admit({ config, url }: DoctorOptions, env: NodeJS.ProcessEnv): Promise<Admitted> {
  const read = readEnvironment(env)
  const outbound = createOutbound({
    proxy: read.kind === 'environment' ? proxyOf(read.environment.proxy) : undefined,
  })
  const stranger = strangerAt(url ?? null, outbound)
  if (config !== undefined) return await admitByFile(config, url, env, stranger, outbound)
  if (url !== undefined) return { patient: stranger, close: outbound.close }
  if (read.kind === 'faults') return refuseToStart(read.faults.map(formatEnvironmentFault))
  return await admitDev(read.environment, stranger, outbound)
}

/** A gateway of which nothing is known but where it is. */
function strangerAt(publicUrl: string | null, { send }: Outbound): Patient {
  return {
    file: null,
    settings: null,
    tenants: null,
    publicUrl,
    database: null,
    isThisMachine: false,
    aggregator: createMeld({ send, now: systemClock }),
    look: { send, readCertificate, takesConnection, reachReceiver: reachingUnder(publicAlone, undefined) },
    now: systemClock,
  }
}

async function admitByFile(
  path: string,
  url: string | undefined,
  env: NodeJS.ProcessEnv,
  stranger: Patient,
  outbound: Outbound,
): Promise<Admitted> {
  const read = await readServeSettings(path, env)
  if (read.kind === 'faults') {
    const file = { path, faults: read.faults, warnings: [] }
    return { patient: { ...stranger, file, isThisMachine: true }, close: outbound.close }
  }
  const { config, environment, publicUrl, warnings } = read.settings
  const { database, close } = databaseOf(environment)
  const patient = {
    ...stranger,
    look: { ...stranger.look, reachReceiver: reachingUnder(config.webhooks, proxyOf(environment.proxy)) },
    file: { path, faults: [], warnings },
    settings: {
      operatorListen: operatorListenOf(environment),
      trustedProxies: config.trustedProxies,
      preparedStatements: config.database.preparedStatements,
    },
    tenants: {
      served: config.tenants,
      faulty: config.faulty,
      defaultTenant: config.defaultTenant,
      knowsWebhookSecrets: true,
    },
    publicUrl: url ?? publicUrl,
    database,
    isThisMachine: true,
  }
  return { patient, close: () => closeAll(close, outbound) }
}

async function admitDev(environment: Environment, stranger: Patient, outbound: Outbound): Promise<Admitted> {
  const { dataDir } = environment
  const state = readDevState(dataDir)
  const { database, close } = databaseOf(environment)
  const look = { ...stranger.look, reachReceiver: reachingUnder(devWebhookTargets, proxyOf(environment.proxy)) }
  const here = { ...stranger, look, database, isThisMachine: true }
  if (state === undefined) return { patient: here, close: () => closeAll(close, outbound) }
  const { publicUrl, simulatorUrl } = state
  const identity = await createDevIdentityProvider({ dataDir, now: systemClock })
  const served = createDevTenants({ identity, gatewayUrl: publicUrl, simulatorUrl, origins: [] }).list()
  // A `rampway dev` makes these secrets anew at each start.
  const tenants = { served, faulty: [], defaultTenant: undefined, knowsWebhookSecrets: false }
  const settings = {
    operatorListen: operatorListenOf(environment),
    trustedProxies: [],
    preparedStatements: false,
  }
  return { patient: { ...here, settings, tenants, publicUrl }, close: () => closeAll(close, outbound) }
}

/** Of whom nothing is known. */
const publicAlone: TargetPolicy = { allowNetworks: [], allowHttp: false }

function reachingUnder(policy: TargetPolicy, proxy: OutboundProxy | undefined): Look['reachReceiver'] {
  return (url, deadlineMs) => reachReceiver(url, { policy, proxy, deadlineMs })
}

function operatorListenOf({ operator }: Environment): PatientSettings['operatorListen'] {
  return { host: operator.host, port: operator.port }
}

/** The database of these settings, which is opened by whoever needs it first. */
function databaseOf(environment: Environment): Pick<Admitted, 'close'> & {
  readonly database: () => Promise<PatientDatabase>
} {
  // Standard output is the command's.
  const log = createLog('fatal', openLogOutput(process.stderr.fd))
  let opening: Promise<PatientDatabase> | undefined
  let release = async (): Promise<void> => {}
  const open = async (): Promise<PatientDatabase> => {
    const { target, isPrivate, release: letGo } = await chooseStoreThatExists(environment, log)
    const database = openDatabase({ target, preparedStatements: false, onError: () => {} })
    release = async () => {
      await closeDatabase(database)
      await letGo()
    }
    const once = 0
    await within(
      checkMs - closeMs,
      whenReachable(
        database,
        once,
        () => {},
        () => pingDatabase(database).catch(forgiveReadOnly),
      ),
      undefined,
    )
    return { database, isPrivate, folder: isPrivate ? environment.dataDir : undefined }
  }
  return {
    database: () => {
      opening ??= open().catch((error: unknown) => {
        throw new Error(reasonOf(error))
      })
      return opening
    },
    close: () => release(),
  }
}

/** A database that takes no writes can be examined all the same; a check tells of it. */
function forgiveReadOnly(error: unknown): void {
  if (!(error instanceof Error && 'why' in error && error.why === 'read_only')) throw error
}

async function closeAll(closeStore: () => Promise<void>, outbound: Outbound): Promise<void> {
  await Promise.all([closeStore(), outbound.close()])
}

function readUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new InvalidArgumentError('Write an address such as https://ramp.example.')
  }
  const { origin, pathname } = new URL(text)
  return `${origin}${pathname}`.replace(/\/+$/, '')
}

function readNames(text: string): readonly Check[] {
  const words = text.split(',').map((word) => word.trim())
  const chosen = words.flatMap((word) => {
    const found = checksNamed(word)
    if (found.length > 0) return found
    const groups = new Set(Object.values(names).map(({ group }) => group))
    throw new InvalidArgumentError(
      `There is no check "${word}". There are ${[...groups, ...Object.keys(names)].join(', ')}.`,
    )
  })
  return allChecks.filter((check) => chosen.includes(check))
}
