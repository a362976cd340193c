import { formatFault } from '../config/fault.ts'
import { createReload, type ReloadReport } from '../config/reload.ts'
import { createTenantDirectory } from '../config/tenant-directory.ts'
import { systemClock } from '../domain/clock.ts'
import { createGateway } from '../gateway.ts'
import { createLog, type Log } from '../observe/log.ts'
import { openLogOutput } from '../observe/log-output.ts'
import { programVersion } from '../observe/version.ts'
import { boundHeapGrowth } from './heap.ts'
import { proxyOf } from './proxy.ts'
import type { ReloadRequests } from './reload-requests.ts'
import { listenOrExplain, refuseToStart, runUntilStopped } from './running.ts'
import { readServeSettings } from './settings.ts'
import { chooseStore } from './store-choice.ts'

/** `rampway serve --config FILE`: the gateway in production. SIGHUP reads the tenants anew. */
export async function runServe(path: string, env: NodeJS.ProcessEnv, requests: ReloadRequests): Promise<void> {
  const read = await readServeSettings(path, env)
  if (read.kind === 'faults') refuseToStart(read.faults)
  const { config, environment, warnings, publicUrl } = read.settings
  const { host, port } = environment
  const output = openLogOutput(process.stdout.fd)
  const log = createLog(environment.logLevel, output)
  for (const warning of warnings) log.warn(warning)
  boundHeapGrowth()
  const drainDelayMs = environment.drainDelaySeconds * 1000
  await runUntilStopped(log, drainDelayMs, async (onClose) => {
    const store = await chooseStore(environment.databaseUrl, environment.dataDir, log)
    onClose(store.release)
    const directory = createTenantDirectory(config.tenants, config.defaultTenant)
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
      retention: config.retention,
      clock: systemClock,
      log,
      logLinesLost: output.linesLost,
      worker: true,
    })
    onClose(gateway.close)
    await listenOrExplain(() => gateway.listen(host, port), host, port)
    const facts = { host, port, public_url: publicUrl, tenants: config.tenants.length }
    log.info({ version: programVersion, ...facts, config_hash: config.hash }, 'listening')
    const { metrics } = gateway.deps
    const tellApplied = (hash: string, waitingSettings: number): void => {
      metrics.configurationIs({ hash })
      metrics.lastReloadSuccessful(1)
      metrics.configurationReadAt(systemClock() / 1000)
      metrics.restartNeeded(waitingSettings)
    }
    tellApplied(config.hash, 0)
    const report = (what: ReloadReport): void => {
      if (what.kind === 'refused') metrics.lastReloadSuccessful(0)
      else tellApplied(what.hash, what.restartNeeded.length)
      logReload(log, what)
    }
    const reload = createReload({ path, env, directory, running: config, report })
    requests.serve(() => void reload())
  })
}

function logReload(log: Log, report: ReloadReport): void {
  if (report.kind === 'refused') {
    log.error({ faults: report.faults.map(formatFault) }, 'reload refused: the configuration stays as it was')
    return
  }
  const { hash: config_hash, tenantCount: tenants, restartNeeded: restart_needed } = report
  log.info(
    { tenants, config_hash, restart_needed, warnings: report.warnings.map(formatFault) },
    'configuration reloaded',
  )
}
