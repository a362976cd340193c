import { expect, test } from 'vitest'
import { isPaymentMethod, paymentMethods } from './payment-method.ts'

test('the payment methods are the 15 of the contract, each once', () => {
  const contract =
    'CARD CREDIT_DEBIT_CARD VISA MASTERCARD ACH SEPA BACS BANK_TRANSFER LOCAL_BANK_TRANSFER LOCAL PIX MOBILE_WALLET APPLE_PAY GOOGLE_PAY SAMSUNG_PAY'
  expect(paymentMethods.join(' ')).toBe(contract)
  expect(new Set(paymentMethods).size).toBe(15)
})

test('a payment method is known by its name in upper case only', () => {
  for (const method of paymentMethods) expect(isPaymentMethod(method)).toBe(true)
  for (const text of ['card', 'Card', 'CARD ', '', 'PAYPAL', 'constructor']) {
    expect(isPaymentMethod(text), text).toBe(false)
  }
})
