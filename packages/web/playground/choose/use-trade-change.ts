import type { TradeChoice } from '../address.ts'
import { usePageState } from '../use-page-state.ts'

/** What changes the trade. The session that was followed was for another one, and so is the provider that was pinned. */
export function useTradeChange(): {
  readonly changeTrade: (changes: Partial<TradeChoice>) => void
  /** For each letter that is typed: going back skips it. */
  readonly typeTrade: (changes: Partial<TradeChoice>) => void
} {
  const { change } = usePageState()
  const whole = (changes: Partial<TradeChoice>) => ({ provider: 'best', session: '', key: '', ...changes })
  return {
    changeTrade: (changes) => change(whole(changes)),
    typeTrade: (changes) => change(whole(changes), 'replace'),
  }
}
