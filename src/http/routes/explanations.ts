import type { FastifyInstance } from 'fastify'
import { GatewayError } from '../../domain/errors.ts'
import { assets } from '../../pages/assets.ts'
import { errorIndexPage, errorPage } from '../../pages/error-page.ts'

/** `GET /errors` and `/errors/{code}`, where a problem's `type` leads, and the files that pages refer to. */
export function explanationRoutes(app: FastifyInstance): void {
  const config = { access: 'public' as const }
  app.get('/errors', { config }, async (_request, reply) => {
    const page = errorIndexPage()
    return reply.code(page.status).headers(page.headers).send(page.html)
  })
  app.get<{ Params: { code: string } }>('/errors/:code', { config }, async (request, reply) => {
    const page = errorPage(request.params.code)
    if (page === undefined)
      throw new GatewayError('route_not_found', { detail: 'No error has this code; /errors lists all.' })
    return reply.code(page.status).headers(page.headers).send(page.html)
  })
  for (const [path, asset] of assets) {
    app.get(path, { config }, async (_request, reply) => {
      return reply.headers(asset.headers).type(asset.contentType).send(asset.body)
    })
  }
}
