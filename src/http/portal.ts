import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { applicationHeaders } from './application-headers.ts'
import { serveFiles } from './static-files.ts'

/** Where `npm run build` leaves the portal. Throws when it did not run. */
export function builtPortal(): URL {
  const page = createRequire(import.meta.url).resolve('@rampway/web/portal/index.html')
  return new URL('.', pathToFileURL(page))
}

/**
 * Serves the portal, the files of a folder, at `/portal/`, wherever the public address puts that: what partners see of their
 * webhook endpoints. The application does not start when the folder has no file.
 */
export function servePortal(app: FastifyInstance, folder: URL): void {
  serveFiles(app, {
    prefix: '/portal/',
    folder,
    access: 'portal',
    pageHeaders: applicationHeaders,
    application: 'movable',
  })
}
