/** The countries the API accepts: ISO 3166-1 alpha-2, contract §3.4. */
export const countries = [
  'US',
  'CA',
  'MX',
  'BR',
  'AR',
  'CL',
  'CO',
  'PE',
  'GB',
  'DE',
  'FR',
  'IT',
  'ES',
  'NL',
  'BE',
  'IE',
  'PT',
  'AT',
  'CH',
  'SE',
  'NO',
  'DK',
  'FI',
  'PL',
  'CZ',
  'GR',
  'SG',
  'HK',
  'JP',
  'KR',
  'AU',
  'NZ',
  'IN',
  'TH',
  'PH',
  'MY',
  'ID',
  'AE',
  'SA',
  'IL',
  'TR',
  'ZA',
  'NG',
] as const

/** One of `countries`. */
export type Country = (typeof countries)[number]

const known: ReadonlySet<string> = new Set(countries)

/** True for one of the 43 accepted codes, in upper case. */
export function isCountry(text: string): text is Country {
  return known.has(text)
}
