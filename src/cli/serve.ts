import type { Command } from 'commander'
import { formatFault } from '../config/fault.ts'
import { createReload, type ReloadReport } from '../config/reload.ts'
import { createTenantDirectory } from '../config/tenant-directory.ts'
import type { FileState } from '../doctor/check.ts'
import { systemClock } from '../domain/clock.ts'
import type { FaultyTenant, TenantId } from '../domain/tenant.ts'
import { createGateway } from '../gateway.ts'
import { builtConsole } from '../http/console.ts'
import { builtPortal } from '../http/portal.ts'
import { createLog, type Log } from '../observe/log.ts'
import { openLogOutput } from '../observe/log-output.ts'
import { programVersion } from '../observe/version.ts'
import { proxyOf } from './proxy.ts'
import type { ReloadRequests } from './reload-requests.ts'
import { listenOrExplain, refuseToStart, runUntilStopped } from './running.ts'
import { readServeSettings } from './settings.ts'
import { chooseStore } from './store-choice.ts'
import { setV8Flags } from './v8-flags.ts'

/** Adds `serve`. */
export function addServeCommand(program: Command, reloadRequests: ReloadRequests): void {
  program
    .command('serve')
    .description('the gateway in production; SIGHUP reloads the tenants')
    .requiredOption('--config <file>', 'the configuration file, see docs/configuration.md')
    .option('--strict', 'does not start when the entry of any tenant has a fault, and refuses such a file at SIGHUP')
    .action((options: ServeOptions) => runServe(options, process.env, reloadRequests))
}

/** The options of the command. */
interface ServeOptions {
  readonly config: string
  /** A fault of one tenant keeps all from being served. */
  readonly strict?: boolean
}

/** `rampway serve --config FILE`: the gateway in production. SIGHUP reads the tenants anew. */
async function runServe(
  { config: path, strict = false }: ServeOptions,
  env: NodeJS.ProcessEnv,
  requests: ReloadRequests,
): Promise<void> {
  const read = await readServeSettings(path, env)
  if (read.kind === 'faults') refuseToStart(read.faults)
  const { config, environment, warnings, tenantFaults, publicUrl } = read.settings
  if (strict && tenantFaults.length > 0) refuseToStart(tenantFaults)
  const { host, port, operator } = environment
  const output = openLogOutput(process.stdout.fd)
  const log = createLog(environment.logLevel, output)
  for (const warning of warnings) log.warn({}, warning)
  logFaulty(log, config.faulty, config.defaultTenant)
  setV8Flags()
  const drainDelayMs = environment.drainDelaySeconds * 1000
  await runUntilStopped(log, drainDelayMs, async (onClose) => {
    const store = await chooseStore(environment.databaseUrl, environment.dataDir, log)
    onClose(store.release)
    const directory = createTenantDirectory(config.tenants, config.defaultTenant, config.faulty)
    let file: FileState = { path, faults: [], warnings }
    const gateway = await createGateway({
      publicUrl,
      database: store.target,
      preparedStatements: store.isPrivate || config.database.preparedStatements,
      drainDelayMs,
      databaseWaitMs: environment.databaseWaitSeconds * 1000,
      tenants: directory,
      trustedProxies: config.trustedProxies,
      keepAliveSeconds: environment.keepAliveSeconds,
      proxy: proxyOf(environment.proxy),
      healthPort: environment.healthPort,
      operator: { ...operator, consoleFolder: builtConsole() },
      portalFolder: builtPortal(),
      retention: config.retention,
      webhooks: config.webhooks,
      clock: systemClock,
      log,
      logLinesLost: output.linesLost,
      worker: true,
      doctor: {
        settings: {
          operatorListen: { host: operator.host, port: operator.port },
          trustedProxies: config.trustedProxies,
          preparedStatements: config.database.preparedStatements,
        },
        file: () => file,
        looksAround: true,
        databaseFolder: store.isPrivate ? environment.dataDir : undefined,
      },
    })
    onClose(gateway.close)
    const operatorAddress = { ...operator, prefix: 'OPERATOR_' }
    const operatorPort = await listenOrExplain(() => gateway.listenForOperators(operator.port), operatorAddress)
    await listenOrExplain(() => gateway.listen(host, port), { host, port })
    const facts = { host, port, public_url: publicUrl, tenants: config.tenants.length, operator_port: operatorPort }
    log.info({ version: programVersion, ...facts, config_hash: config.hash }, 'listening')
    const { metrics } = gateway.deps
    const tellApplied = (hash: string, faulty: readonly FaultyTenant[], waitingSettings: number): void => {
      metrics.configurationIs({ hash })
      for (const state of ['left_out', 'last_good'] as const) {
        metrics.faultyTenants({ state }, faulty.filter((tenant) => tenant.state === state).length)
      }
      metrics.lastReloadSuccessful(1)
      metrics.configurationReadAt(systemClock() / 1000)
      metrics.restartNeeded(waitingSettings)
    }
    tellApplied(config.hash, config.faulty, 0)
    const report = (what: ReloadReport): void => {
      const [faults, doubts] = what.kind === 'refused' ? [what.faults, []] : [[], what.warnings]
      file = { path, faults: faults.map(formatFault), warnings: doubts.map(formatFault) }
      if (what.kind === 'refused') metrics.lastReloadSuccessful(0)
      else tellApplied(what.hash, what.faulty, what.restartNeeded.length)
      logReload(log, what, directory.fallbackId())
    }
    const reload = createReload({ path, env, directory, running: config, strict, report })
    requests.serve(() => void reload())
  })
}

function logReload(log: Log, report: ReloadReport, defaultTenant: TenantId | undefined): void {
  if (report.kind === 'refused') {
    log.error({ faults: report.faults.map(formatFault) }, 'reload refused: the configuration stays as it was')
    return
  }
  const { hash: config_hash, tenantCount: tenants, restartNeeded: restart_needed } = report
  log.info(
    { tenants, config_hash, restart_needed, warnings: report.warnings.map(formatFault) },
    'configuration reloaded',
  )
  logFaulty(log, report.faulty, defaultTenant)
}

/** Says of each tenant whose entry has faults what becomes of it. */
function logFaulty(log: Log, faulty: readonly FaultyTenant[], defaultTenant: TenantId | undefined): void {
  for (const { id: tenant, entry, state, faults } of faulty) {
    const isDefault = tenant !== null && tenant === defaultTenant
    const facts = { tenant, entry, faults, default_tenant: isDefault }
    if (state === 'last_good') log.error(facts, 'tenant stays as it was: its entry has faults')
    else if (isDefault) log.error(facts, 'default tenant left out: whoever names no tenant is answered 503')
    else log.error(facts, 'tenant left out: its entry has faults')
  }
}
