import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { applicationHeaders } from './application-headers.ts'
import { serveFiles } from './static-files.ts'

/** Where `npm run build` leaves the console. Throws when it did not run. */
export function builtConsole(): URL {
  const page = createRequire(import.meta.url).resolve('@rampway/web/console/index.html')
  return new URL('.', pathToFileURL(page))
}

/**
 * Serves the operator console, the files of a folder, at `/console/`. Every other address below is one of its pages, whose
 * script decides what it shows. The application does not start when the folder has no file.
 */
export function serveConsole(app: FastifyInstance, folder: URL): void {
  serveFiles(app, {
    prefix: '/console/',
    folder,
    access: 'operator_port',
    pageHeaders: applicationHeaders,
    application: 'fixed',
  })
}
