import Big from 'big.js'
import type { ExplainBody, SupposedSwitch } from '../../contract/operator-routing.ts'
import type { ExplainedRouting } from '../../contract/operator-routing-view.ts'
import type { FieldFault } from '../../domain/errors.ts'
import { exclusionReasons } from '../../domain/exclusion-reason.ts'
import type { Quote } from '../../domain/quote.ts'
import { newSwitchId, type Switch } from '../../domain/switch.ts'
import { indexSwitches } from '../../domain/switch-lookup.ts'
import type { Tenant } from '../../domain/tenant.ts'
import { legsOf } from '../../domain/trade.ts'
import type { Deps } from '../deps.ts'
import { priceFor } from '../quotes.ts'
import { listCooldowns } from '../routing/provider-health.ts'
import { bestOfEachProvider, candidatesMax, coolingDownLast } from '../routing/routing.ts'
import { invalidFields, providerFaults, scopeFaults, tenantFaults } from './switch-faults.ts'

/**
 * Who would serve a request for a session, and why the others would not: by Meld's prices of this moment, by the switches
 * in force and those that are supposed, and by what this process knows of failing providers. Nothing is opened or stored.
 *
 * Throws `invalid_fields`, `invalid_pair`, `unknown_asset`, `unsupported_asset`, `provider_unavailable` or
 * `upstream_misconfigured`.
 */
export async function explainRouting(deps: Deps, body: ExplainBody): Promise<ExplainedRouting> {
  const tenant = await requireNames(deps, body)
  const supposed = (body.switches ?? []).map((each) => supposedSwitch(each, deps.clock()))
  const { version, switches } = deps.switches.current()
  const index = indexSwitches(version, [...switches, ...supposed])
  const query = {
    ...body,
    country_code: body.country_code ?? tenant.defaultCountry,
    reusable_identity_only: false,
    used_before_only: false,
  }
  const { trade, quotes, unavailable } = await priceFor(deps, tenant, query, {
    customerId: async () => null,
    switches: index,
  })
  const candidates = bestOfEachProvider(quotes)
  const cooling = new Set(
    listCooldowns(deps).flatMap(({ provider, tenants }) => (tenants.includes(tenant.id) ? [provider] : [])),
  )
  const coolsDown = (provider: string): boolean => cooling.has(provider)
  const [, received] = legsOf(trade)
  const ranking = candidates.map((quote, place) => ({
    quote,
    isCoolingDown: coolsDown(quote.serviceProvider),
    why: whyRanked(quote, place, candidates, received.symbol, coolsDown),
  }))
  const isSupposed = new Set(supposed.map(({ id }) => id))
  const excluded = unavailable.map((exclusion) => {
    const one = index.switches.find(({ id }) => id === exclusion.switchId)
    return { exclusion, by: one === undefined ? null : { one, isSupposed: isSupposed.has(one.id) } }
  })
  const [first] = [...coolingDownLast(candidates, coolsDown)]
  const decided =
    body.service_provider === null
      ? decideRouted(first?.serviceProvider, candidates)
      : decidePinned(body.service_provider, candidates, excluded)
  return { tenant: tenant.id, trade, ranking, excluded, ...decided }
}

async function requireNames(deps: Deps, body: ExplainBody): Promise<Tenant> {
  const tenant = deps.tenants.find(body.tenant)
  const faults: FieldFault[] = [
    ...tenantFaults(deps, body.tenant),
    ...(await providerFaults(deps, body.service_provider, '/service_provider')),
  ]
  for (const [place, each] of (body.switches ?? []).entries()) {
    for (const { pointer, detail } of await scopeFaults(deps, each)) {
      faults.push({ pointer: `/switches/${place}${pointer}`, detail })
    }
  }
  if (tenant === undefined || faults.length > 0) throw invalidFields(faults)
  return tenant
}

function supposedSwitch({ chain_id: chainId, ...names }: SupposedSwitch, now: number): Switch {
  const never = { endsAt: null, endedAt: null, endedBy: null }
  return { ...names, ...never, chainId, id: newSwitchId(), reason: '', createdAt: now, createdBy: '' }
}

function whyRanked(
  quote: Quote,
  place: number,
  candidates: readonly Quote[],
  symbol: string,
  coolsDown: (provider: string) => boolean,
): string {
  const best = candidates[0]?.destinationAmount ?? quote.destinationAmount
  const less = new Big(best).minus(quote.destinationAmount)
  const price =
    place === 0
      ? `gives the user the most, ${quote.destinationAmount} ${symbol}`
      : less.eq(0)
        ? 'gives the user as much as the first'
        : `gives the user ${less.toFixed()} ${symbol} less than the first`
  if (coolsDown(quote.serviceProvider))
    return `${price}; failed a moment ago in this process, so others are tried before`
  return place < candidatesMax ? price : `${price}; only ${candidatesMax} are tried`
}

type Decision = Pick<ExplainedRouting, 'wouldOpen' | 'why'>

function decideRouted(first: string | undefined, candidates: readonly Quote[]): Decision {
  if (first === undefined) return { wouldOpen: null, why: 'Nobody would be opened: no provider serves this trade.' }
  const isBest = candidates[0]?.serviceProvider === first
  const because = isBest ? 'it gives the user the most' : 'those that give the user more failed a moment ago'
  const others = candidates.length - 1
  const next = others === 0 ? 'Nobody else serves the trade.' : `Where it fails, ${others} more would be tried.`
  return { wouldOpen: first, why: `${first} would be opened: ${because}. ${next}` }
}

function decidePinned(pinned: string, candidates: readonly Quote[], excluded: ExplainedRouting['excluded']): Decision {
  if (candidates.some(({ serviceProvider }) => serviceProvider === pinned)) {
    return { wouldOpen: pinned, why: `${pinned} would be opened: the request pins it, so nobody else is tried.` }
  }
  const out = excluded.find(({ exclusion }) => exclusion.serviceProvider === pinned)?.exclusion
  if (out?.reason === 'switched_off') {
    return { wouldOpen: null, why: `Nobody would be opened: the request pins ${pinned}, which is switched off.` }
  }
  const reason = out === undefined ? 'made no offer' : exclusionReasons[out.reason]
  const why = `${pinned} would be asked, since the request pins it, and would likely refuse: it ${reason}.`
  return { wouldOpen: pinned, why }
}
