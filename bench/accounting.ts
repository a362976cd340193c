import { readdirSync, readFileSync } from 'node:fs'

/** What the operating system has counted for a process. Linux only: it is read from `/proc`. */
interface Booked {
  readonly pid: number
  readonly parent: number
  /** Its own processor time, all threads, user and system; in clock ticks. */
  readonly ticks: number
  /** That of its children that have ended. */
  readonly endedTicks: number
}

/** `USER_HZ`, which is 100 on every Linux that Node runs on. */
const ticksPerSecond = 100
const kilobyte = 1024

/** Processor seconds that a process has used so far: user and system, all of its threads. */
export function cpuSecondsOf(pid: number): number {
  const { ticks } = booked(pid)
  return ticks / ticksPerSecond
}

/** The same for a process and all of its children, ended ones included; such as PostgreSQL's. */
export function familyCpuSecondsOf(pid: number): number {
  const family = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => tryBooked(Number(name)))
    .filter((process) => process.pid === pid || process.parent === pid)
  const ticks = family.reduce((sum, process) => sum + process.ticks, 0)
  return (ticks + booked(pid).endedTicks) / ticksPerSecond
}

/** Who started a process. */
export function parentOf(pid: number): number {
  return booked(pid).parent
}

/** Resident memory in bytes: as it is now, and the most it ever was. */
export function memoryOf(pid: number): { readonly bytes: number; readonly peakBytes: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const read = (name: string): number => {
    const digits = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]
    if (digits === undefined) throw new Error(`/proc/${pid}/status does not tell ${name}`)
    return Number(digits) * kilobyte
  }
  return { bytes: read('VmRSS'), peakBytes: read('VmHWM') }
}

function tryBooked(pid: number): Booked[] {
  try {
    return [booked(pid)]
  } catch {
    // It ended while we looked.
    return []
  }
}

function booked(pid: number): Booked {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name, in brackets, may hold anything; the figures begin behind it, with the third one (proc(5)).
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const field = (n: number): number => Number(fields[n - 3])
  return { pid, parent: field(4), ticks: field(14) + field(15), endedTicks: field(16) + field(17) }
}
