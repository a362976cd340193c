import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from './http.ts'
import { sessionPath, sessionQuery } from './sessions.ts'
import type { SessionReply } from './shapes.ts'

/** What is done to one session, by the last word of its path. */
export type SessionAct = 'check' | 'release-link' | 'cancel'

interface ActReply extends SessionReply {
  readonly outcome: string
}

/** Does something to a session; the page then shows what the answer says. */
export function useSessionAct(id: string, tenant: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ act, reason }: { readonly act: SessionAct; readonly reason: string }) =>
      call<ActReply>('POST', `${sessionPath(id)}/${act}`, {
        query: { tenant },
        body: reason === '' ? {} : { reason },
      }),
    onSuccess: ({ session }) => queries.setQueryData(sessionQuery(id, tenant).queryKey, { session }),
    onError: () => readAnew(queries, id, tenant),
  })
}

/** Adds a note to a session's timeline. */
export function useAddNote(id: string, tenant: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (text: string) => call('POST', `${sessionPath(id)}/notes`, { query: { tenant }, body: { text } }),
    onSuccess: () => readAnew(queries, id, tenant),
  })
}

/** A refusal may come of a session that has changed. */
async function readAnew(queries: QueryClient, id: string, tenant: string): Promise<void> {
  await queries.invalidateQueries({ queryKey: sessionQuery(id, tenant).queryKey })
}
