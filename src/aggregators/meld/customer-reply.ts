import type { UserId } from '../../domain/user.ts'
import { isObject, parsePlainJson, readText } from './json.ts'

const idLengthMax = 128

/** Whose customer the reply to a creation holds. `unnamed`: it does not say. `none`: no usable one. */
export type CreatedCustomer =
  | { readonly kind: 'own'; readonly id: string }
  | { readonly kind: 'unnamed'; readonly id: string }
  | { readonly kind: 'none' }

/** Reads the reply to a customer call that succeeded. Another user's customer would mix up two people's identity checks. */
export function readCreatedCustomer(text: string, user: UserId): CreatedCustomer {
  const body = parsePlainJson(text)
  const id = isObject(body) ? readText(body.id, idLengthMax) : undefined
  if (!isObject(body) || id === undefined) return { kind: 'none' }
  if (body.externalId === user) return { kind: 'own', id }
  return (body.externalId ?? '') === '' ? { kind: 'unnamed', id } : { kind: 'none' }
}

/** What a search by our own id found. */
export interface ListedCustomers {
  /** The customer that is said to be this user's. */
  readonly own?: string
  /** The only customer there is, when it is not said whose: with a search that was not heeded there would be more. */
  readonly only?: string
  /** Said to be other users': none of them is this one's. */
  readonly others: ReadonlySet<string>
}

/** Reads the reply to a search for customers that succeeded; finds nothing when it cannot be read. */
export function readListedCustomers(text: string, user: UserId): ListedCustomers {
  const body = parsePlainJson(text)
  const items = isObject(body) ? body.customers : body
  if (!Array.isArray(items)) return { others: new Set() }
  const customers = items.filter(isObject)
  const named = customers.filter(({ externalId }) => (externalId ?? '') !== '' && externalId !== user)
  const others = new Set(named.flatMap(({ id }) => readText(id, idLengthMax) ?? []))
  const own = readText(customers.find(({ externalId }) => externalId === user)?.id, idLengthMax)
  if (own !== undefined) return { own, others }
  const [first] = customers
  const isAlone = items.length === 1 && (!isObject(body) || Number(body.remaining ?? 0) === 0)
  const only = isAlone && named.length === 0 ? readText(first?.id, idLengthMax) : undefined
  return only === undefined ? { others } : { only, others }
}
