import Type from 'typebox'
import type { MethodListing } from '../domain/catalogue.ts'
import {
  coversMethod,
  isBroad,
  isPaymentMethod,
  methodAliases,
  type PaymentMethod,
  paymentMethods,
} from '../domain/payment-method.ts'
import type { Wire } from './endpoint.ts'
import { nullable } from './schema.ts'

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

/** A payment method of somebody. */
export const PaymentMethodSchema = Type.Object(
  {
    payment_method_type: Type.String({ description: 'what it is called in requests and answers' }),
    name: Type.String({ description: 'for people' }),
    kind: Type.Enum(['method', 'alias', 'type'], {
      description: 'an `alias` is `VISA`, say, and a `type` is `CARD`, `BANK_TRANSFER`, `LOCAL` or `MOBILE_WALLET`',
    }),
    type: nullable(Type.String(), 'the broad type that it belongs to; null where Meld does not say'),
    accepted: Type.Boolean({ description: 'whether it may be sent as `payment_method_type`' }),
    stands_for: Type.Array(Type.String(), { description: 'the providers’ own codes behind it' }),
  },
  { title: 'ListedPaymentMethod' },
)

type Listed = Wire<typeof PaymentMethodSchema>

/**
 * The payment methods among those listed: first the accepted names that stand for any of them, aliases and broad types
 * included, then the provider's own codes that cannot be asked for by themselves.
 */
export function listPaymentMethods(listings: readonly MethodListing[]): readonly Listed[] {
  const accepted = paymentMethods.flatMap((name): readonly Listed[] => {
    const meant = listings.filter((listing) => coversMethod(name, listing))
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
    ...others.map(
      ({ method, name, type }): Listed => ({
        payment_method_type: method,
        name,
        kind: 'method',
        type,
        accepted: false,
        stands_for: [method],
      }),
    ),
  ]
}
