import { readFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { getHeapStatistics } from 'node:v8'
import { type Check, ok, skipped, type Verdict } from './check.ts'

const mebibyte = 1024 * 1024

/** The oldest version that Rampway runs on; `engines` of package.json says the same. */
const nodeMin = [20, 19] as const

export const node: Check = {
  id: 'node',
  expected: `Node.js ${nodeMin.join('.')} or newer, of a line with long-term support (even numbers)`,
  why: 'Older versions lack what Rampway needs, and odd lines get no security fixes after half a year.',
  reach: 'process',
  run: async ({ isThisMachine }) => {
    if (!isThisMachine) return notHere
    return [judgeNode(process.versions.node)]
  },
}

/** Judges a version of Node.js. */
export function judgeNode(version: string): Verdict {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [majorMin, minorMin] = nodeMin
  const fix = 'Install the newest version with long-term support.'
  if (major < majorMin || (major === majorMin && minor < minorMin)) return { severity: 'error', found: version, fix }
  return major % 2 === 1 ? { severity: 'warning', found: version, fix } : ok(version)
}

/** Two for each session that waits for Meld; docs/operations.md has the figures. */
const openFilesGood = 65_536
const openFilesMin = 4_096

export const openFiles: Check = {
  id: 'open_files',
  expected: `${openFilesGood} open files or more`,
  why: 'Each session that waits for Meld holds two. When there are no more, callers are refused (EMFILE).',
  reach: 'process',
  run: async ({ isThisMachine }) => {
    if (!isThisMachine) return notHere
    const limits = await readFile('/proc/self/limits', 'utf8').catch(() => undefined)
    return limits === undefined ? skipped('this system has no /proc') : [judgeOpenFiles(limits)]
  },
}

/** Judges the text of `/proc/self/limits`. */
export function judgeOpenFiles(limits: string): Verdict {
  const soft = /^Max open files +(\S+)/m.exec(limits)?.[1]
  if (soft === 'unlimited') return ok('no limit')
  const limit = Number(soft)
  if (Number.isNaN(limit)) return { severity: 'skipped', found: 'the limit could not be read' }
  const found = `${limit} at most`
  if (limit >= openFilesGood) return ok(found)
  const fix = `Raise it: LimitNOFILE=${openFilesGood} in the unit of systemd, ulimits.nofile of a container, or ulimit -n.`
  return { severity: limit < openFilesMin ? 'warning' : 'info', found, fix }
}

/** An idle process takes about 140 MiB, one with ten thousand sessions in flight up to 450. */
const memoryMin = 512 * mebibyte

export const memory: Check = {
  id: 'memory',
  expected: `${memoryMin / mebibyte} MiB or more for each process`,
  why: 'The kernel ends a process that takes more than there is, with all the calls it has in hand.',
  reach: 'process',
  run: async ({ isThisMachine }) => (isThisMachine ? [judgeMemory(availableMemory())] : notHere),
}

/** Judges how many bytes there are for this process. */
export function judgeMemory(bytes: number): Verdict {
  const found = `${inMebibytes(bytes)} for this process`
  if (bytes >= memoryMin) return ok(found)
  return { severity: 'warning', found, fix: 'Raise the memory limit of the container or unit.' }
}

/** Most of its heap, in percent, before garbage collection takes over. */
const heapUsedMax = 85

export const heap: Check = {
  id: 'heap',
  expected: `a heap limit below the memory there is, and less than ${heapUsedMax} % of it in use`,
  why: 'A process whose heap may grow beyond its memory is killed; one whose heap is full spends its time collecting garbage.',
  reach: 'process',
  run: async ({ isThisMachine }) => {
    if (!isThisMachine) return notHere
    const { heap_size_limit: limit, used_heap_size: used } = getHeapStatistics()
    return [judgeHeap({ limit, used, memory: availableMemory() })]
  },
}

/** Judges a heap by its sizes in bytes. */
export function judgeHeap({ limit, used, memory }: { limit: number; used: number; memory: number }): Verdict {
  const percent = Math.round((used / limit) * 100)
  const found = `limit ${inMebibytes(limit)}, ${percent} % in use, memory ${inMebibytes(memory)}`
  if (percent >= heapUsedMax) {
    return {
      severity: 'warning',
      found,
      fix: 'Give it more: NODE_OPTIONS=--max-old-space-size=MiB, and more memory; or add a process.',
    }
  }
  if (limit <= memory) return ok(found)
  const megabytes = Math.floor((memory / mebibyte) * 0.75)
  return {
    severity: 'warning',
    found,
    fix: `Set NODE_OPTIONS=--max-old-space-size=${megabytes}, three quarters of the memory.`,
  }
}

/** What the container may take, or else what the machine has. */
function availableMemory(): number {
  const constrained = process.constrainedMemory()
  const total = totalmem()
  return constrained > 0 && constrained < total ? constrained : total
}

function inMebibytes(bytes: number): string {
  return `${Math.round(bytes / mebibyte)} MiB`
}

const notHere = skipped('this machine is not the gateway’s: leave --url out, or add --config')
