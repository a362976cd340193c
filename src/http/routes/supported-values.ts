import type { FastifyInstance } from 'fastify'
import { basePathOf } from '../../contract/base-path.ts'
import { readQuery } from '../../contract/query.ts'
import { catalogueFilterOf, supportedValuesParameters, supportedValuesReply } from '../../contract/supported-values.ts'
import { narrowCatalogue } from '../../domain/catalogue-filter.ts'
import { requireCatalogue } from '../../operations/catalogue/catalogue.ts'
import type { Deps } from '../../operations/deps.ts'
import { depsOf, principalOf } from '../access.ts'
import { entityTagOf, namesEntityTag } from '../entity-tags.ts'
import { requireFields } from '../fields.ts'
import { writtenFor } from '../written.ts'

/** Apps show these lists when a person comes to the page; what changes within five minutes can wait. */
const cacheControl = 'private, max-age=300'

/** `GET /v0/ramp/supported-values`, with a strong `ETag` over the very bytes. */
export function supportedValuesRoutes(app: FastifyInstance, deps: Deps): void {
  const basePath = basePathOf(deps.publicUrl)
  app.get('/v0/ramp/supported-values', { config: { access: 'user' } }, async (request, reply) => {
    const { tenant } = principalOf(request)
    const filter = catalogueFilterOf(requireFields(readQuery(request.query, supportedValuesParameters, tenant)))
    const { catalogue, fetchedAt, stale } = await requireCatalogue(depsOf(request, deps), tenant)
    const body = supportedValuesReply({ filter, catalogue: narrowCatalogue(catalogue, filter), fetchedAt, stale })
    const payload = JSON.stringify(writtenFor(request, basePath, body))
    const etag = entityTagOf(payload)
    reply.headers({ etag, 'cache-control': cacheControl, vary: 'origin, x-juno-orgid, x-timestamp-format' })
    if (namesEntityTag(request.headers['if-none-match'], etag)) return reply.code(304).send()
    return reply.type('application/json; charset=utf-8').send(payload)
  })
}
