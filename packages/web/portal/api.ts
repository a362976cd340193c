import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { apiAt, CallError } from '../parts/http.ts'

/** The path that a proxy has before all of the gateway's; empty where there is none. */
const base = /^(.*)\/portal(?:\/|$)/.exec(location.pathname)?.[1] ?? ''

/** The path of the portal itself. */
export const portalPath = `${base}/portal`

/** The API for partners. */
export const { call } = apiAt(`${base}/v0/partner`)

/** Whose portal it is, and what may be done in it. */
export interface Partner {
  readonly tenant: string
  /** The tenant's brand; null where it has none. */
  readonly brand: string | null
  readonly scopes: readonly string[]
  readonly expires_at: number | null
}

interface PartnerReply {
  readonly partner: Partner
}

/** Who is signed in; null when nobody is. */
export const partnerQuery = queryOptions({
  queryKey: ['partner'],
  queryFn: async ({ signal }): Promise<Partner | null> => {
    try {
      return (await call<PartnerReply>('GET', '/me', { signal })).partner
    } catch (error) {
      if (isSignedOut(error)) return null
      throw error
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
})

/** Swaps the code of a portal link for the cookie of this browser. */
export async function signIn(queries: QueryClient, code: string): Promise<void> {
  await call('POST', '/portal-sign-in', { body: { code } })
  await queries.resetQueries({ queryKey: partnerQuery.queryKey })
}

/** Ends the sign-in of this browser, and forgets what was shown. */
export async function signOut(queries: QueryClient): Promise<void> {
  await call('POST', '/portal-sign-out')
  queries.setQueryData(partnerQuery.queryKey, null)
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== partnerQuery.queryKey[0] })
}

/** True of the refusal of a call whose sign-in has ended. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof CallError && error.status === 401
}
