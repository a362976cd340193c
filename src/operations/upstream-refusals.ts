import type { UpstreamFailure } from '../aggregators/aggregator.ts'
import { GatewayError } from '../domain/errors.ts'
import type { Trade } from '../domain/trade.ts'
import type { Deps } from './deps.ts'

/** The `Retry-After` of callers when upstream sent none. */
export const retryAfterSecondsDefault = 5

/**
 * The refusal for a call upstream that failed in a way that says nothing about the request: `upstream_misconfigured`,
 * which is logged for the operator, or `provider_unavailable` with `Retry-After`. `detail` replaces the remedy of the
 * latter.
 */
export function explainFailure(deps: Deps, failure: UpstreamFailure, detail?: string): GatewayError {
  const { reason } = failure
  if (failure.kind === 'misconfigured') {
    deps.log.error({ reason }, "Meld refuses the gateway's credentials, account or version")
    return new GatewayError('upstream_misconfigured', { reason })
  }
  const wait = failure.kind === 'unavailable' ? failure.retryAfterSeconds : null
  const headers = { 'retry-after': String(wait ?? retryAfterSecondsDefault) }
  return new GatewayError('provider_unavailable', { reason, headers, ...(detail === undefined ? {} : { detail }) })
}

/**
 * The refusal of an asset of ours that Meld does not list for this account: asking anyway could silently buy another
 * coin.
 */
export function unlistedAsset({ crypto: { symbol, chainId } }: Trade): GatewayError {
  return new GatewayError('unsupported_asset', {
    detail: `${symbol} on chain ${chainId} is not offered by the provider at present.`,
  })
}

/** Names the asset by its symbol: partners do not know the aggregator's codes. */
export function inOurWords(text: string, trade: Trade, cryptoCode: string): string {
  return text.replaceAll(cryptoCode, trade.crypto.symbol)
}
