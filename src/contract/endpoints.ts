import { getAsset, listAssets } from './assets.ts'
import type { Endpoint } from './endpoint.ts'

/** Every endpoint that the gateway serves, in the order of the documents. */
export const endpoints: readonly Endpoint[] = [listAssets, getAsset]
