import type { FastifyInstance } from 'fastify'
import { basePathOf } from '../../contract/base-path.ts'
import { writeQuotes } from '../../contract/quote-view.ts'
import { listQuotes } from '../../contract/quotes.ts'
import { WrittenBody } from '../../contract/written-body.ts'
import { GatewayError } from '../../domain/errors.ts'
import { type Deps, depsFor } from '../../operations/deps.ts'
import { priceTrade } from '../../operations/quotes.ts'
import { serve } from '../serve.ts'

/** Prices of every provider for a trade. */
export function quoteRoutes(app: FastifyInstance, deps: Deps): void {
  const basePath = basePathOf(deps.publicUrl)

  serve(app, listQuotes, async ({ principal, query, log }) => {
    try {
      const list = await priceTrade(depsFor(deps, log), principal, query)
      deps.metrics.quotesAnswered({ result: list.quotes.length === 0 ? 'empty' : 'quoted' })
      return { status: 200, body: new WrittenBody(writeQuotes(query, list, basePath)) }
    } catch (error) {
      deps.metrics.quotesAnswered({ result: error instanceof GatewayError ? error.error : 'internal' })
      throw error
    }
  })
}
