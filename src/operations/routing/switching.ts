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
  return new TradeSwitching(deps, judged, open, index)
}

class TradeSwitching implements Switching {
  private readonly deps: Deps
  private readonly judged: JudgedTrade
  private readonly open: string | null
  private readonly index: SwitchIndex | undefined

  constructor(deps: Deps, judged: JudgedTrade, open: string | null, index: SwitchIndex | undefined) {
    this.deps = deps
    this.judged = judged
    this.open = open
    this.index = index
  }

  by(): SwitchedBy {
    return { index: this.index ?? this.deps.switches.current(), tenant: this.judged.tenant, now: this.deps.clock() }
  }

  ofOffer(provider: string, method: string | null): Switch | undefined {
    const { tenant, paymentMethod, country } = this.judged
    return this.find(provider, () => possibleMethods(this.deps, tenant, method ?? paymentMethod), country)
  }

  ofProvider(provider: string, change: NearestChange = {}): Switch | undefined {
    const { tenant, paymentMethod, country } = this.judged
    const asked = change.paymentMethod ?? paymentMethod
    const methods = () => [asked === null ? noMethod : asListed(this.deps, tenant, asked)]
    return this.find(provider, methods, change.country ?? country)
  }

  ofAll(): Switch | undefined {
    return this.ofProvider(nobody)
  }

  private find(
    provider: string,
    methodsOf: () => readonly (ListedMethod | null)[],
    country: string,
  ): Switch | undefined {
    const { index: switches, now } = this.by()
    // Nearly always.
    if (switches.switches.length === 0) return undefined
    const { tenant, trade } = this.judged
    const { direction, fiat, crypto } = trade
    const legs = { fiat: fiat.symbol, symbol: crypto.symbol, chainId: crypto.chainId }
    for (const method of methodsOf()) {
      const place = { tenant, provider, country, method, direction, ...legs }
      const found = findSwitch(switches, place, now, provider === this.open)
      if (found !== undefined) return found
    }
    return undefined
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
