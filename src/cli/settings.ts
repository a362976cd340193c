import { type Environment, formatEnvironmentFault, readEnvironment } from '../config/environment.ts'
import { formatFault } from '../config/fault.ts'
import { type Config, readConfigFile } from '../config/file.ts'
import { refuseToStart } from './running.ts'

/** The settings of a process. */
interface Settings {
  /** Without the tenants whose entries have faults. */
  readonly config: Config
  /** Every fault of those entries, one line each. */
  readonly tenantFaults: readonly string[]
  /** From the environment, or else from the file. */
  readonly environment: Environment
  /** Warnings about the file, one line each. */
  readonly warnings: readonly string[]
}

/** The settings, or every fault of file and environment at once, one line each. */
type SettingsResult<More = unknown> =
  | { readonly kind: 'settings'; readonly settings: Settings & More }
  | { readonly kind: 'faults'; readonly faults: readonly string[] }

/** Reads the file and the environment as every command does; the environment wins. */
async function readSettings(path: string, env: NodeJS.ProcessEnv): Promise<SettingsResult> {
  const file = await readConfigFile(path, env)
  const usable = file.kind === 'config' ? file : file.usable
  const listen = usable?.config.listen
  const read = readEnvironment(env, {
    ...listen,
    operator: usable?.config.operator,
    host: listen?.host ?? '0.0.0.0',
    databaseUrl: usable?.config.database.url,
    databaseWaitSeconds: usable?.config.database.waitSeconds,
    publicUrl: usable?.config.publicUrl,
  })
  const ofFile = file.kind === 'faults' ? file.faults.map(formatFault) : []
  if (usable === undefined || read.kind === 'faults') {
    const ofEnvironment = read.kind === 'faults' ? read.faults.map(formatEnvironmentFault) : []
    return { kind: 'faults', faults: [...ofFile, ...ofEnvironment] }
  }
  const { config, warnings } = usable
  const settings = { config, tenantFaults: ofFile, environment: read.environment, warnings: warnings.map(formatFault) }
  return { kind: 'settings', settings }
}

/** The same, with what `rampway serve` needs beyond it: where end users reach it. */
export async function readServeSettings(
  path: string,
  env: NodeJS.ProcessEnv,
): Promise<SettingsResult<{ readonly publicUrl: string }>> {
  const read = await readSettings(path, env)
  if (read.kind === 'faults') return read
  const { publicUrl, port, healthPort, operator } = read.settings.environment
  if (operator.port !== 0 && (operator.port === port || operator.port === healthPort)) {
    const fault = `Set OPERATOR_PORT to another port: the operator's is ${operator.port} where none is named, and that is taken by ${operator.port === port ? 'PORT' : 'HEALTH_PORT'}.`
    return { kind: 'faults', faults: [fault] }
  }
  if (publicUrl !== undefined) return { kind: 'settings', settings: { ...read.settings, publicUrl } }
  const fault = 'Set public_url in the file or RAMPWAY_PUBLIC_URL: links in answers are made from it.'
  return { kind: 'faults', faults: [...read.settings.tenantFaults, fault] }
}

/**
 * The settings of a command that may be given a file; ends the process with every fault when it cannot be used. Tenants
 * that are left out are told on standard error.
 */
export async function requireSettings(
  path: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly config: Config | undefined; readonly environment: Environment }> {
  if (path !== undefined) {
    const read = await readSettings(path, env)
    if (read.kind === 'faults') refuseToStart(read.faults)
    const { tenantFaults } = read.settings
    for (const fault of tenantFaults) process.stderr.write(`warning: its tenant is left out: ${fault}\n`)
    return read.settings
  }
  const read = readEnvironment(env)
  if (read.kind === 'faults') refuseToStart(read.faults.map(formatEnvironmentFault))
  return { config: undefined, environment: read.environment }
}
