import { isSecret } from '../domain/secret.ts'
import type { FaultyTenant } from '../domain/tenant.ts'
import type { Fault } from './fault.ts'
import { type Config, readConfigFile } from './file.ts'
import type { EnvironmentRecord } from './reference.ts'
import type { FileSettings } from './settings.ts'
import type { ReplaceableTenantDirectory } from './tenant-directory.ts'

/** What became of a reload. */
export type ReloadReport =
  | {
      readonly kind: 'applied'
      readonly hash: string
      readonly tenantCount: number
      /** Entries with faults: their tenants stay as they were, or are left out. */
      readonly faulty: readonly FaultyTenant[]
      readonly warnings: readonly Fault[]
      /** Settings that differ from those the process runs with and take effect at its next start, such as `listen.port`. */
      readonly restartNeeded: readonly string[]
    }
  /** Nothing of the file can be used; everything stays as it was. */
  | { readonly kind: 'refused'; readonly faults: readonly Fault[] }

/** What a reload needs. */
export interface ReloadOptions {
  readonly path: string
  readonly env: EnvironmentRecord
  readonly directory: ReplaceableTenantDirectory
  /** The configuration the process started with, against which restart settings are compared. */
  readonly running: Config
  /** Any fault of a tenant makes the whole file refused. */
  readonly strict?: boolean
  readonly report: (report: ReloadReport) => void
}

/**
 * Reads the file again and exchanges the tenants and the default tenant in one step; requests under way keep the tenant
 * they began with. A tenant whose entry has a fault stays as it is `inForce`, and is left out when it is new. A file of
 * which nothing can be used changes nothing. Gives what is in force from now on. Reports exactly once; rejects only if
 * `report` throws.
 */
export async function reloadConfig(options: ReloadOptions, inForce: Config = options.running): Promise<Config> {
  const result = await readConfigFile(options.path, options.env, inForce)
  const read = result.kind === 'config' ? result : options.strict === true ? undefined : result.usable
  if (read === undefined) {
    const faults = result.kind === 'config' ? [] : result.faults
    options.report({ kind: 'refused', faults })
    return inForce
  }
  const { config, warnings } = read
  const { hash, tenants, defaultTenant, faulty, writtenOf: _, ...settings } = config
  options.directory.replace(tenants, defaultTenant, faulty)
  const restartNeeded = findRestartSettings(options.running, settings)
  options.report({ kind: 'applied', hash, tenantCount: tenants.length, faulty, warnings, restartNeeded })
  return config
}

/**
 * Makes the function to call on each signal: reloads run one after the other, and signals that arrive during one lead
 * to a single further reload, so that the newest file always wins. It resolves when its reload is done.
 */
export function createReload(options: ReloadOptions): () => Promise<void> {
  let inForce = options.running
  let last: Promise<void> = Promise.resolve()
  let waiting: Promise<void> | undefined
  return () => {
    waiting ??= last
      .catch(() => {})
      .then(async () => {
        waiting = undefined
        inForce = await reloadConfig(options, inForce)
      })
    last = waiting
    return waiting
  }
}

/** The settings of the process that differ, by their names in the file. */
function findRestartSettings(running: FileSettings, reread: FileSettings): readonly string[] {
  const now = Object.fromEntries(nameSettings(running))
  return nameSettings(reread).flatMap(([name, value]) => (now[name] === value ? [] : [name]))
}

/** Each setting as the file names it, such as `listen.keep_alive_seconds`, with its value as a text. */
function nameSettings(settings: object, group = ''): readonly (readonly [string, string | undefined])[] {
  return Object.entries(settings).flatMap(([member, value]: [string, unknown]) => {
    const name = `${group}${member.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`
    if (isSecret(value)) return [[name, value.reveal()]]
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[name, JSON.stringify(value)]]
    return nameSettings(value, `${name}.`)
  })
}
