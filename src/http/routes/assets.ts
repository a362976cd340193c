import type { FastifyInstance } from 'fastify'
import { assetListReply, assetReply, readAssetQuery, readAssetsQuery } from '../../contract/assets.ts'
import { findAsset, listAssets } from '../../operations/catalogue/assets.ts'
import { requireFields } from '../fields.ts'

/** `GET /v0/assets`, the same with a trailing slash (clients use either and follow no redirect), and one asset. */
export function assetRoutes(app: FastifyInstance): void {
  for (const url of ['/v0/assets', '/v0/assets/']) {
    app.get(url, { config: { access: 'user' } }, async (request) => {
      const query = requireFields(readAssetsQuery(request.query))
      return assetListReply(listAssets(query), query)
    })
  }
  app.get<{ Params: { symbol: string } }>('/v0/assets/:symbol', { config: { access: 'user' } }, async (request) => {
    const { chain_id: chainId } = requireFields(readAssetQuery(request.query))
    return assetReply(findAsset(request.params.symbol, chainId))
  })
}
