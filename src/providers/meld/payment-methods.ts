import { methodAliases, type PaymentMethod } from '../../domain/payment-method.ts'

/** Meld's code for a payment method of the API; most are the same word. */
export function toMeldPaymentMethod(method: PaymentMethod): string {
  return methodAliases[method] ?? method
}
