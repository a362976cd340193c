import type { Fault } from './fault.ts'
import { type Config, readConfigFile } from './file.ts'
import type { EnvironmentRecord } from './reference.ts'
import type { ReplaceableTenantDirectory } from './tenant-directory.ts'

/** What became of a reload. */
export type ReloadReport =
  | {
      readonly kind: 'applied'
      readonly hash: string
      readonly tenantCount: number
      readonly warnings: readonly Fault[]
      /** Settings that differ from those the process runs with and take effect at its next start, such as `listen.port`. */
      readonly restartNeeded: readonly string[]
    }
  /** The file is not valid; everything stays as it was. */
  | { readonly kind: 'refused'; readonly faults: readonly Fault[] }

/** What a reload needs. */
export interface ReloadOptions {
  readonly path: string
  readonly env: EnvironmentRecord
  readonly directory: ReplaceableTenantDirectory
  /** The configuration the process started with, against which restart settings are compared. */
  readonly running: Config
  readonly report: (report: ReloadReport) => void
}

/**
 * Reads the file again and exchanges the tenants and the default tenant in one step; requests under way keep the tenant
 * they began with. An invalid file changes nothing. Reports exactly once; rejects only if `report` throws.
 */
export async function reloadConfig(options: ReloadOptions): Promise<void> {
  const result = await readConfigFile(options.path, options.env, true)
  if (result.kind === 'faults') {
    options.report({ kind: 'refused', faults: result.faults })
    return
  }
  const { config, warnings } = result
  options.directory.replace(config.tenants, config.defaultTenant)
  const restartNeeded = findRestartSettings(options.running, config)
  const { hash, tenants } = config
  options.report({ kind: 'applied', hash, tenantCount: tenants.length, warnings, restartNeeded })
}

/**
 * Makes the function to call on each signal: reloads run one after the other, and signals that arrive during one lead
 * to a single further reload, so that the newest file always wins. It resolves when its reload is done.
 */
export function createReload(options: ReloadOptions): () => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  let waiting: Promise<void> | undefined
  return () => {
    waiting ??= last
      .catch(() => {})
      .then(() => {
        waiting = undefined
        return reloadConfig(options)
      })
    last = waiting
    return waiting
  }
}

function findRestartSettings(running: Config, reread: Config): readonly string[] {
  const settings: readonly (readonly [string, (config: Config) => unknown])[] = [
    ['public_url', (config) => config.publicUrl],
    ['listen.host', (config) => config.listen.host],
    ['listen.port', (config) => config.listen.port],
    ['listen.keep_alive_seconds', (config) => config.listen.keepAliveSeconds],
    ['listen.drain_delay_seconds', (config) => config.listen.drainDelaySeconds],
    ['trusted_proxies', (config) => config.trustedProxies.join(' ')],
    ['database.url', (config) => config.database.url?.reveal()],
    ['database.prepared_statements', (config) => config.database.preparedStatements],
    ['database.wait_seconds', (config) => config.database.waitSeconds],
    ['retention.sessions_days', (config) => config.retention.sessionsDays],
    ['retention.webhooks_days', (config) => config.retention.webhooksDays],
  ]
  return settings.filter(([, read]) => read(running) !== read(reread)).map(([name]) => name)
}
