import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import type { Access } from '../contract/endpoint.ts'
import { GatewayError } from '../domain/errors.ts'
import { declareAccess } from './access.ts'

/** A folder of files that browsers get as they are. */
export interface StaticFiles {
  /** The path that precedes their names, with a slash at both ends; `/` for the root. */
  readonly prefix: string
  readonly folder: URL
  readonly access: Access
  /**
   * What pages (`*.html`) carry beside their type and caching, such as their Content-Security-Policy; header names are
   * lower case. Other files keep the headers of every answer.
   */
  readonly pageHeaders?: Readonly<Record<string, string>>
  /**
   * The script of `index.html` decides by the address what it shows: it is what addresses below the prefix get that name no
   * file.
   *
   * - `fixed`: it knows where it is mounted. Every address is one of its pages, the prefix without its slash too; only what
   *   would have a hash in its name must be there.
   * - `movable`: a proxy may put a path before the prefix, so it names its files from where it is. Its pages are one step
   *   below the prefix, and who leaves out the slash is led there.
   */
  readonly application?: 'fixed' | 'movable'
}

/** What lies under `assets/` has a hash of its content in its name, and may be kept for the longest that HTTP advises. */
const hashedFile = /\/assets\/[^/]+$/
const hashedCaching = 'public, max-age=31536000, immutable'
/** Kept, and asked for again each time: who has it already gets 304. */
const otherCaching = 'no-cache'
const compressedForms = ['**/*.br', '**/*.gz']

/**
 * Serves every file that the folder holds now, by GET and HEAD, with an entity tag; `index.html` for its folder too. Where
 * `name.br` or `name.gz` lies beside a file, whoever accepts it gets that. A file comes whole, whatever range is asked
 * for. Each file is a route of its own: a path that
 * names none of them is unknown like any other, and no path leads out of the folder.
 *
 * The application does not start when the folder has no file: it was not built.
 */
export function serveFiles(app: FastifyInstance, files: StaticFiles): void {
  const { prefix, folder, access, pageHeaders = {}, application } = files
  const plugin: FastifyPluginAsync = async (scope) => {
    declareAccess(scope, access)
    // They guard changes to a file, and no file is changed through here: left in, they would fail a read.
    scope.addHook('onRequest', ({ raw: { headers } }, _reply, done) => {
      delete headers['if-match']
      delete headers['if-unmodified-since']
      done()
    })
    let routes = 0
    scope.addHook('onRoute', () => {
      routes += 1
    })
    await scope.register(fastifyStatic, {
      root: fileURLToPath(folder),
      prefix,
      wildcard: false,
      decorateReply: application !== undefined,
      globIgnore: compressedForms,
      preCompressed: true,
      cacheControl: false,
      acceptRanges: false,
      setHeaders: (reply, path) => {
        const file = path.replace(/\.(?:br|gz)$/, '').replaceAll('\\', '/')
        reply.header('cache-control', hashedFile.test(file) ? hashedCaching : otherCaching)
        if (file.endsWith('.html')) reply.headers({ ...pageHeaders })
      },
    })
    if (routes === 0) throw new Error(`${fileURLToPath(folder)} has no files to serve; run "npm run build"`)
    if (application === undefined) return
    const withoutSlash = prefix.slice(0, -1)
    if (application === 'movable') {
      scope.get(withoutSlash, (_request, reply) => reply.redirect(prefix.slice(1)))
      scope.get(`${prefix}:page`, (_request, reply) => reply.sendFile('index.html'))
      return
    }
    scope.get(withoutSlash, (_request, reply) => reply.sendFile('index.html'))
    scope.get(`${prefix}*`, ({ url }, reply) => {
      if (url.startsWith(`${prefix}assets/`)) throw new GatewayError('route_not_found')
      return reply.sendFile('index.html')
    })
  }
  void app.register(plugin)
}
