import type { FastifyInstance } from 'fastify'
import { catalogueFilterOf, getSupportedValues } from '../../contract/supported-values.ts'
import { supportedValuesReply } from '../../contract/supported-values-view.ts'
import { narrowCatalogue } from '../../domain/catalogue-filter.ts'
import { withoutSwitched } from '../../domain/switched-catalogue.ts'
import { requireCatalogue } from '../../operations/catalogue/catalogue.ts'
import { type Deps, depsFor } from '../../operations/deps.ts'
import { serve } from '../serve.ts'

/** Apps show these lists when a page opens; a change may take five minutes to show. */
const headers = { 'cache-control': 'private, max-age=300', vary: 'origin, x-juno-orgid, x-timestamp-format' }

/** What can be traded, with a strong `ETag` over the very bytes. */
export function supportedValuesRoutes(app: FastifyInstance, deps: Deps): void {
  serve(app, getSupportedValues, async ({ principal, query, log }) => {
    const filter = catalogueFilterOf(query)
    const { tenant } = principal
    const known = await requireCatalogue(depsFor(deps, log), tenant)
    const { fetchedAt, stale } = known
    const by = { index: deps.switches.current(), tenant: tenant.id, now: deps.clock() }
    const catalogue = withoutSwitched(narrowCatalogue(known.catalogue, filter), by)
    const body = supportedValuesReply({ filter, catalogue, fetchedAt, stale })
    return { status: 200, headers, body }
  })
}
