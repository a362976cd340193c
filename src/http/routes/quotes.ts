import type { FastifyInstance } from 'fastify'
import { stringifyExact } from '../../contract/exact-json.ts'
import { readQuery } from '../../contract/query.ts'
import { type QuoteList, quoteParameters, quotesReply } from '../../contract/quotes.ts'
import { GatewayError } from '../../domain/errors.ts'
import type { Deps } from '../../operations/deps.ts'
import { listQuotes } from '../../operations/quotes.ts'
import { depsOf, principalOf } from '../access.ts'
import { requireFields } from '../fields.ts'

/** `GET /v0/ramp/quotes`. */
export function quoteRoutes(app: FastifyInstance, deps: Deps): void {
  app.get('/v0/ramp/quotes', { config: { access: 'user' } }, async (request, reply) => {
    const principal = principalOf(request)
    const query = requireFields(readQuery(request.query, quoteParameters, principal.tenant))
    const list = await observed(deps, () => listQuotes(depsOf(request, deps), principal, query))
    reply.type('application/json; charset=utf-8').serializer(stringifyExact)
    return quotesReply(query, list)
  })
}

async function observed(deps: Deps, list: () => Promise<QuoteList>): Promise<QuoteList> {
  try {
    const listed = await list()
    deps.metrics.quotesAnswered({ result: listed.quotes.length === 0 ? 'empty' : 'quoted' })
    return listed
  } catch (error) {
    deps.metrics.quotesAnswered({ result: error instanceof GatewayError ? error.error : 'internal' })
    throw error
  }
}
