import Type from 'typebox'
import { guessSymbols } from '../domain/asset-names.ts'
import { cryptoAssets, fiatAssets } from '../domain/asset-registry.ts'
import { didYouMean } from '../domain/near-miss.ts'
import { guessPaymentMethods, methodAliases, type PaymentMethod, paymentMethods } from '../domain/payment-method.ts'
import { type SwitchState, switchStates } from '../domain/switch.ts'
import { parseTenantId, type TenantId } from '../domain/tenant.ts'
import { type Direction, directions } from '../domain/trade.ts'
import { bodyInstant, yes } from './body-values.ts'
import { oneOf } from './choice.ts'
import { byDefault, type FieldValues, optional, type Reader } from './field.ts'
import { requiredReason } from './operator-fields.ts'
import { CountryCode, DirectionName } from './schema.ts'
import { chainId, country } from './trade-fields.ts'

/** Whether a gateway has such a tenant is not judged here. */
export const tenant: Reader<TenantId> = {
  read: (value) => {
    const id = typeof value === 'string' ? parseTenantId(value) : undefined
    return id === undefined ? { fault: "Write it as '<org-id>:<env-id>'." } : { value: id }
  },
  schema: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]*:[A-Za-z0-9][A-Za-z0-9_.-]*$', maxLength: 128 }),
}

/** A provider's name, in any case; whether there is such a one is not judged here. */
export const provider: Reader<string> = {
  read: (value) => {
    if (typeof value === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value)) return { value: value.toUpperCase() }
    return { fault: 'Send a provider’s name in one word, such as "TRANSAK".' }
  },
  schema: Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }),
}

/** The methods that Meld tells from each other. */
const switchableMethods = paymentMethods.filter((name) => methodAliases[name] === undefined)

const method: Reader<PaymentMethod> = {
  read: (value, choices) => {
    const meant = paymentMethods.find((name) => name === value)
    const sent = meant === undefined ? undefined : methodAliases[meant]
    if (sent !== undefined) {
      return {
        fault: `Meld is asked for ${sent} in its place, and does not tell the two apart. Send "${sent}" to switch all of it.`,
      }
    }
    return named.read(value, choices)
  },
  schema: Type.Enum(switchableMethods),
}
const named = oneOf(switchableMethods, ' for all', (text) =>
  guessPaymentMethods(text).map((name) => methodAliases[name] ?? name),
)

const symbols = [...new Set([...cryptoAssets, ...fiatAssets].map(({ symbol }) => symbol))]

const asset: Reader<string> = {
  read: (value) => {
    const text = typeof value === 'string' ? value.trim() : ''
    const found = symbols.find((known) => known === text.toUpperCase())
    if (found !== undefined) return { value: found }
    const meant = text.length > 32 ? [] : guessSymbols(text)
    const guess = meant.length === 0 ? '' : `${didYouMean(meant)} `
    return { fault: `${guess}Send the symbol of a currency or of a crypto asset: ${symbols.join(', ')}.` }
  },
  schema: Type.String({ pattern: '^\\s*[A-Za-z0-9]{1,32}\\s*$' }),
  rule: 'It must be one of the assets of `GET /v0/assets`.',
}

const direction: Reader<Direction> = { ...oneOf(directions, ' for both'), schema: DirectionName }

const until: Reader<number> = { ...bodyInstant, rule: 'It must lie ahead, by a year at most.' }

const state: Reader<SwitchState> = oneOf(switchStates, ' for off')

/** What a switch names. */
export const scopeFields = {
  provider: optional(provider, 'a provider, in any case; left out, every one'),
  country: optional({ ...country, schema: CountryCode }, 'where the user is; left out, everywhere'),
  method: optional(method, 'a payment method, or a broad type with every method under it; left out, every one'),
  direction: optional(direction, '`buy` or `sell`; left out, both'),
  asset: optional(asset, 'a symbol, of either leg; left out, every one'),
  chain_id: optional(chainId, 'the chain of the crypto leg; left out, every one'),
  tenant: optional(tenant, 'a tenant; left out, every one'),
  state: byDefault(
    state,
    'off',
    '`off`: nothing new, and links that were opened before lead there no more. `drain`: nothing new, and open sessions go on',
  ),
}

/** The body of `POST /operator/v0/switches`. */
export const switchFields = {
  ...scopeFields,
  everything: byDefault(
    yes,
    false,
    'true for a switch that names nothing: all trades of all tenants. Without this word such a switch is refused',
  ),
  reason: requiredReason,
  until: optional(until, 'when it ends by itself: epoch milliseconds or ISO 8601, within a year; left out, never'),
  dry_run: byDefault(
    yes,
    false,
    'true: nothing is switched; the answer tells what would have become of the last 24 hours',
  ),
}

/** A body that was read. */
export type SwitchBody = FieldValues<typeof switchFields>
