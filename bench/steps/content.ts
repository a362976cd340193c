import { parseWalletAddress } from '../../src/domain/address.ts'
import { parseAmount } from '../../src/domain/amount.ts'
import { newExternalSessionId, type SessionId, type SessionRequest, type Widget } from '../../src/domain/session.ts'
import { parseTenantId, type TenantId } from '../../src/domain/tenant.ts'
import { resolveTrade } from '../../src/domain/trade.ts'
import { sessionBody } from '../requests.ts'

/** Whose sessions the steps store. */
export const tenant: TenantId = known(parseTenantId('org-bench:env-steps'), 'tenant')

/** How long a key is held; as in the gateway. */
export const leaseMs = 25_000

/** What every session is about: the bench's own body, checked. */
export const request: SessionRequest = {
  trade: readTrade(),
  sourceAmount: known(parseAmount(sessionBody.source_amount), 'amount'),
  walletAddress: readWallet(),
  country: sessionBody.country_code,
  subdivision: null,
  paymentMethod: null,
  serviceProvider: sessionBody.service_provider,
  returnLink: null,
  redirectFlow: false,
  clientState: null,
}

/** What the upstream answered, of the length that its answers have. */
export function widgetOf(session: SessionId, now: number): Widget {
  return {
    externalSessionId: newExternalSessionId(tenant, session),
    upstreamSessionId: 'WmYh2gHpYrF6sfkfZ6tQ3T',
    widgetUrl: `https://meldcrypto.example/?token=${upstreamToken}`,
    serviceProviderWidgetUrl: `https://global.transak.example/?apiKey=4fcd6904&sessionId=${upstreamToken}`,
    upstreamToken,
    serviceProvider: sessionBody.service_provider,
    paymentMethodType: null,
    clientIp: null,
    redirectFlow: false,
    createdAt: now,
  }
}

/** A token of the upstream's, of the length that they have. */
export const upstreamToken = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.'.padEnd(200, 'x')

/** The value; throws when there is none. */
export function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} is missing`)
  return value
}

function readTrade(): SessionRequest['trade'] {
  const trade = resolveTrade(sessionBody.from_asset, sessionBody.to_asset, sessionBody.chain_id)
  if (!('direction' in trade)) throw new Error(trade.detail)
  return trade
}

function readWallet(): SessionRequest['walletAddress'] {
  const wallet = parseWalletAddress(sessionBody.wallet_address)
  if (typeof wallet !== 'string') throw new Error('the wallet address is none')
  return wallet
}
