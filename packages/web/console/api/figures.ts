import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call } from './http.ts'
import type { Stats } from './state-shapes.ts'

/** How often the figures are read while they are looked at. */
const pollMs = 5_000

/** What happened in the last hours, by hour and by provider. */
export function statsQuery(period: Readonly<Record<string, string>>) {
  return queryOptions({
    queryKey: ['stats', period],
    queryFn: ({ signal }) => call<Stats>('GET', '/stats', { query: period, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: pollMs,
  })
}
