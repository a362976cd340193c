import type { Session, SupportedValuesInput } from '@rampway/client'
import { keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Identity, TradeChoice } from './address.ts'
import { userOf } from './api/gateway.ts'
import { listCalls, listDeliveries } from './api/simulator.ts'
import { quotesInputOf } from './trade.ts'

/** Milliseconds without a letter typed before prices are asked for. */
export const typingPauseMs = 300
/** How often a session that may still change is read. */
const sessionPollMs = 1_000
/** How often one whose trade has ended is read: a refund may follow. */
const endedPollMs = 4_000
/** What can be traded changes by the hour. */
const supportedValuesFreshMs = 300_000
/** How often the simulator is asked what it saw. */
const simulatorPollMs = 1_500

const ended: readonly string[] = ['completed', 'failed', 'cancelled', 'expired', 'refused', 'not_observed']

/** Quotes of a trade; those of the trade before stand until they are there. */
export function useQuotes(identity: Identity, choice: TradeChoice, isEnabled: boolean) {
  const input = quotesInputOf(choice)
  return useQuery({
    queryKey: ['quotes', identityKey(identity), input],
    queryFn: ({ signal }) => userOf(identity).client.quotes.list(input, { signal }),
    placeholderData: keepPreviousData,
    enabled: isEnabled,
    retry: false,
  })
}

/** What can be traded in a country: the assets and their chains. */
export function useSupportedAssets(identity: Identity, { country, direction }: TradeChoice) {
  return useSupportedValues(identity, { country_code: country, direction })
}

/** What an asset can be traded for there: the currencies, the methods, the limits. */
export function useTradeValues(identity: Identity, { country, direction, asset, chain }: TradeChoice) {
  return useSupportedValues(identity, { country_code: country, direction, asset, chain_id: chain })
}

/** All that can be traded anywhere. */
export function useAllValues(identity: Identity) {
  return useSupportedValues(identity, {})
}

/** What to call each provider, by its code; those that do not serve the country are told of too. */
export function useProviderNames(identity: Identity): (code: string) => string {
  const { data } = useAllValues(identity)
  return (code) => data?.providers.find(({ service_provider }) => service_provider === code)?.name ?? inWords(code)
}

function inWords(code: string): string {
  return code.charAt(0) + code.slice(1).toLowerCase()
}

function useSupportedValues(identity: Identity, input: SupportedValuesInput) {
  return useQuery({
    queryKey: ['supported-values', identity.tenant, input],
    queryFn: ({ signal }) => userOf(identity).client.supportedValues.get(input, { signal }),
    placeholderData: keepPreviousData,
    staleTime: supportedValuesFreshMs,
  })
}

/** The query of a session, for whoever polls it. */
export function sessionQuery(identity: Identity, id: string) {
  return queryOptions({
    queryKey: ['session', identityKey(identity), id],
    queryFn: ({ signal }) => userOf(identity).client.sessions.get(id, { signal }),
  })
}

/** A session as it stands: told by its stream, and read again and again where there is none. */
export function useSession(identity: Identity, id: string) {
  const isStreamed = useSessionStream(identity, id)
  return useQuery({
    ...sessionQuery(identity, id),
    enabled: id !== '',
    refetchInterval: ({ state }) => !isStreamed && (hasEnded(state.data) ? endedPollMs : sessionPollMs),
    retry: false,
  })
}

/** Puts what a session's stream tells where the session's query keeps it; true as long as it tells. */
function useSessionStream({ tenant, issuer, user }: Identity, id: string): boolean {
  const queries = useQueryClient()
  const [isTelling, setTelling] = useState(false)
  useEffect(() => {
    if (id === '') return
    const identity = { tenant, issuer, user }
    const controller = new AbortController()
    const { signal } = controller
    const follow = async (): Promise<void> => {
      for await (const { session } of userOf(identity).client.sessions.events(id, { signal })) {
        queries.setQueryData(sessionQuery(identity, id).queryKey, session)
        setTelling(true)
      }
    }
    const end = (): void => {
      if (!signal.aborted) setTelling(false)
    }
    follow().then(end, end)
    return () => {
      controller.abort()
      setTelling(false)
    }
  }, [tenant, issuer, user, id, queries])
  return isTelling
}

/** A session's newest transaction, read whenever its status changes. */
export function useTransaction(identity: Identity, session: Session | undefined) {
  const [newest] = session?.transactions ?? []
  return useQuery({
    queryKey: ['transaction', identityKey(identity), newest?.id, newest?.status],
    queryFn: ({ signal }) => userOf(identity).client.transactions.get(newest?.id ?? '', { signal }),
    placeholderData: keepPreviousData,
    enabled: newest !== undefined,
  })
}

/** What Meld was asked about a session. */
export function useMeldCalls(sessionId: string) {
  return useQuery({
    queryKey: ['calls', sessionId],
    queryFn: () => listCalls(sessionId),
    enabled: sessionId !== '',
    refetchInterval: simulatorPollMs,
  })
}

/** The webhooks about a session. */
export function useDeliveries(sessionId: string) {
  return useQuery({
    queryKey: ['deliveries', sessionId],
    queryFn: () => listDeliveries(sessionId),
    enabled: sessionId !== '',
    refetchInterval: simulatorPollMs,
  })
}

function hasEnded(session: Session | undefined): boolean {
  return session !== undefined && ended.includes(session.status)
}

function identityKey({ tenant, issuer, user }: Identity): string {
  return `${tenant} ${issuer} ${user}`
}
