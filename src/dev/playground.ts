import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { loopbackOrigins } from '../domain/origin.ts'
import { serveFiles } from '../http/static-files.ts'

/** What the playground's page leads to. */
export interface PlaygroundOptions {
  readonly publicUrl: string
  readonly simulatorUrl: string
}

/**
 * Serves the playground of `@rampway/web` at `/`. It may show the gateway's links and the simulator's pages in frames, and
 * run and reach nothing but the gateway. The application does not start when it was not built.
 */
export function servePlayground(app: FastifyInstance, options: PlaygroundOptions): void {
  const page = createRequire(import.meta.url).resolve('@rampway/web/playground/index.html')
  serveFiles(app, {
    prefix: '/',
    folder: new URL('.', pathToFileURL(page)),
    access: 'dev',
    pageHeaders: { 'content-security-policy': policyOf(options) },
  })
}

function policyOf({ publicUrl, simulatorUrl }: PlaygroundOptions): string {
  // A link leads from the gateway to the simulator and back, and each step must be allowed.
  const framed = [publicUrl, simulatorUrl].map((url) => new URL(url).origin)
  const loopback = loopbackOrigins.filter((origin) => /^http:\/\/[^[]/.test(origin))
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    `frame-src ${[...new Set(["'self'", ...framed, ...loopback])].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}
