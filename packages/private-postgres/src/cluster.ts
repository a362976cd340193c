import { existsSync, readdirSync, readFileSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'

import type { Binaries } from './binaries.ts'
import type { Home } from './data-directory.ts'
import { explainServerOutput, PrivatePostgresError } from './failure.ts'
import { findStats, makeWholeFolder, replaceFile, setDirectoryOwner, syncDirectory } from './folder.ts'
import { availableMemory } from './memory.ts'
import { type ProgramEnd, runProgram } from './program.ts'
import {
  accessRules,
  bookkeepingDatabase,
  mainSettings,
  operatorSettings,
  setupStatements,
  superuser,
  tuningSettings,
} from './settings.ts'

/** Longest wait for each step of making a cluster; it takes about a second in all. */
const stepTimeoutMs = 120_000

/** First major version with the built-in locale provider, which knows all letters yet sorts by code point. */
const builtinLocaleMajor = 17

/** The major version a cluster was made by; undefined when there is none yet. Raises `init_failed` for a damaged one. */
export function readClusterMajor(home: Home): number | undefined {
  if (findStats(home.cluster) === undefined) return undefined
  if (readdirSync(home.cluster).length === 0) {
    rmdirSync(home.cluster)
    return undefined
  }
  const version = join(home.cluster, 'PG_VERSION')
  const isWhole = existsSync(version) && existsSync(join(home.cluster, 'global', 'pg_control'))
  const major = isWhole ? Number.parseInt(readFileSync(version, 'utf8'), 10) : Number.NaN
  if (Number.isSafeInteger(major)) return major
  const message = `${home.cluster} is not a whole PostgreSQL cluster. Restore it from a backup, or move it away to begin with an empty database.`
  throw new PrivatePostgresError('init_failed', message)
}

/** Makes a new cluster with its role, database and settings, whole or not at all. Raises `PrivatePostgresError`. */
export async function makeCluster(home: Home, binaries: Binaries, isDurable: boolean): Promise<void> {
  await makeWholeFolder(home.cluster, async (draft) => {
    setDirectoryOwner(draft, home.account, 0o700)
    await fillDraft(home, binaries, draft, isDurable)
  })
  if (isDurable) syncDirectory(home.folder)
}

async function fillDraft(home: Home, binaries: Binaries, draft: string, isDurable: boolean): Promise<void> {
  const options = { account: home.account, folder: home.folder, timeoutMs: stepTimeoutMs }
  const initdb = join(binaries.folder, 'initdb')
  const locale = binaries.major >= builtinLocaleMajor ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : []
  const how = ['--encoding=UTF8', '--locale=C', ...locale, '--auth=trust', '--no-instructions', '--no-sync']
  refuseFailure(home, await runProgram(initdb, ['-D', draft, '-U', superuser, ...how], options))

  replaceFile(join(draft, 'postgresql.conf'), mainSettings, home.account)
  replaceFile(join(draft, 'rampway.conf'), tuningSettings(availableMemory()), home.account)
  replaceFile(join(draft, 'operator.conf'), operatorSettings, home.account)
  replaceFile(join(draft, 'pg_hba.conf'), accessRules, home.account)

  const single = ['--single', '-D', draft, ...(isDurable ? [] : ['-c', 'fsync=off']), bookkeepingDatabase]
  const input = setupStatements
  refuseFailure(home, await runProgram(join(binaries.folder, 'postgres'), single, { ...options, input }))
  if (isDurable) refuseFailure(home, await runProgram(initdb, ['--sync-only', '-D', draft], options))
}

function refuseFailure(home: Home, end: ProgramEnd): void {
  // Single-user mode ends well even when a statement failed.
  if (end.code === 0 && !/\b(?:ERROR|FATAL|PANIC):/.test(end.output)) return
  throw explainServerOutput('init_failed', end.output, home.folder)
}
