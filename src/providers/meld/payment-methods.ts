import type { PaymentMethod } from '../../domain/payment-method.ts'

/** The accepted names that Meld has no word for, and the rail that carries them. */
const meldNames: Partial<Record<PaymentMethod, string>> = {
  VISA: 'CREDIT_DEBIT_CARD',
  MASTERCARD: 'CREDIT_DEBIT_CARD',
  BACS: 'BANK_TRANSFER',
}

/** Meld's code for a payment method of the API; most are the same word. */
export function toMeldPaymentMethod(method: PaymentMethod): string {
  return meldNames[method] ?? method
}
