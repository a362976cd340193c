import { coversMethod, methodAliases, type PaymentMethod } from '../../domain/payment-method.ts'

/** Meld's code for a payment method of the API; most are the same word. */
export function toMeldPaymentMethod(method: PaymentMethod): string {
  return methodAliases[method] ?? method
}

/**
 * Whether an offer by Meld's method may stand for the method that was asked for: the same one, a kind of it, or, where a
 * broad type was asked for, any that is not known to be of another type.
 */
export function carriesMethod(asked: PaymentMethod, offered: string): boolean {
  const method = offered.toUpperCase()
  const type = typeOf(method)
  if (coversMethod(asked, { method, type }) || method === asked || kinds.get(method) === toMeldPaymentMethod(asked))
    return true
  return type === null && broad.has(toMeldPaymentMethod(asked))
}

const broad: ReadonlySet<string> = new Set(['CARD', 'BANK_TRANSFER', 'LOCAL', 'MOBILE_WALLET'])

/** Methods that Meld sells as kinds of another one. */
const kinds: ReadonlyMap<string, string> = new Map([
  ['SAME_DAY_ACH', 'ACH'],
  ['SEPA_INSTANT', 'SEPA'],
  ['APPLEPAY_EU', 'APPLE_PAY'],
  ['CARD', 'CREDIT_DEBIT_CARD'],
])

/** The broad types of Meld's methods, where they are the same for every provider and country. */
function typeOf(method: string): string | null {
  if (broad.has(method)) return method
  return types.get(method) ?? (method.endsWith('_BANK_TRANSFER') ? 'BANK_TRANSFER' : null)
}

const types: ReadonlyMap<string, string> = new Map([
  ['CREDIT_DEBIT_CARD', 'CARD'],
  ['PAYOUT_TO_CARD', 'CARD'],
  ['VISA_DIRECT', 'CARD'],
  ['APPLE_PAY', 'MOBILE_WALLET'],
  ['APPLEPAY_EU', 'MOBILE_WALLET'],
  ['GOOGLE_PAY', 'MOBILE_WALLET'],
  ['ACH', 'BANK_TRANSFER'],
  ['SAME_DAY_ACH', 'BANK_TRANSFER'],
  ['SEPA', 'BANK_TRANSFER'],
  ['SEPA_INSTANT', 'BANK_TRANSFER'],
  ['UK_FASTER_PAYMENTS', 'BANK_TRANSFER'],
  ['PAYOUT_TO_BANK', 'BANK_TRANSFER'],
])
