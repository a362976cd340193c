import type { Brand } from './brand.ts'
import type { Country } from './country.ts'
import { nearestWords, simplifyText } from './near-miss.ts'

/** A state, province or territory by its ISO 3166-2 code, such as `US-NY`. */
export type Subdivision = Brand<'Subdivision'>

/** The countries whose subdivisions decide who serves a user; Meld takes no others. */
export const dividedCountries = ['US', 'CA'] as const satisfies readonly Country[]

const names: Readonly<Record<(typeof dividedCountries)[number], string>> = {
  US: `AL Alabama,AK Alaska,AZ Arizona,AR Arkansas,CA California,CO Colorado,CT Connecticut,DE Delaware,FL Florida,
    GA Georgia,HI Hawaii,ID Idaho,IL Illinois,IN Indiana,IA Iowa,KS Kansas,KY Kentucky,LA Louisiana,ME Maine,MD Maryland,
    MA Massachusetts,MI Michigan,MN Minnesota,MS Mississippi,MO Missouri,MT Montana,NE Nebraska,NV Nevada,
    NH New Hampshire,NJ New Jersey,NM New Mexico,NY New York,NC North Carolina,ND North Dakota,OH Ohio,OK Oklahoma,
    OR Oregon,PA Pennsylvania,RI Rhode Island,SC South Carolina,SD South Dakota,TN Tennessee,TX Texas,UT Utah,VT Vermont,
    VA Virginia,WA Washington,WV West Virginia,WI Wisconsin,WY Wyoming,DC District of Columbia,AS American Samoa,GU Guam,
    MP Northern Mariana Islands,PR Puerto Rico,UM United States Minor Outlying Islands,VI Virgin Islands`,
  CA: `AB Alberta,BC British Columbia,MB Manitoba,NB New Brunswick,NL Newfoundland and Labrador,NT Northwest Territories,
    NS Nova Scotia,NU Nunavut,ON Ontario,PE Prince Edward Island,QC Quebec,SK Saskatchewan,YT Yukon`,
}

const nameByCode: ReadonlyMap<string, string> = new Map(
  dividedCountries.flatMap((country) =>
    names[country].split(',').map((item) => {
      const [code = '', ...words] = item.trim().split(' ')
      return [`${country}-${code}`, words.join(' ')] as const
    }),
  ),
)

/** Every accepted subdivision, in the order of the countries. */
export const subdivisions: readonly string[] = [...nameByCode.keys()]

/** Reads a code exactly as ISO writes it; undefined for anything else. */
export function parseSubdivision(text: string): Subdivision | undefined {
  return nameByCode.has(text) ? (text as Subdivision) : undefined
}

/** The country that the subdivision is part of. */
export function countryOf(subdivision: Subdivision): string {
  return subdivision.slice(0, 2)
}

/** The code that a text must stand for: in another case, without its country, or by name. */
export function guessSubdivision(text: string): string | undefined {
  const plain = simplifyText(text)
  const code = subdivisions.find((each) => simplifyText(each) === plain || simplifyText(each.slice(3)) === plain)
  if (code !== undefined) return code
  const [near] = nearestWords(text, [...nameByCode.values()])
  return [...nameByCode].find(([, name]) => name === near)?.[0]
}
