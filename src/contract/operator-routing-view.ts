import type { ProviderExclusion, Quote } from '../domain/quote.ts'
import { describeScope, type Switch } from '../domain/switch.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { Trade } from '../domain/trade.ts'
import type { Wire } from './endpoint.ts'
import { exclusionMembers } from './exclusions.ts'
import type { ExplainedRoutingReply } from './operator-routing.ts'

/** How a trade would be routed. */
export interface ExplainedRouting {
  readonly tenant: TenantId
  readonly trade: Trade
  /** By price, best first. */
  readonly ranking: readonly { readonly quote: Quote; readonly isCoolingDown: boolean; readonly why: string }[]
  readonly excluded: readonly {
    readonly exclusion: ProviderExclusion
    /** What excludes it; null where no switch does. */
    readonly by: { readonly one: Switch; readonly isSupposed: boolean } | null
  }[]
  readonly wouldOpen: string | null
  readonly why: string
}

type Reply = Wire<typeof ExplainedRoutingReply>

/** The body of a 200. */
export function explainedRoutingReply(explained: ExplainedRouting): Reply {
  const { tenant, trade, ranking, excluded, wouldOpen, why } = explained
  return {
    tenant,
    direction: trade.direction,
    ranking: ranking.map(({ quote, isCoolingDown, why: reason }, place) => ({
      rank: place + 1,
      service_provider: quote.serviceProvider,
      payment_method_type: quote.paymentMethodType,
      destination_amount: quote.destinationAmount,
      total_fee: quote.totalFee,
      network_fee: quote.networkFee,
      transaction_fee: quote.transactionFee,
      partner_fee: quote.partnerFee,
      fee_asset: trade.fiat.symbol,
      ramp_score: quote.rampScore,
      cooling_down: isCoolingDown,
      why: reason,
    })),
    excluded: excluded.map(({ exclusion, by }) => ({
      ...exclusionMembers(exclusion),
      ...(by === null ? {} : { switch: switchedByMembers(by.one, by.isSupposed) }),
    })),
    would_open: wouldOpen,
    why,
  }
}

function switchedByMembers(one: Switch, isSupposed: boolean): NonNullable<Reply['excluded'][number]['switch']> {
  return {
    id: isSupposed ? null : one.id,
    names: describeScope(one),
    reason: isSupposed ? null : one.reason,
  }
}
