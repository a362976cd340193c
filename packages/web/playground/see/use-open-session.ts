import { useMutation, useQueryClient } from '@tanstack/react-query'
import { randomText } from '../../ui/random-text.ts'
import { userOf } from '../api/gateway.ts'
import { sessionInputOf } from '../trade.ts'
import { usePageState } from '../use-page-state.ts'

/** Opens a session for the trade that is chosen, under a key of its own, and follows it from then on. */
export function useOpenSession() {
  const { state, change } = usePageState()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async () => {
      const key = `playground-${randomText()}`
      const { session } = await userOf(state).client.sessions.open(sessionInputOf(state), { idempotencyKey: key })
      return { id: session.id, key }
    },
    onSuccess: ({ id, key }) => {
      change({ session: id, key, step: 'follow' })
      void queries.invalidateQueries({ queryKey: ['calls'] })
    },
  })
}
