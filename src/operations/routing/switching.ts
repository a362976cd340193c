import type { Country } from '../../domain/country.ts'
import {
  isBroad,
  isPaymentMethod,
  type ListedMethod,
  listedMethodOf,
  methodAliases,
  type PaymentMethod,
} from '../../domain/payment-method.ts'
import type { NearestChange, ProviderExclusion, Quote } from '../../domain/quote.ts'
import type { Switch } from '../../domain/switch.ts'
import { findSwitch, noMethod, type SwitchIndex } from '../../domain/switch-lookup.ts'
import type { SwitchedBy } from '../../domain/switched-catalogue.ts'
import type { TenantId } from '../../domain/tenant.ts'
import type { Trade } from '../../domain/trade.ts'
import type { Deps } from '../deps.ts'

/** The trade that switches are asked about. */
export interface JudgedTrade {
  readonly tenant: TenantId
  readonly trade: Trade
  readonly country: Country
  /** What the request asks for; null: any. */
  readonly paymentMethod: PaymentMethod | null
}

/** What is switched off for one trade, by the switches of the moment at which it is asked. */
export interface Switching {
  /** The switches, and whose trade it is. */
  readonly by: () => SwitchedBy
  /**
   * The switch that excludes a provider, whose offer is by this method (Meld's code). Without one it may be any that
   * the request admits, so every switch on one of those counts.
   */
  readonly ofOffer: (provider: string, method: string | null) => Switch | undefined
  /** The switch that excludes a provider by whichever method that the request, or that change of it, admits. */
  readonly ofProvider: (provider: string, change?: NearestChange) => Switch | undefined
  /** The switch that excludes every provider by every method that the request admits. */
  readonly ofAll: () => Switch | undefined
}

/** What else decides about the switches of a trade. */
export interface SwitchingOptions {
  /** The provider that an open session has, for which a `drain` does not count. */
  readonly open?: string | null
  /** In place of the switches in force. */
  readonly index?: SwitchIndex
}

/** What is switched off for a trade. */
export function switchingOf(deps: Deps, judged: JudgedTrade, { open = null, index }: SwitchingOptions = {}): Switching {
  const { tenant } = judged
  const { direction, fiat, crypto } = judged.trade
  const by = (): SwitchedBy => ({ index: index ?? deps.switches.current(), tenant, now: deps.clock() })
  const find = (
    provider: string,
    methods: readonly (ListedMethod | null)[],
    country: string = judged.country,
  ): Switch | undefined => {
    const { index: switches, now } = by()
    if (switches.switches.length === 0) return undefined
    const legs = { fiat: fiat.symbol, symbol: crypto.symbol, chainId: crypto.chainId }
    for (const method of methods) {
      const found = findSwitch(
        switches,
        { tenant, provider, country, method, direction, ...legs },
        now,
        provider === open,
      )
      if (found !== undefined) return found
    }
    return undefined
  }
  const ofProvider = (provider: string, change: NearestChange = {}): Switch | undefined => {
    const asked = change.paymentMethod ?? judged.paymentMethod
    return find(provider, [asked === null ? noMethod : asListed(deps, tenant, asked)], change.country)
  }
  return {
    by,
    ofOffer: (provider, method) => find(provider, possibleMethods(deps, tenant, method ?? judged.paymentMethod)),
    ofProvider,
    ofAll: () => ofProvider(nobody),
  }
}

/** No provider has this name, so only switches on every provider are about it. */
const nobody = ''

/** The methods that a code may stand for; of a broad type those under it. */
function possibleMethods(deps: Deps, tenant: TenantId, code: string | null): readonly (ListedMethod | null)[] {
  if (code === null) return [null]
  const listed = asListed(deps, tenant, code)
  return isBroad(listed.method)
    ? [listed, ...listings(deps, tenant).filter(({ type }) => type === listed.method)]
    : [listed]
}

function asListed(deps: Deps, tenant: TenantId, code: string): ListedMethod {
  const method = isPaymentMethod(code) ? (methodAliases[code] ?? code) : code
  return isBroad(method) ? { method, type: null } : listedMethodOf(listings(deps, tenant), method)
}

/** As far as this process knows Meld's list already: nobody waits for it here. */
function listings({ caches }: Deps, tenant: TenantId): readonly ListedMethod[] {
  return caches.catalogues.get(tenant)?.known?.catalogue.methods ?? []
}

/** A provider that a switch excludes. */
export function switchedOff(serviceProvider: string | null, { id }: Switch): ProviderExclusion {
  return { serviceProvider, reason: 'switched_off', switchId: id }
}

/** The offers that are on, and the providers that have none left. */
export function siftSwitched(
  quotes: readonly Quote[],
  switching: Switching,
): { readonly quotes: readonly Quote[]; readonly switched: readonly ProviderExclusion[] } {
  if (switching.by().index.switches.length === 0) return { quotes, switched: [] }
  const off = new Map<string, Switch>()
  const rest = quotes.filter(({ serviceProvider, paymentMethodType }) => {
    const found = switching.ofOffer(serviceProvider, paymentMethodType)
    if (found !== undefined && !off.has(serviceProvider)) off.set(serviceProvider, found)
    return found === undefined
  })
  for (const { serviceProvider } of rest) off.delete(serviceProvider)
  return { quotes: rest, switched: [...off].map(([provider, one]) => switchedOff(provider, one)) }
}
