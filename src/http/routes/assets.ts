import type { FastifyInstance } from 'fastify'
import { assetListReply, assetReply, getAsset, listAssets } from '../../contract/assets.ts'
import { findAsset, pageOfAssets } from '../../operations/catalogue/assets.ts'
import { serve } from '../serve.ts'

/** What the API knows, whoever asks. */
export function assetRoutes(app: FastifyInstance): void {
  serve(app, listAssets, async ({ query }) => ({ status: 200, body: assetListReply(pageOfAssets(query), query) }))
  serve(app, getAsset, async ({ params, query }) => ({
    status: 200,
    body: assetReply(findAsset(params.symbol, query.chain_id)),
  }))
}
