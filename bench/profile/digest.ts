import type { Profiler } from 'node:inspector'
import { createModuleFinder } from './bundled-module.ts'

/** What a profile says of the time in which the thread was not idle. */
export interface Digest {
  readonly busyMicros: number
  readonly garbageMicros: number
  /** Microseconds by function, most first: its own, and with all that it called. */
  readonly self: readonly (readonly [name: string, micros: number])[]
  readonly inclusive: readonly (readonly [name: string, micros: number])[]
}

const idle = '(idle)'
const garbageCollector = '(garbage collector)'
/** V8's own entries, which are no functions and say nothing as callers. */
const root = '(root)'

/** Adds up a CPU profile. A function that calls itself counts once wherever it is on the stack. */
export function digestProfile({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Digest {
  const moduleAt = createModuleFinder()
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame, moduleAt)]))
  const callers = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)))
  const microsOf = new Map<number, number>()
  for (const [n, id] of samples.entries()) add(microsOf, id, timeDeltas[n] ?? 0)
  const self = new Map<string, number>()
  const inclusive = new Map<string, number>()
  for (const [id, micros] of microsOf) {
    const name = names.get(id) ?? ''
    if (name === idle) continue
    add(self, name, micros)
    for (const each of stackOf(id, callers, names)) add(inclusive, each, micros)
  }
  inclusive.delete(root)
  return {
    busyMicros: [...self.values()].reduce((sum, micros) => sum + micros, 0),
    garbageMicros: self.get(garbageCollector) ?? 0,
    self: mostFirst(self),
    inclusive: mostFirst(inclusive),
  }
}

/** The digest as lines for people, with so many functions of each kind. */
export function renderDigest({ busyMicros, garbageMicros, self, inclusive }: Digest, functionsMax: number): string {
  const share = (micros: number): string => `${((100 * micros) / busyMicros).toFixed(1).padStart(5)} %`
  const list = (entries: Digest['self']): readonly string[] =>
    entries.slice(0, functionsMax).map(([name, micros]) => `${share(micros)}  ${name}`)
  return [
    `Busy for ${(busyMicros / 1e6).toFixed(1)} s; garbage collection ${share(garbageMicros).trim()} of it.`,
    '',
    'By their own time:',
    ...list(self),
    '',
    'With all that they call:',
    ...list(inclusive),
  ].join('\n')
}

function stackOf(
  id: number,
  callers: ReadonlyMap<number, number>,
  names: ReadonlyMap<number, string>,
): ReadonlySet<string> {
  const stack = new Set<string>()
  for (let at: number | undefined = id; at !== undefined; at = callers.get(at)) stack.add(names.get(at) ?? '')
  return stack
}

/** Files of this project by their path in `dist/`, those of packages by the package's; those of the bundle with the module. */
function nameOf(
  { functionName, url, lineNumber }: Profiler.ProfileNode['callFrame'],
  moduleAt: ReturnType<typeof createModuleFinder>,
): string {
  const name = functionName || '(anonymous)'
  if (url === '') return name
  const place = `${url.replace(/^.*\/(?:node_modules|dist)\//, '')}:${lineNumber + 1}`
  const module = moduleAt(url, lineNumber)
  return module === undefined ? `${name}  ${place}` : `${name}  ${module} (${place})`
}

function add<Key>(sums: Map<Key, number>, key: Key, micros: number): void {
  sums.set(key, (sums.get(key) ?? 0) + micros)
}

function mostFirst(sums: ReadonlyMap<string, number>): Digest['self'] {
  return [...sums].sort(([, a], [, b]) => b - a)
}
