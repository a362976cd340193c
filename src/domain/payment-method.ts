import { nearestWords } from './near-miss.ts'

/** The payment methods the API accepts (docs/contract.md, payment methods). */
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

/** Broad types: each stands for every method under it. Meld accepts them wherever it accepts a method. */
export const methodTypes = [
  'CARD',
  'BANK_TRANSFER',
  'LOCAL',
  'MOBILE_WALLET',
] as const satisfies readonly PaymentMethod[]

/** True for one of `methodTypes`. */
export function isBroad(name: string): boolean {
  return methodTypes.some((type) => type === name)
}

/** The broad type that Meld lists each method under as a rule; its own list decides where it can be read. */
const usualTypes: ReadonlyMap<string, PaymentMethod> = new Map<PaymentMethod, PaymentMethod>([
  ['CREDIT_DEBIT_CARD', 'CARD'],
  ['ACH', 'BANK_TRANSFER'],
  ['SEPA', 'BANK_TRANSFER'],
  ['LOCAL_BANK_TRANSFER', 'BANK_TRANSFER'],
  ['PIX', 'LOCAL'],
  ['APPLE_PAY', 'MOBILE_WALLET'],
  ['GOOGLE_PAY', 'MOBILE_WALLET'],
  ['SAMSUNG_PAY', 'MOBILE_WALLET'],
])

/** A method with the broad type that the list gives it, or else the one that it is usually under. */
export function listedMethodOf(listed: readonly ListedMethod[], method: string): ListedMethod {
  const type = listed.find((each) => each.method === method)?.type ?? usualTypes.get(method) ?? null
  return { method, type }
}

/** Accepted names that Meld does not know, and the accepted name that is sent instead. */
export const methodAliases: Readonly<Partial<Record<PaymentMethod, PaymentMethod>>> = {
  VISA: 'CREDIT_DEBIT_CARD',
  MASTERCARD: 'CREDIT_DEBIT_CARD',
  BACS: 'BANK_TRANSFER',
}

/** A method as Meld lists it: its own code, and the broad type it is under, if that is known. */
export interface ListedMethod {
  readonly method: string
  readonly type: string | null
}

/** Whether an accepted name covers a listed method: by its code, an alias, or its broad type. */
export function coversMethod(name: PaymentMethod, listed: ListedMethod): boolean {
  const meant = methodAliases[name] ?? name
  return listed.method === meant || listed.type === meant
}

/** What people, Meld and the providers call an accepted method. */
const otherNames: Readonly<Partial<Record<PaymentMethod, readonly string[]>>> = {
  CARD: ['CARDS', 'BANK_CARD', 'PAYMENT_CARD'],
  CREDIT_DEBIT_CARD: ['CREDIT_CARD', 'DEBIT_CARD', 'CREDIT', 'DEBIT', 'DEBIT_CREDIT_CARD', 'CREDIT_OR_DEBIT_CARD'],
  MASTERCARD: ['MASTER'],
  ACH: ['ACH_TRANSFER', 'ACH_BANK_TRANSFER', 'ACH_DEBIT'],
  SEPA: ['SEPA_TRANSFER', 'SEPA_BANK_TRANSFER', 'SEPA_INSTANT', 'SEPA_CREDIT_TRANSFER'],
  BACS: ['BACS_TRANSFER'],
  BANK_TRANSFER: ['BANK', 'WIRE', 'WIRE_TRANSFER', 'BANK_WIRE', 'BANK_ACCOUNT', 'TRANSFER'],
  LOCAL_BANK_TRANSFER: ['LOCAL_BANK', 'LOCAL_TRANSFER'],
  LOCAL: ['LOCAL_PAYMENT', 'LOCAL_PAYMENT_METHOD'],
  PIX: ['PIX_TRANSFER', 'PIX_PAYMENT'],
  MOBILE_WALLET: ['MOBILE', 'MOBILE_PAY', 'WALLET'],
  GOOGLE_PAY: ['GPAY'],
}

const methodByName: ReadonlyMap<string, PaymentMethod> = new Map(
  paymentMethods.flatMap((method) => [method, ...(otherNames[method] ?? [])].map((name) => [name, method] as const)),
)

/** The accepted methods that a text may stand for; empty when it resembles none. */
export function guessPaymentMethods(text: string): readonly PaymentMethod[] {
  const near = nearestWords(text, [...methodByName.keys()])
  return [...new Set(near.flatMap((name) => methodByName.get(name) ?? []))]
}
