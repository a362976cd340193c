'use client'
import { createElement, type ReactElement, type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import { openRamp } from './embed.ts'
import type { Outcome, RampEvent, RampHandle, RampOptions, RampSession } from './types.ts'

/** How far an opened session has got, as its last event says; null before the first. */
export type RampPhase = Exclude<RampEvent['type'], 'status' | 'poll_failed'> | null

/** A session as a component sees it. */
export interface RampState {
  readonly phase: RampPhase
  /** As `poll` gave it last; null before. */
  readonly status: string | null
  /** Set with the phase `closed`. */
  readonly outcome: Outcome | null
}

/** A session as a component sees it, and what it can do. */
export interface Ramp extends RampState {
  /** See `RampHandle`; without an open session they do nothing. */
  readonly close: () => void
  readonly focus: () => void
}

/** What `<Ramp/>` takes beside the options of `openRamp`. */
export interface RampProps extends Omit<RampOptions, 'mount'> {
  /** Nothing is shown as long as there is none. */
  readonly session: RampSession | null | undefined
  /** Called once with what `done` of the handle gives, unless the component was unmounted before. */
  readonly onDone?: ((outcome: Outcome) => void) | undefined
  /** Of the element around the frame, which fills its height. */
  readonly className?: string | undefined
}

const untouched: RampState = { phase: null, status: null, outcome: null }

/**
 * Opens a session as soon as there is one, once for each id, in a dialog over the page or wherever `mount` says, and closes it
 * with the component. Later options count for what happens later. Renders nothing on a server. What `openRamp` throws is
 * thrown where the component is rendered, so that the app's error boundary shows it.
 */
export function useRamp(
  session: RampSession | null | undefined,
  options: RampOptions & Pick<RampProps, 'onDone'> = {},
): Ramp {
  return useOpened(session, options, null)
}

/** Shows a session where it stands, as `useRamp` does. */
export function Ramp({ session, className, ...options }: RampProps): ReactElement {
  const place = useRef<HTMLDivElement>(null)
  useOpened(session, options, place)
  return createElement('div', { ref: place, className })
}

function useOpened(
  session: RampSession | null | undefined,
  options: RampOptions & Pick<RampProps, 'onDone'>,
  place: RefObject<HTMLElement | null> | null,
): Ramp {
  const [state, setState] = useState(untouched)
  const latest = useRef({ session, options })
  const handle = useRef<RampHandle | null>(null)
  const id = session?.id

  useEffect(() => {
    latest.current = { session, options }
  })

  useEffect(() => {
    if (id === undefined) return
    const leaving = new AbortController()
    let isMounted = true

    function onEvent(event: RampEvent): void {
      latest.current.options.onEvent?.(event)
      if (isMounted) setState((before) => after(before, event))
    }

    function open(): void {
      const { session, options } = latest.current
      if (!isMounted || !session) return
      const { signal } = leaving
      if (options.signal?.aborted) leaving.abort()
      options.signal?.addEventListener('abort', () => leaving.abort(), { signal })
      try {
        handle.current = openRamp(session, { ...options, mount: place?.current ?? options.mount, signal, onEvent })
      } catch (error) {
        setState(() => {
          throw error
        })
        return
      }
      void handle.current.done.then((outcome) => isMounted && latest.current.options.onDone?.(outcome))
    }

    setState(untouched)
    // Strict mode runs this effect, its end and this effect again before any microtask.
    queueMicrotask(open)
    return () => {
      isMounted = false
      leaving.abort()
      handle.current = null
    }
  }, [id, place])

  const close = useCallback(() => handle.current?.close(), [])
  const focus = useCallback(() => handle.current?.focus(), [])
  return { ...state, close, focus }
}

function after(before: RampState, event: RampEvent): RampState {
  if (event.type === 'poll_failed') return before
  if (event.type === 'status') return { ...before, status: event.status }
  const outcome = event.type === 'closed' ? event.outcome : null
  return { ...before, phase: event.type, outcome }
}
