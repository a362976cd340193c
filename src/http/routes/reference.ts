import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { makeDevToken } from '../../contract/dev.ts'
import { showReference } from '../../contract/reference.ts'
import { referencePage } from '../../pages/reference-page.ts'
import { answerPage, serve } from '../serve.ts'
import type { ServedPaths } from '../served-paths.ts'
import { serveFiles } from '../static-files.ts'

/** Beside the compiled program; the sources use what was built last. */
const bundleFolder = new URL(
  import.meta.url.endsWith('.ts') ? '../../../dist/reference/' : '../../../reference/',
  import.meta.url,
)

const nonceBytes = 16

/** The reference page, with the bundle that it runs. Where tokens are made for anybody, it fills one in. */
export function referenceRoutes(app: FastifyInstance, served: ServedPaths): void {
  serve(app, showReference, async () => {
    const makesTokens = served.find(makeDevToken.path) !== undefined
    const nonce = randomBytes(nonceBytes).toString('base64')
    return answerPage(referencePage({ tokenPath: makesTokens ? makeDevToken.path : null, nonce }))
  })
  // The page's own addresses are relative to /docs.
  app.get('/docs/', { config: { access: 'public' } }, (_request, reply) => reply.redirect('../docs'))
  serveFiles(app, { prefix: '/docs/', folder: bundleFolder, access: 'public' })
}
