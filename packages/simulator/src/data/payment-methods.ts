/** The broad types that Meld also accepts where a method code is expected. */
export const PAYMENT_TYPES = ['CARD', 'BANK_TRANSFER', 'LOCAL', 'MOBILE_WALLET'] as const
export type PaymentType = (typeof PAYMENT_TYPES)[number]

/**
 * One payment method. `countries` and `currencies` say where it works; `any` is no limit, `local` means the country's
 * own currency only.
 */
export interface PaymentMethod {
  readonly code: string
  readonly name: string
  readonly type: PaymentType
  readonly countries: readonly string[] | 'any'
  readonly currencies: readonly string[] | 'any' | 'local'
}

const EEA = 'DE FR IT ES NL BE IE PT AT FI GR PL CZ SE NO DK CH GB'.split(' ')

function everywhere(code: string, name: string, type: PaymentType): PaymentMethod {
  return { code, name, type, countries: 'any', currencies: 'any' }
}

function inEuros(code: string, name: string, type: PaymentType, countries: readonly string[] = EEA): PaymentMethod {
  return { code, name, type, countries, currencies: ['EUR'] }
}

function local(code: string, name: string, country: string, type: PaymentType = 'LOCAL'): PaymentMethod {
  return { code, name, type, countries: [country], currencies: 'local' }
}

/** Every method the simulator knows. Order matters: a broad type resolves to the first that fits. */
export const PAYMENT_METHODS: readonly PaymentMethod[] = [
  everywhere('CREDIT_DEBIT_CARD', 'Credit or debit card', 'CARD'),
  everywhere('APPLE_PAY', 'Apple Pay', 'MOBILE_WALLET'),
  everywhere('GOOGLE_PAY', 'Google Pay', 'MOBILE_WALLET'),
  everywhere('PAYOUT_TO_CARD', 'Payout to card', 'CARD'),
  { code: 'ACH', name: 'ACH', type: 'BANK_TRANSFER', countries: ['US'], currencies: ['USD'] },
  inEuros('SEPA', 'SEPA', 'BANK_TRANSFER'),
  inEuros('SEPA_INSTANT', 'SEPA Instant', 'BANK_TRANSFER'),
  local('UK_FASTER_PAYMENTS', 'Faster Payments', 'GB', 'BANK_TRANSFER'),
  local('INTERAC', 'Interac', 'CA'),
  local('SPEI', 'SPEI', 'MX'),
  local('PIX', 'PIX', 'BR'),
  local('KHIPU', 'Khipu', 'CL'),
  local('PSE', 'PSE', 'CO'),
  inEuros('IDEAL', 'iDEAL', 'LOCAL', ['NL']),
  inEuros('BANCONTACT', 'Bancontact', 'LOCAL', ['BE']),
  inEuros('MULTIBANCO', 'Multibanco', 'LOCAL', ['PT']),
  inEuros('EPS', 'EPS', 'LOCAL', ['AT']),
  local('BLIK', 'BLIK', 'PL'),
  local('PAY_NOW', 'PayNow', 'SG'),
  local('FPS', 'FPS', 'HK'),
  local('PAYID', 'PayID', 'AU'),
  local('UPI', 'UPI', 'IN'),
  local('IMPS', 'IMPS', 'IN'),
  local('PROMPTPAY', 'PromptPay', 'TH'),
  local('GCASH', 'GCash', 'PH', 'MOBILE_WALLET'),
  local('FPX', 'FPX', 'MY'),
  local('QRIS', 'QRIS', 'ID'),
  local('AR_BANK_TRANSFER', 'Bank transfer (Argentina)', 'AR', 'BANK_TRANSFER'),
  local('PE_BANK_TRANSFER', 'Bank transfer (Peru)', 'PE', 'BANK_TRANSFER'),
  local('UAE_BANK_TRANSFER', 'Bank transfer (UAE)', 'AE', 'BANK_TRANSFER'),
  local('NG_BANK_TRANSFER', 'Bank transfer (Nigeria)', 'NG', 'BANK_TRANSFER'),
  { code: 'LOCAL_BANK_TRANSFER', name: 'Bank transfer', type: 'BANK_TRANSFER', countries: 'any', currencies: 'local' },
]
