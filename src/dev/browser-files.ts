import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { FastifyInstance } from 'fastify'

/** Each is a whole package, built as one file for pages without a bundler. */
const browserFiles = { '/client.js': '@rampway/client/client.js', '/embed.js': '@rampway/embed/embed.js' } as const

/** Serves `@rampway/client` and `@rampway/embed` as files that any page may import. Throws when they were not built. */
export function serveBrowserFiles(app: FastifyInstance): void {
  const { resolve } = createRequire(import.meta.url)
  for (const [path, file] of Object.entries(browserFiles)) {
    const script = readFileSync(resolve(file))
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
}
