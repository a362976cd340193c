import type { UpstreamTrade, WidgetRequest } from '../../src/aggregators/aggregator.ts'
import { parseWalletAddress } from '../../src/domain/address.ts'
import { parseAmount } from '../../src/domain/amount.ts'
import { makeSecret } from '../../src/domain/secret.ts'
import { type ExternalSessionId, newExternalSessionId, newSessionId } from '../../src/domain/session.ts'
import { type MeldAccount, parseTenantId } from '../../src/domain/tenant.ts'
import { type UserId, userIdOf } from '../../src/domain/user.ts'

/** What a parser made of a text that must be right; throws when it is not. */
export function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a sample could not be read')
  return value
}

const tenant = must(parseTenantId('org-sample:env-sandbox'))
const wallet = parseWalletAddress('0x52908400098527886E0F7030069857D2E4169EE7')
if (typeof wallet !== 'string') throw new Error('the sample address could not be read')

/** An account at `baseUrl`. */
export function sampleAccount(baseUrl: string, apiKey = 'sample-key:secret'): MeldAccount {
  return { baseUrl, apiKey: makeSecret(apiKey), webhookSecrets: [] }
}

/** A user of the sample tenant. */
export function sampleUser(subject: string): UserId {
  return userIdOf(tenant, 'https://issuer.example', subject)
}

/** An external session id never used before. */
export function freshSessionId(): ExternalSessionId {
  return newExternalSessionId(tenant, newSessionId())
}

/** A buy of USDC on Base for 250.00 USD. */
export const sampleBuy: UpstreamTrade = {
  direction: 'buy',
  country: 'US',
  subdivision: null,
  fiatCode: 'USD',
  cryptoCode: 'USDC_BASE',
  cryptoSymbol: 'USDC',
  sourceAmount: must(parseAmount('250.00')),
  paymentMethod: null,
  redirectFlow: false,
  walletAddress: wallet,
}

/** A sale of 0.1 ETH for USD. */
export const sampleSell: UpstreamTrade = {
  ...sampleBuy,
  direction: 'sell',
  cryptoCode: 'ETH',
  cryptoSymbol: 'ETH',
  sourceAmount: must(parseAmount('0.1')),
}

/** A widget for a trade at TRANSAK. */
export function sampleWidget(trade: UpstreamTrade, customerId = 'WePLapZetjr5ExCdPVXM8H'): WidgetRequest {
  return {
    trade,
    customerId,
    externalSessionId: freshSessionId(),
    serviceProvider: 'TRANSAK',
    quotedPaymentMethod: 'CREDIT_DEBIT_CARD',
    redirectUrl: 'https://ramp.example/return/abc',
    clientIp: '203.0.113.7',
    bypassKyc: false,
    kycShareToken: null,
    deadlineMs: 10_000,
  }
}
