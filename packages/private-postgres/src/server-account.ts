import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** The user and group a server runs under. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/** Accounts a root-run gateway gives its server to, first found first: one of our own if the operator made it. */
const serverUserNames = ['rampway', 'nobody'] as const

/** What `nobody` is on Linux when /etc/passwd does not say. */
const nobodyId = 65_534

/** Start and span of the group numbers we draw from: systemd's list of uid and gid ranges leaves them to nobody. */
const privateGroupStart = 0x7000_0000
const privateGroupSpan = 0x0fff_ffff

/** This process's own user and group. */
export function currentAccount(): Account {
  return { uid: process.getuid?.() ?? -1, gid: process.getgid?.() ?? -1 }
}

/** Whether we run as root, under which PostgreSQL refuses to start. */
export function isRoot(): boolean {
  return process.getuid?.() === 0
}

/**
 * The account for a new server of a root-run gateway. The user may be shared with other programs (`nobody` often is),
 * so the group is one that nobody else is in: what only that group may enter is closed to the others of that user.
 * `seed` (hexadecimal) picks the group. Where the kernel maps few groups (some containers) the user's own is taken.
 */
export function chooseServerAccount(seed: string): Account {
  const users = listUsers()
  const user = serverUserNames.map((name) => users.find((listed) => listed.name === name)).find(Boolean)
  const account = user ?? { uid: nobodyId, gid: nobodyId }
  const group = privateGroupStart + (Number.parseInt(seed.slice(0, 8), 16) & privateGroupSpan)
  return { uid: account.uid, gid: isGroupMapped(readTextOr('/proc/self/gid_map', ''), group) ? group : account.gid }
}

/** Whether this is one of the group numbers that only a server of ours is given. */
export function isPrivateGroup(gid: number): boolean {
  return gid >= privateGroupStart && gid <= privateGroupStart + privateGroupSpan
}

/** The users that PostgreSQL would run as, by the text of /etc/passwd: all but root. */
export function parseUsers(passwd: string): readonly (Account & { readonly name: string })[] {
  return passwd.split('\n').flatMap((line) => {
    const [name = '', , ...ids] = line.split(':')
    const [uid = Number.NaN, gid = Number.NaN] = ids.slice(0, 2).map(Number)
    return Number.isSafeInteger(uid) && Number.isSafeInteger(gid) && uid !== 0 ? [{ name, uid, gid }] : []
  })
}

/** The same of this system. */
export function listUsers(): readonly (Account & { readonly name: string })[] {
  return parseUsers(readTextOr('/etc/passwd', ''))
}

/** Whether a group number exists in this user namespace, by the text of /proc/self/gid_map (start, outside, count). */
export function isGroupMapped(gidMap: string, gid: number): boolean {
  return gidMap.split('\n').some((line) => {
    const [start = Number.NaN, , count = Number.NaN] = line.trim().split(/\s+/).map(Number)
    return gid >= start && gid < start + count
  })
}

/** The first folder on the way to `path` (a real path, itself included) that `account` may not enter; undefined if none. */
export function findBarrier(path: string, account: Account): string | undefined {
  const parent = dirname(path)
  const above = parent === path ? undefined : findBarrier(parent, account)
  if (above !== undefined) return above
  const stats = statSync(path)
  const bit = stats.uid === account.uid ? 0o100 : stats.gid === account.gid ? 0o010 : 0o001
  return (stats.mode & bit) === 0 ? path : undefined
}

function readTextOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return otherwise
  }
}
