import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'

/** Longest wait for `ps`, used where there is no /proc. */
const psTimeoutMs = 5_000

/**
 * Names a living process so that a later one with the same number is not mistaken for it: number, start time and, on
 * Linux, boot. Undefined when no such process lives; one that has ended but was not yet reaped counts as ended.
 */
export function readProcessIdentity(pid: number): string | undefined {
  if (process.platform !== 'linux') {
    const startedAt = askPs(pid, 'lstart=')
    return startedAt === undefined ? undefined : `${pid} ${startedAt}`
  }
  const stat = readText(`/proc/${pid}/stat`)
  if (stat === undefined) return undefined
  const parsed = parseProcessStat(stat)
  if (parsed === undefined) return undefined
  return `${pid} ${parsed.startTicks} ${readText('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}`
}

/** Reads state-independent facts from a line of /proc/<pid>/stat; undefined for a zombie or an unreadable line. */
export function parseProcessStat(stat: string): { readonly startTicks: string } | undefined {
  // The second field is the program's name in brackets and may hold anything, brackets and spaces included.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const state = fields[0]
  const startTicks = fields[19]
  if (startTicks === undefined || state === 'Z' || state === 'X') return undefined
  return { startTicks }
}

/**
 * Whether the process is a PostgreSQL server on that cluster directory (a real path). A server's working directory is
 * its cluster, which stays true when the directory is renamed under it. Where that cannot be read, its command line
 * must name the cluster.
 */
export function isServerProcess(pid: number, cluster: string): boolean {
  if (readProcessIdentity(pid) === undefined) return false
  if (process.platform !== 'linux') return askPs(pid, 'command=')?.includes(cluster) ?? false
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === cluster
  } catch {
    return readText(`/proc/${pid}/cmdline`)?.includes(cluster) ?? false
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function askPs(pid: number, field: string): string | undefined {
  try {
    const args = ['-o', 'stat=', '-o', field, '-p', String(pid)]
    const answer = execFileSync('ps', args, { encoding: 'utf8', timeout: psTimeoutMs, stdio: 'pipe' }).trim()
    const [state = '', ...rest] = answer.split(/\s+/)
    return state === '' || state.startsWith('Z') ? undefined : rest.join(' ')
  } catch {
    return undefined
  }
}
