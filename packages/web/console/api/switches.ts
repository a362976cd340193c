import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from './http.ts'
import type { Switch, SwitchMade, SwitchPage } from './state-shapes.ts'

/** How often the switches are read while they are looked at. */
const pollMs = 3_000

/** What a switch names, how, and until when; what is left out is any. */
export interface SwitchPlan {
  readonly tenant?: string
  readonly provider?: string
  readonly country?: string
  readonly method?: string
  readonly direction?: string
  readonly asset?: string
  readonly chain_id?: number
  readonly state: 'off' | 'drain'
  readonly reason: string
  /** Epoch milliseconds. */
  readonly until?: number
  readonly everything?: true
}

/** Switches in a state (`active`, `ended` or `all`), newest first, read again and again. */
export function switchesQuery(state: string, after = '') {
  return queryOptions({
    queryKey: ['switches', state, after],
    queryFn: ({ signal }) => call<SwitchPage>('GET', '/switches', { query: { state, after }, signal }),
    refetchInterval: pollMs,
  })
}

/** Asks what a switch would have done to the last 24 hours; nothing is switched. */
export function useDryRun() {
  return useMutation({
    mutationFn: (plan: SwitchPlan) => call<SwitchMade>('POST', '/switches', { body: { ...plan, dry_run: true } }),
  })
}

/** Turns something off. */
export function useCreateSwitch() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (plan: SwitchPlan) => call<SwitchMade>('POST', '/switches', { body: plan }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['switches'] }),
  })
}

/** Ends a switch. */
export function useEndSwitch() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ id, reason }: { readonly id: string; readonly reason: string }) =>
      call<{ readonly switch: Switch }>('DELETE', `/switches/${encodeURIComponent(id)}`, { query: { reason } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['switches'] }),
  })
}
