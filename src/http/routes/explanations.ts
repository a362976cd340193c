import type { FastifyInstance } from 'fastify'
import { explainError, listErrors, pageFile } from '../../contract/explanations.ts'
import { GatewayError } from '../../domain/errors.ts'
import { assets } from '../../pages/assets.ts'
import { errorIndexPage, errorPage } from '../../pages/error-page.ts'
import { answerPage, serve } from '../serve.ts'

/** Where a problem's `type` leads, and the files that pages refer to. */
export function explanationRoutes(app: FastifyInstance): void {
  serve(app, listErrors, async () => answerPage(errorIndexPage()))
  serve(app, explainError, async ({ params }) => {
    const page = errorPage(params.code)
    if (page === undefined)
      throw new GatewayError('route_not_found', { detail: 'No error has this code; /errors lists all.' })
    return answerPage(page)
  })
  for (const [path, { contentType, headers, body }] of assets) {
    serve(app, pageFile(path, contentType), async () => ({ status: 200, headers, body }))
  }
}
