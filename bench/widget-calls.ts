import { keyPlaceholder } from './load/job.ts'
import { request, sessionBody } from './requests.ts'
import { meldKey, publicUrl, type Rig } from './rig.ts'

/** The widget call of the upstream, as the gateway makes it, for each of `count` customers made beforehand. */
export async function widgetRequests(
  rig: Rig,
  count: number,
  path = '/crypto/session/widget',
): Promise<readonly string[]> {
  const numbers = Array.from({ length: count }, (_, n) => n)
  const customers = await Promise.all(numbers.map((n) => makeCustomer(rig, `usr_${String(n).padStart(27, '0')}`)))
  return customers.map((customerId) =>
    request('POST', path, meldHeaders, {
      sessionType: 'BUY',
      customerId,
      // As long as the gateway's; an upstream takes each once.
      externalSessionId: `rw_${keyPlaceholder}_${'0'.repeat(42)}`,
      sessionData: {
        countryCode: sessionBody.country_code,
        serviceProvider: sessionBody.service_provider,
        sourceCurrencyCode: sessionBody.from_asset,
        destinationCurrencyCode: 'USDC_BASE',
        sourceAmount: sessionBody.source_amount,
        walletAddress: sessionBody.wallet_address,
        lockFields: [
          'cryptoCurrency',
          'sourceCurrencyCode',
          'destinationCurrencyCode',
          'walletAddress',
          'sourceAmount',
        ],
        redirectUrl: `${publicUrl}/r/${'0'.repeat(60)}`,
      },
    }),
  )
}

/** What every call of Meld carries. */
export const meldHeaders = {
  authorization: `BASIC ${meldKey}`,
  'meld-version': '2026-02-03',
  accept: 'application/json',
}

async function makeCustomer(rig: Rig, externalId: string): Promise<string> {
  const answer = await fetch(`${rig.upstream.url}/accounts/customers`, {
    method: 'POST',
    headers: { ...meldHeaders, 'content-type': 'application/json' },
    body: JSON.stringify({ externalId }),
  })
  const customer: unknown = await answer.json()
  if (typeof customer === 'object' && customer !== null && 'id' in customer) return String(customer.id)
  throw new Error(`the upstream made no customer: ${answer.status}`)
}
