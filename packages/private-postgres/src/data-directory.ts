import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

import { explainFileError, ownDatabaseHint, PrivatePostgresError, readErrorCode } from './failure.ts'
import { findStats, replaceFile, setDirectoryOwner } from './folder.ts'
import {
  type Account,
  chooseServerAccount,
  currentAccount,
  findBarrier,
  isPrivateGroup,
  isRoot,
  listUsers,
} from './server-account.ts'

/** Where one private PostgreSQL keeps its things, and who owns and runs it. */
export interface Home {
  /** Real path of our folder: cluster, lock, log. Only its owner and the server may enter. */
  readonly folder: string
  /** PostgreSQL's own data directory inside it. */
  readonly cluster: string
  /** Whom the folder and our files in it belong to. */
  readonly owner: Account
  /** Whom the server runs as. The same as `owner`, unless that is root. */
  readonly account: Account
}

/** Where a root-run gateway keeps what the server's account could not reach in the data directory. */
const systemFolder = '/var/lib/rampway'

/** In the data directory: says that, and where, the database lives elsewhere. */
const locationFileName = 'postgres-location.txt'

const folderName = 'postgres'

/**
 * Finds or makes the home of the private PostgreSQL of a data directory: its sub-folder `postgres` or, when we are root
 * and the server's account cannot get there, a folder of its own under `systemFolder`, noted in the data directory.
 * Raises `not_writable`, `disk_full`, or `init_failed` when the noted folder is gone.
 */
export function openHome(dataDir: string, log: (message: string) => void): Home {
  try {
    const path = resolve(dataDir)
    mkdirSync(path, { recursive: true })
    const real = realpathSync(path)
    return isRoot() ? openHomeAsRoot(real, log) : openHomeAsUser(real)
  } catch (error) {
    throw explainFileError(error, dataDir)
  }
}

/** True when a data directory has a private PostgreSQL, or one that this user may not look at. Makes nothing. */
export function hasPrivatePostgres(dataDir: string): boolean {
  const folder = readLocation(resolve(dataDir)).folder ?? join(resolve(dataDir), folderName)
  if (existsSync(join(folder, 'data', 'PG_VERSION'))) return true
  try {
    accessSync(folder, constants.X_OK)
    return false
  } catch (error) {
    return readErrorCode(error) === 'EACCES'
  }
}

function openHomeAsUser(dataDir: string): Home {
  const folder = join(dataDir, folderName)
  const me = currentAccount()
  if (findStats(folder) === undefined && existsSync(join(dataDir, locationFileName))) throw foreignHome(dataDir, 0)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const stats = findStats(folder)
  if (stats?.isDirectory() !== true || stats.uid !== me.uid) throw foreignHome(folder, stats?.uid)
  accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  return { folder, cluster: join(folder, 'data'), owner: me, account: me }
}

function foreignHome(place: string, uid: number | undefined): PrivatePostgresError {
  const whose = uid === 0 ? 'root made it' : `it belongs to user ${uid ?? 'unknown'}, not to you`
  const message = `The private PostgreSQL of ${place} cannot be used: ${whose}. Run Rampway as that user, choose another data directory, ${ownDatabaseHint}.`
  return new PrivatePostgresError('not_writable', message)
}

function openHomeAsRoot(dataDir: string, log: (message: string) => void): Home {
  const noted = findLocation(dataDir)
  if (noted !== undefined) return makeRootHome(noted)
  const folder = join(dataDir, folderName)
  const owner = findListedOwner(findStats(folder) === undefined ? dataDir : folder)
  const account = owner ?? accountOf(folder)
  const barrier = findBarrier(dataDir, account)
  if (barrier === undefined || (barrier === dataDir && tryAdmitServer(dataDir, account)))
    return owner === undefined ? makeRootHome(folder) : makeHome(folder, owner, owner, 0o700)
  if (existsSync(join(folder, 'data'))) {
    const message = `PostgreSQL runs as user ${account.uid} and can no longer enter ${barrier} to reach its data in ${folder}. Allow that (chmod o+x ${barrier}), or start Rampway as the owner of the data.`
    throw new PrivatePostgresError('not_writable', message)
  }
  return makeHomeElsewhere(dataDir, barrier, log)
}

