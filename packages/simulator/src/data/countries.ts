/** A country providers serve. `buyMethods` are the defaults Meld would list for it, best first. */
export interface Country {
  readonly code: string
  readonly name: string
  readonly currencyCode: string
  readonly buyMethods: readonly string[]
  readonly sellMethods: readonly string[]
  readonly regions: readonly Region[] | null
}

export interface Region {
  readonly regionCode: string
  readonly name: string
}

const CARD = 'CREDIT_DEBIT_CARD'
const BANK = ['LOCAL_BANK_TRANSFER']
const SEPA = ['SEPA']

interface Extras {
  readonly sell?: readonly string[]
  readonly regions?: readonly Region[]
}

function country(
  code: string,
  name: string,
  currencyCode: string,
  local: readonly string[],
  extras: Extras = {},
): Country {
  return {
    code,
    name,
    currencyCode,
    buyMethods: [CARD, ...local],
    sellMethods: extras.sell ?? BANK,
    regions: extras.regions ?? null,
  }
}

function euro(code: string, name: string, local: readonly string[] = []): Country {
  return country(code, name, 'EUR', ['SEPA', ...local], { sell: SEPA })
}

const US_REGIONS: readonly Region[] = [
  { regionCode: 'US-CA', name: 'California' },
  { regionCode: 'US-NY', name: 'New York' },
  { regionCode: 'US-TX', name: 'Texas' },
]

const CA_REGIONS: readonly Region[] = [
  { regionCode: 'CA-ON', name: 'Ontario' },
  { regionCode: 'CA-QC', name: 'Quebec' },
]

/** The 43 countries of the ramp contract. */
export const COUNTRIES: readonly Country[] = [
  country('US', 'United States', 'USD', ['APPLE_PAY', 'ACH'], { sell: ['ACH'], regions: US_REGIONS }),
  country('CA', 'Canada', 'CAD', ['INTERAC'], { regions: CA_REGIONS }),
  country('MX', 'Mexico', 'MXN', ['SPEI']),
  country('BR', 'Brazil', 'BRL', ['PIX']),
  country('AR', 'Argentina', 'ARS', ['AR_BANK_TRANSFER']),
  country('CL', 'Chile', 'CLP', ['KHIPU']),
  country('CO', 'Colombia', 'COP', ['PSE']),
  country('PE', 'Peru', 'PEN', ['PE_BANK_TRANSFER']),
  country('GB', 'United Kingdom', 'GBP', ['UK_FASTER_PAYMENTS'], { sell: ['UK_FASTER_PAYMENTS'] }),
  euro('DE', 'Germany'),
  euro('FR', 'France'),
  euro('IT', 'Italy'),
  euro('ES', 'Spain'),
  euro('NL', 'Netherlands', ['IDEAL']),
  euro('BE', 'Belgium', ['BANCONTACT']),
  euro('IE', 'Ireland'),
  euro('PT', 'Portugal', ['MULTIBANCO']),
  euro('AT', 'Austria', ['EPS']),
  country('CH', 'Switzerland', 'CHF', ['LOCAL_BANK_TRANSFER']),
  country('SE', 'Sweden', 'SEK', ['SEPA']),
  country('NO', 'Norway', 'NOK', ['SEPA']),
  country('DK', 'Denmark', 'DKK', ['SEPA']),
  euro('FI', 'Finland'),
  country('PL', 'Poland', 'PLN', ['BLIK', 'SEPA']),
  country('CZ', 'Czechia', 'CZK', ['SEPA']),
  euro('GR', 'Greece'),
  country('SG', 'Singapore', 'SGD', ['PAY_NOW']),
  country('HK', 'Hong Kong', 'HKD', ['FPS']),
  country('JP', 'Japan', 'JPY', BANK),
  country('KR', 'South Korea', 'KRW', BANK),
  country('AU', 'Australia', 'AUD', ['PAYID']),
  country('NZ', 'New Zealand', 'NZD', BANK),
  country('IN', 'India', 'INR', ['UPI', 'IMPS']),
  country('TH', 'Thailand', 'THB', ['PROMPTPAY']),
  country('PH', 'Philippines', 'PHP', ['GCASH']),
  country('MY', 'Malaysia', 'MYR', ['FPX']),
  country('ID', 'Indonesia', 'IDR', ['QRIS']),
  country('AE', 'United Arab Emirates', 'AED', ['UAE_BANK_TRANSFER']),
  country('SA', 'Saudi Arabia', 'SAR', BANK),
  country('IL', 'Israel', 'ILS', BANK),
  country('TR', 'Turkey', 'TRY', BANK),
  country('ZA', 'South Africa', 'ZAR', BANK),
  country('NG', 'Nigeria', 'NGN', ['NG_BANK_TRANSFER']),
]
