import type { FastifyInstance } from 'fastify'
import { brandFile, explainError, listErrors, pageFile } from '../../contract/explanations.ts'
import { GatewayError } from '../../domain/errors.ts'
import type { Deps } from '../../operations/deps.ts'
import { assets } from '../../pages/assets.ts'
import { brandFilePaths, findBrandFile } from '../../pages/brand.ts'
import { errorIndexPage, errorPage } from '../../pages/error-page.ts'
import { answerPage, serve } from '../serve.ts'

/** Where a problem's `type` leads, and the files that pages refer to. */
export function explanationRoutes(app: FastifyInstance, { tenants }: Pick<Deps, 'tenants'>): void {
  serve(app, listErrors, async ({ request }) =>
    answerPage(errorIndexPage(request.route.url === listErrors.otherPath ? '..' : '.')),
  )
  serve(app, explainError, async ({ params }) => {
    const page = errorPage(params.code)
    if (page === undefined)
      throw new GatewayError('route_not_found', { detail: 'No error has this code; /errors lists all.' })
    return answerPage(page)
  })
  for (const [path, { contentType, headers, body }] of assets) {
    serve(app, pageFile(path, contentType), async () => ({ status: 200, headers, body }))
  }
  for (const { path, contentType } of brandFilePaths) {
    serve(app, brandFile(path, contentType), async ({ params }) => {
      const file = findBrandFile(tenants.list(), path.replace(':hash', params.hash))
      if (file === undefined) throw new GatewayError('route_not_found')
      return { status: 200, headers: file.headers, body: file.body }
    })
  }
}
