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
  serveFiles(app, { prefix: '/console/', folder, access: 'public', pageHeaders, isApplication: true })
}
