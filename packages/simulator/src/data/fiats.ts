/** A fiat currency with its usual number of decimals and how many of it one US dollar buys (invented, plausible). */
export interface FiatCurrency {
  readonly code: string
  readonly name: string
  readonly decimals: number
  readonly perUsd: string
}

function fiat(code: string, name: string, perUsd: string, decimals = 2): FiatCurrency {
  return { code, name, decimals, perUsd }
}

/** The 21 fiats of the ramp contract, then the local currencies of its other countries. */
export const FIAT_CURRENCIES: readonly FiatCurrency[] = [
  fiat('USD', 'US Dollar', '1'),
  fiat('EUR', 'Euro', '0.92'),
  fiat('GBP', 'Pound Sterling', '0.78'),
  fiat('JPY', 'Japanese Yen', '151.2', 0),
  fiat('CNY', 'Chinese Yuan', '7.22'),
  fiat('CAD', 'Canadian Dollar', '1.37'),
  fiat('AUD', 'Australian Dollar', '1.52'),
  fiat('CHF', 'Swiss Franc', '0.88'),
  fiat('INR', 'Indian Rupee', '84.1'),
  fiat('BRL', 'Brazilian Real', '5.61'),
  fiat('KRW', 'South Korean Won', '1378', 0),
  fiat('MXN', 'Mexican Peso', '18.6'),
  fiat('SEK', 'Swedish Krona', '10.5'),
  fiat('NOK', 'Norwegian Krone', '10.9'),
  fiat('DKK', 'Danish Krone', '6.87'),
  fiat('SGD', 'Singapore Dollar', '1.34'),
  fiat('HKD', 'Hong Kong Dollar', '7.8'),
  fiat('NZD', 'New Zealand Dollar', '1.66'),
  fiat('ZAR', 'South African Rand', '18.1'),
  fiat('PLN', 'Polish Zloty', '3.95'),
  fiat('CZK', 'Czech Koruna', '23.2'),
  fiat('ARS', 'Argentine Peso', '1340'),
  fiat('CLP', 'Chilean Peso', '945', 0),
  fiat('COP', 'Colombian Peso', '4120'),
  fiat('PEN', 'Peruvian Sol', '3.74'),
  fiat('THB', 'Thai Baht', '33.4'),
  fiat('PHP', 'Philippine Peso', '57.9'),
  fiat('MYR', 'Malaysian Ringgit', '4.38'),
  fiat('IDR', 'Indonesian Rupiah', '15850'),
  fiat('AED', 'UAE Dirham', '3.67'),
  fiat('SAR', 'Saudi Riyal', '3.75'),
  fiat('ILS', 'Israeli New Shekel', '3.68'),
  fiat('TRY', 'Turkish Lira', '38.4'),
  fiat('NGN', 'Nigerian Naira', '1565'),
]
