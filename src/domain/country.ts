import { nearestWords } from './near-miss.ts'

/** The countries the API accepts: ISO 3166-1 alpha-2 (docs/contract.md, countries). */
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

/** ISO 3166-1 alpha-3, then other names: in English, in the country's own language, and unofficial codes. */
const otherNames: Readonly<Record<Country, string>> = {
  US: 'USA,United States,United States of America,America',
  CA: 'CAN,Canada',
  MX: 'MEX,Mexico',
  BR: 'BRA,Brazil,Brasil',
  AR: 'ARG,Argentina',
  CL: 'CHL,Chile,CHI',
  CO: 'COL,Colombia',
  PE: 'PER,Peru',
  GB: 'GBR,United Kingdom,UK,Great Britain,Britain,England,Scotland,Wales,Northern Ireland,United Kingdom of Great Britain and Northern Ireland',
  DE: 'DEU,Germany,Deutschland,GER',
  FR: 'FRA,France',
  IT: 'ITA,Italy,Italia',
  ES: 'ESP,Spain,España',
  NL: 'NLD,Netherlands,The Netherlands,Nederland,Holland,NED',
  BE: 'BEL,Belgium,België,Belgique,Belgien',
  IE: 'IRL,Ireland,Republic of Ireland,Eire',
  PT: 'PRT,Portugal,POR',
  AT: 'AUT,Austria,Österreich',
  CH: 'CHE,Switzerland,Schweiz,Suisse,Svizzera,SUI',
  SE: 'SWE,Sweden,Sverige',
  NO: 'NOR,Norway,Norge',
  DK: 'DNK,Denmark,Danmark,DEN',
  FI: 'FIN,Finland,Suomi',
  PL: 'POL,Poland,Polska',
  CZ: 'CZE,Czechia,Czech Republic,Česko',
  GR: 'GRC,Greece,EL,GRE,Hellas',
  SG: 'SGP,Singapore',
  HK: 'HKG,Hong Kong,Hong Kong SAR,Hong Kong SAR China',
  JP: 'JPN,Japan,Nippon',
  KR: 'KOR,South Korea,Korea,Republic of Korea,Korea (Republic of)',
  AU: 'AUS,Australia',
  NZ: 'NZL,New Zealand,Aotearoa',
  IN: 'IND,India,Bharat',
  TH: 'THA,Thailand',
  PH: 'PHL,Philippines,The Philippines,PHI',
  MY: 'MYS,Malaysia,MAS',
  ID: 'IDN,Indonesia,INA',
  AE: 'ARE,United Arab Emirates,UAE,Emirates,Dubai',
  SA: 'SAU,Saudi Arabia,Kingdom of Saudi Arabia,KSA',
  IL: 'ISR,Israel',
  TR: 'TUR,Turkey,Türkiye',
  ZA: 'ZAF,South Africa,RSA',
  NG: 'NGA,Nigeria,NGR',
}

const countryByName: ReadonlyMap<string, Country> = new Map(
  countries.flatMap((code) => [code, ...otherNames[code].split(',')].map((name) => [name, code] as const)),
)

/** Countries that are not accepted, whose names are a letter or two away from one that is. */
const lookalikes = ['Iceland', 'North Korea']
const names = [...countryByName.keys(), ...lookalikes]

/**
 * The accepted country that a text must stand for: its code in another case, its alpha-3 code, its name, or the code of
 * one of its subdivisions.
 */
export function guessCountry(text: string): Country | undefined {
  const [near] = nearestWords(text, names)
  const country = near === undefined ? undefined : countryByName.get(near)
  const [, code = ''] = /^([A-Za-z]{2})-[A-Za-z0-9]{1,3}$/.exec(text.trim()) ?? []
  return country ?? countryByName.get(code.toUpperCase())
}
