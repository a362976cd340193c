import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { CallError } from '../../parts/http.ts'
import { call } from './http.ts'
import type { Me } from './shapes.ts'

/** Who is signed in; null when nobody is. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      return (await call<{ readonly operator: Me }>('GET', '/me', { signal })).operator
    } catch (error) {
      if (isSignedOut(error)) return null
      throw error
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
})

/** What proves an operator: a token, or the code of a ready link, which serves once. */
export type SignInProof = { readonly token: string } | { readonly code: string }

/** Swaps a proof for the cookie of this browser. */
export async function signIn(queries: QueryClient, proof: SignInProof): Promise<void> {
  await call('POST', '/sign-in', { body: proof })
  await queries.resetQueries({ queryKey: meQuery.queryKey })
}

/** Ends the sign-in of this browser, and forgets what was shown. */
export async function signOut(queries: QueryClient): Promise<void> {
  await call('POST', '/sign-out')
  queries.setQueryData(meQuery.queryKey, null)
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] })
}

/** True of the refusal of a call whose sign-in has ended. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof CallError && error.status === 401
}
