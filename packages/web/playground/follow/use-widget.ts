import type { Session } from '@rampway/client'
import { openRamp, type RampEvent, type RampHandle } from '@rampway/embed'
import { useQueryClient } from '@tanstack/react-query'
import { type RefObject, useEffect, useRef, useState } from 'react'
import type { ShownIn } from '../address.ts'
import { sessionQuery } from '../queries.ts'
import { usePageState } from '../use-page-state.ts'

/** The session's widget: where it is shown just now, what opens it there, and what takes it away. */
export interface Widget {
  /** Null while it is not shown by this page; a tab is not this page's any more. */
  readonly shown: Exclude<ShownIn, 'tab'> | null
  readonly open: (shown: ShownIn) => void
  readonly close: () => void
}

/** Shows a session's widget in `mount` by the embed helper, whose polls also keep the rest of the page true. */
export function useWidget(
  session: Session | undefined,
  mount: RefObject<HTMLElement | null>,
  onEvent: (event: RampEvent) => void,
): Widget {
  const { state } = usePageState()
  const queries = useQueryClient()
  const [shown, setShown] = useState<Widget['shown']>(null)
  const handle = useRef<RampHandle>(undefined)
  const close = (): void => handle.current?.close()
  const id = session?.id
  useEffect(() => {
    if (id === undefined) return
    return () => handle.current?.close()
  }, [id])

  const open = (where: ShownIn): void => {
    if (session === undefined || session.widget_url === null) return
    close()
    if (where === 'tab') {
      window.open(session.widget_url, '_blank')
      return
    }
    const opened = openRamp(
      { ...session, widget_url: session.widget_url },
      {
        mode: where === 'popup' ? 'popup' : 'iframe',
        ...(mount.current !== null && { mount: mount.current }),
        poll: (sessionId) => queries.fetchQuery({ ...sessionQuery(state, sessionId), staleTime: 0 }),
        onEvent: (event) => {
          // One that was replaced has nothing to say about what is shown now.
          if (handle.current !== opened) return
          if (event.type === 'closed' || event.type === 'returned') setShown(null)
          onEvent(event)
        },
      },
    )
    handle.current = opened
    setShown(where)
  }
  return { shown, open, close }
}
