import { nearestWords, simplifyText } from '../domain/near-miss.ts'

const pageSize = ['count', 'limit', 'per_page', 'page_size', 'size', 'take', 'top', 'first', 'max', 'max_results']
const place = ['after', 'cursor', 'starting_after', 'page_token', 'next', 'next_page_token']

/** What other APIs, Meld's among them, call the same thing. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  count: pageSize,
  limit: pageSize,
  after: place,
  cursor: place,
  page: ['page_number', 'page_index', 'page_no'],
  offset: ['skip', 'start'],
  status: ['state', 'meld_status'],
  direction: ['side', 'type', 'ramp_type', 'trade_type'],
  asset_type: ['type', 'kind'],
  asset: ['symbol', 'crypto', 'token', 'coin', 'currency', 'crypto_currency', 'crypto_asset', 'to_asset'],
  source_amount: ['amount', 'from_amount', 'fiat_amount'],
  from_asset: ['from', 'source', 'source_asset', 'source_currency', 'source_currency_code', 'from_currency'],
  to_asset: [
    'to',
    'destination',
    'destination_asset',
    'destination_currency',
    'destination_currency_code',
    'to_currency',
  ],
  chain_id: ['chain', 'network', 'network_id', 'blockchain'],
  wallet_address: ['address', 'wallet', 'to_address', 'destination_address', 'crypto_address'],
  country_code: ['country', 'country_iso', 'country_iso2'],
  subdivision: ['region', 'province', 'state', 'us_state', 'state_code', 'region_code', 'subdivision_code'],
  payment_method_type: ['payment_method', 'method', 'payment_type', 'payment_methods'],
  service_provider: ['provider', 'providers', 'service_providers', 'partner'],
  provider: ['service_provider', 'providers', 'partner'],
  country: ['country_code', 'country_iso'],
  method: ['payment_method_type', 'payment_method', 'payment_type'],
  tenant: ['org_id', 'tenant_id', 'orgid'],
  until: ['ends_at', 'end', 'expires_at', 'expires', 'for'],
  return_url: ['redirect_url', 'callback_url', 'success_url', 'return_link', 'redirect_uri'],
}

const fieldsByOtherName = new Map<string, string[]>()
for (const [field, words] of Object.entries(otherNames)) {
  for (const word of words)
    fieldsByOtherName.set(simplifyText(word), [...(fieldsByOtherName.get(simplifyText(word)) ?? []), field])
}

/** Names longer than this, in characters, are not typing errors, and repeating them would make the answer as long. */
const nameLengthMax = 64

/** Which of the known names an unknown one was certainly meant to be, and whether only another API calls it so. */
export interface MeantName {
  readonly name: string
  readonly isOtherName: boolean
}

/** The known field that an unknown name was certainly meant for: a typing error, or another API's name for it. */
export function meantName(name: string, known: readonly string[]): MeantName | undefined {
  if (name.length > nameLengthMax) return undefined
  const others = fieldsByOtherName.get(simplifyText(name))
  const other = known.find((field) => others?.includes(field))
  if (other !== undefined) return { name: other, isOtherName: true }
  const [near] = nearestWords(name, known)
  return near === undefined ? undefined : { name: near, isOtherName: false }
}
