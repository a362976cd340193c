import type { FastifyInstance } from 'fastify'

/** A path that is served, whatever the method. */
export interface ServedPath {
  /** As its route declares it, such as `/v0/ramp/sessions/:id`. */
  readonly pattern: string
  /** The methods it has, `OPTIONS` among them, as `Allow` lists them. */
  readonly allow: string
}

/** Every path that is served. */
export interface ServedPaths {
  /** Finds the path that a request's target (path and query) names; undefined when there is no such route. */
  readonly find: (target: string) => ServedPath | undefined
}

/** True of a target whose path is one of an API, where names are never empty and refusals are never pages. */
export function isApiPath(target: string): boolean {
  return target.startsWith('/v0/') || target.startsWith('/operator/v0/')
}

/** Learns of every route that is added from now on. */
export function watchServedPaths(app: FastifyInstance): ServedPaths {
  const methods = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    const known = methods.get(url) ?? new Set(['OPTIONS'])
    for (const one of [method].flat()) known.add(one.toUpperCase())
    methods.set(url, known)
  })
  return {
    find: (target) => {
      const path = pathOf(target)
      for (const [pattern, known] of methods) {
        if (path !== undefined && matches(pattern, path)) return { pattern, allow: [...known].sort().join(', ') }
      }
      return undefined
    },
  }
}

/** The path of a request's target, decoded as the router decodes it; undefined when it cannot be. */
function pathOf(target: string): string | undefined {
  try {
    return decodeURI(target.split('?', 1)[0] ?? '')
  } catch {
    return undefined
  }
}

/** An API path never has a name that is empty: it would be one with a trailing slash. */
function matches(pattern: string, path: string): boolean {
  const given = path.split('/')
  const wanted = pattern.split('/')
  if (given.length !== wanted.length) return false
  const mayBeEmpty = !isApiPath(pattern)
  return wanted.every((name, index) => matchesName(name, given[index] ?? '', mayBeEmpty))
}

/** A name may have a parameter: `:id`, or between what is fixed, as in `logo-:hash.png`. */
function matchesName(wanted: string, given: string, mayBeEmpty: boolean): boolean {
  const [before = '', after] = wanted.split(/:\w+/, 2)
  if (after === undefined) return wanted === given
  const least = before.length + after.length + (mayBeEmpty ? 0 : 1)
  return given.startsWith(before) && given.endsWith(after) && given.length >= least
}