/**
 * Lets the server pass through a data directory that root closed to all others (as `mkdtemp` and a strict umask do):
 * only its private group, only to names it knows. False where that would change anything for anybody else.
 */
function tryAdmitServer(dataDir: string, account: Account): boolean {
  const { uid, mode } = statSync(dataDir)
  if (uid !== 0 || (mode & 0o070) !== 0 || !isPrivateGroup(account.gid)) return false
  setDirectoryOwner(dataDir, { uid: 0, gid: account.gid }, (mode & 0o777) | 0o010)
  return true
}

/** The user a data directory was made by, unless that is root or has no account PostgreSQL would accept. */
function findListedOwner(path: string): Account | undefined {
  const { uid } = statSync(path)
  return listUsers().find((user) => user.uid === uid)
}

function makeHomeElsewhere(dataDir: string, barrier: string, log: (message: string) => void): Home {
  const folder = join(makeSystemFolder(), hashPath(dataDir))
  const home = makeRootHome(folder)
  writeLocation(dataDir, folder)
  log(`PostgreSQL's account cannot enter ${barrier}; the database lives in ${folder}`)
  return home
}

function writeLocation(dataDir: string, folder: string): void {
  const text = `Rampway was started as root, and PostgreSQL's own user may not enter this directory.
So its database lives in another place. Keep this file; back up both.
directory: ${folder}
of: ${dataDir}
`
  replaceFile(join(dataDir, locationFileName), text, currentAccount())
}

/** The noted folder, when it is still this data directory's: also after a move, but not for a copy of the directory. */
function findLocation(dataDir: string): string | undefined {
  const file = join(dataDir, locationFileName)
  if (!existsSync(file)) return undefined
  const { folder, owner } = readLocation(dataDir)
  if (folder === undefined || dirname(folder) !== systemFolder) {
    throw new PrivatePostgresError(
      'init_failed',
      `${file} does not name a folder in ${systemFolder}. Fix or delete it.`,
    )
  }
  if (findStats(folder) === undefined) {
    const message = `The database of ${dataDir} should be in ${folder}, which is gone. Restore that folder, or delete ${file} to begin with an empty database.`
    throw new PrivatePostgresError('init_failed', message)
  }
  if (owner === dataDir) return folder
  if (owner !== undefined && readLocation(owner).folder === folder) return undefined
  writeLocation(dataDir, folder)
  return folder
}

function readLocation(dataDir: string): { readonly folder?: string | undefined; readonly owner?: string | undefined } {
  const file = join(dataDir, locationFileName)
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  return { folder: /^directory: (.+)$/m.exec(text)?.[1], owner: /^of: (.+)$/m.exec(text)?.[1] }
}

/** A folder that every user may pass through, for what root-run gateways keep outside their data directories. */
export function makeSystemFolder(name = ''): string {
  const folder = join(systemFolder, name)
  mkdirSync(folder, { recursive: true })
  for (const path of [systemFolder, folder]) setDirectoryOwner(path, { uid: 0, gid: 0 }, 0o755)
  return folder
}

/** A folder of root's that only the server's private group may pass through. */
function makeRootHome(folder: string): Home {
  const account = accountOf(folder)
  return makeHome(folder, { uid: 0, gid: account.gid }, account, 0o710)
}

/** The account of the server in `folder`: that of the cluster there is, else a new one. */
function accountOf(folder: string): Account {
  const chosen = chooseServerAccount(hashPath(folder))
  const stats = findStats(folder)
  const gid = stats !== undefined && stats.uid === 0 && stats.gid !== 0 ? stats.gid : chosen.gid
  const uid = findStats(join(folder, 'data'))?.uid ?? chosen.uid
  return { uid: uid === 0 ? chosen.uid : uid, gid }
}

function makeHome(folder: string, owner: Account, account: Account, mode: number): Home {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  setDirectoryOwner(folder, owner, mode)
  return { folder, cluster: join(folder, 'data'), owner, account }
}

function hashPath(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 16)
}
