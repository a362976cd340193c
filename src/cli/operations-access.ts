import { hostname, userInfo } from 'node:os'
import { resolve } from 'node:path'
import { type CompositionSettings, compose } from '../composition.ts'
import type { Environment } from '../config/environment.ts'
import { createTenantDirectory } from '../config/tenant-directory.ts'
import { createDevIdentityProvider } from '../dev/identity-provider.ts'
import { readDevState } from '../dev/state.ts'
import { createDevTenants } from '../dev/tenants.ts'
import { devWebhookTargets } from '../dev/webhook-targets.ts'
import { type Clock, systemClock } from '../domain/clock.ts'
import type { ProcessId } from '../domain/liveness.ts'
import { type Operator, operatorScopes } from '../domain/operator.ts'
import { defaultRetention } from '../domain/retention.ts'
import { createLog } from '../observe/log.ts'
import { openLogOutput } from '../observe/log-output.ts'
import type { Deps } from '../operations/deps.ts'
import { type LivenessDeps, type ProcessLiveness, startLiveness } from '../operations/process-liveness.ts'
import { requireCurrentSchema } from '../postgres/schema.ts'
import { listReports } from '../store/doctor-reports.ts'
import { proxyOf } from './proxy.ts'
import { refuseToStart } from './running.ts'
import { readServeSettings, requireSettings } from './settings.ts'
import { chooseStoreThatExists, describeStore } from './store-access.ts'

/** Which gateway a command works on. */
export interface OperationsOptions {
  /** That of this configuration file; absent: that of `rampway dev` in the data directory. */
  readonly config?: string | undefined
}

/**
 * Lets one command do what the gateway of these settings can, beside it or without it: on the same database, tenants and
 * Meld accounts, as the account of this machine that runs the command. Nothing listens, and no background work is done.
 * All is closed however `work` ends. Ends the process with words for the operator when settings or database are of no use.
 */
export async function withOperations(
  { config }: OperationsOptions,
  env: NodeJS.ProcessEnv,
  work: (deps: Deps, operator: Operator) => Promise<void>,
): Promise<void> {
  // Standard output is the command's.
  const log = createLog('warn', openLogOutput(process.stderr.fd))
  const { environment, ...settings } = config === undefined ? await settingsOfDev(env) : await settingsOf(config, env)
  const store = await chooseStoreThatExists(environment, log)
  try {
    const { deps, close } = await compose(
      {
        ...settings,
        database: store.target,
        preparedStatements: false,
        databaseWaitMs: 0,
        proxy: proxyOf(environment.proxy),
        log,
      },
      {
        prepareSchema: (database) => requireCurrentSchema(database, describeStore(store, environment, database)),
        startLiveness: async (parts) => livenessWhenNeeded(parts),
        // What a command leaves to be done it asks for itself, in whichever process is free.
        onWebhook: () => {},
        wakePublishing: () => false,
      },
    )
    try {
      deps.findings.take((await listReports(deps.database)).map(({ findings }) => findings))
      await work(deps, accountOfThisMachine())
    } finally {
      await close()
    }
  } finally {
    await store.release()
  }
}

/** Who runs a command: whoever can reach the database may do everything. */
export function accountOfThisMachine(): Operator {
  return { token: null, name: accountName(), scopes: operatorScopes, via: 'cli', from: hostname() }
}

function accountName(): string {
  try {
    return userInfo().username
  } catch {
    // In a container the user may have a number and no name.
    return `uid ${process.getuid?.() ?? 'unknown'}`
  }
}

type Settings = Pick<CompositionSettings, 'publicUrl' | 'tenants' | 'retention' | 'webhooks' | 'clock'> & {
  readonly environment: Environment
}

async function settingsOf(path: string, env: NodeJS.ProcessEnv): Promise<Settings> {
  const read = await readServeSettings(path, env)
  if (read.kind === 'faults') return refuseToStart(read.faults)
  const { config, environment, publicUrl } = read.settings
  const tenants = createTenantDirectory(config.tenants, config.defaultTenant, config.faulty)
  const { retention, webhooks } = config
  return { environment, publicUrl, tenants, retention, webhooks, clock: systemClock }
}

async function settingsOfDev(env: NodeJS.ProcessEnv): Promise<Settings> {
  const { environment } = await requireSettings(undefined, env)
  const { dataDir } = environment
  const state = readDevState(dataDir)
  if (state === undefined) {
    return refuseToStart([
      `Give --config FILE. Without it a command is about rampway dev, which has never run in ${resolve(dataDir)}.`,
    ])
  }
  const { publicUrl, simulatorUrl } = state
  const clock = clockOfCommand(undefined, environment)
  const identity = await createDevIdentityProvider({ dataDir, now: clock })
  const tenants = createDevTenants({ identity, gatewayUrl: publicUrl, simulatorUrl, origins: [] })
  const policies = { retention: defaultRetention, webhooks: devWebhookTargets }
  return { environment, publicUrl, tenants, ...policies, clock }
}

/** What time it is for a command: that of `rampway dev`, where the command is about that. */
export function clockOfCommand(config: string | undefined, { dataDir }: Environment): Clock {
  const advancedMs = config === undefined ? (readDevState(dataDir)?.advancedMs ?? 0) : 0
  return () => systemClock() + advancedMs
}

/** A command takes part in the counting of processes only once it claims something. */
function livenessWhenNeeded(deps: LivenessDeps): ProcessLiveness {
  let starting: Promise<ProcessLiveness> | undefined
  let started: ProcessLiveness | undefined
  const claimant = async (): Promise<ProcessId> => {
    starting ??= startLiveness(deps)
    started = await starting
    return await started.claimant()
  }
  return {
    claimant,
    registeredAs: () => started?.registeredAs() ?? null,
    isAlive: (process) => started?.isAlive(process) ?? false,
    abandon: (claim) => started?.abandon(claim),
    end: async () => {
      if (starting !== undefined) await (await starting).end()
    },
  }
}
