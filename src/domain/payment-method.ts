/** The payment methods the API accepts: contract §3.5. */
export const paymentMethods = [
  'CARD',
  'CREDIT_DEBIT_CARD',
  'VISA',
  'MASTERCARD',
  'ACH',
  'SEPA',
  'BACS',
  'BANK_TRANSFER',
  'LOCAL_BANK_TRANSFER',
  'LOCAL',
  'PIX',
  'MOBILE_WALLET',
  'APPLE_PAY',
  'GOOGLE_PAY',
  'SAMSUNG_PAY',
] as const

/** One of `paymentMethods`. */
export type PaymentMethod = (typeof paymentMethods)[number]

const known: ReadonlySet<string> = new Set(paymentMethods)

/** True for one of the 15 accepted names, in upper case. */
export function isPaymentMethod(text: string): text is PaymentMethod {
  return known.has(text)
}
