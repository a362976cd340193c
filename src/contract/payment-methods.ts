import type { MethodListing } from '../domain/catalogue.ts'
import {
  isBroad,
  isMeantBy,
  isPaymentMethod,
  methodAliases,
  type PaymentMethod,
  paymentMethods,
} from '../domain/payment-method.ts'

/** Names for people of what Meld does not list under these words. */
const ownNames: Partial<Record<PaymentMethod, string>> = {
  CARD: 'Card',
  VISA: 'Visa',
  MASTERCARD: 'Mastercard',
  BACS: 'Bacs',
  BANK_TRANSFER: 'Bank transfer',
  LOCAL: 'Local payment method',
  MOBILE_WALLET: 'Mobile wallet',
}

/**
 * The payment methods among those listed: first the accepted names that stand for any of them, aliases and broad types
 * included, then the provider's own codes that cannot be asked for by themselves.
 */
export function listPaymentMethods(listings: readonly MethodListing[]) {
  const accepted = paymentMethods.flatMap((name) => {
    const meant = listings.filter((listing) => isMeantBy(name, listing))
    const own = listings.find(({ method }) => method === name)
    if (meant.length === 0) return []
    return [
      {
        payment_method_type: name,
        name: own?.name ?? ownNames[name] ?? name,
        kind: methodAliases[name] !== undefined ? 'alias' : isBroad(name) ? 'type' : 'method',
        type: isBroad(name) ? name : (meant[0]?.type ?? null),
        accepted: true,
        stands_for: meant.map(({ method }) => method),
      },
    ]
  })
  const others = listings.filter(({ method }) => !isPaymentMethod(method))
  return [
    ...accepted,
    ...others.map(({ method, name, type }) => ({
      payment_method_type: method,
      name,
      kind: 'method',
      type,
      accepted: false,
      stands_for: [method],
    })),
  ]
}
