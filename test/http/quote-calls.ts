import type { JsonAnswer, TestGateway } from '../support/gateway.ts'

/** A buy of USDC on Base for 100 USD, as query parameters. */
export const buyQuery = { source_amount: '100.00', from_asset: 'USD', to_asset: 'USDC', chain_id: '8453' }

/** Who asks, and with which further headers. */
export interface QuoteCaller {
  readonly sub?: string
  readonly tenant?: string
  readonly headers?: Record<string, string>
}

/** `GET /v0/ramp/quotes` as alice of org-demo, unless told otherwise; a text is a query as it stands. */
export async function getQuotes(
  rampway: TestGateway,
  query: Record<string, string> | string = {},
  { sub = 'alice', tenant = 'org-demo:env-sandbox', headers = {} }: QuoteCaller = {},
): Promise<JsonAnswer> {
  const written = typeof query === 'string' ? query : new URLSearchParams({ ...buyQuery, ...query })
  const token = await rampway.mintToken({ sub, tenant })
  return rampway.send(`/v0/ramp/quotes?${written}`, {
    headers: { 'x-juno-orgid': tenant, 'x-juno-jwt': token, ...headers },
  })
}

/** The providers of the quotes, in order. */
export function providersOf({ body }: JsonAnswer): string[] {
  return body.quotes.map(({ service_provider }: { service_provider: string }) => service_provider)
}
