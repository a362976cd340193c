import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { serveFiles } from './static-files.ts'

/** Runs and reaches nothing but what comes from where the page came from, and makes no HTML from texts. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

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
  const pageHeaders = {
    'content-security-policy': policy,
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
  }
  serveFiles(app, { prefix: '/console/', folder, access: 'operator_port', pageHeaders, isApplication: true })
}
