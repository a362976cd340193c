import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { FastifyInstance } from 'fastify'

const path = '/embed.js'

/**
 * Serves `@rampway/embed` as one file that any page may import. Throws when it was not built.
 */
export function serveEmbedFile(app: FastifyInstance): void {
  const script = readFileSync(createRequire(import.meta.url).resolve(`@rampway/embed${path}`))
  app.get(path, { config: { access: 'dev' } }, async (_request, reply) =>
    reply
      .headers({
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'no-cache',
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
      })
      .send(script),
  )
}
