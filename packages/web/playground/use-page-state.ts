import { createContext, use, useCallback, useEffect, useMemo, useState } from 'react'
import { type PageState, readAddress, writeAddress } from './address.ts'

/** How a change is remembered: `push` can be gone back from, `replace` cannot, as for each letter that is typed. */
export type Remembering = 'push' | 'replace'

/** The state of the page, and what changes it. */
export interface PageStateAccess {
  readonly state: PageState
  readonly change: (changes: Partial<PageState>, remembering?: Remembering) => void
}

export const PageStateContext = createContext<PageStateAccess | undefined>(undefined)

/** The page's state for everything inside `PageStateContext`. */
export function usePageState(): PageStateAccess {
  const access = use(PageStateContext)
  if (access === undefined) throw new Error('usePageState needs a PageStateContext around it')
  return access
}

/** Keeps the state in the address: read from it at first and whenever the user goes back, written to it with each change. */
export function useAddress(): PageStateAccess {
  const [state, setState] = useState(() => readAddress(location.search))
  useEffect(() => {
    const follow = () => setState(readAddress(location.search))
    addEventListener('popstate', follow)
    return () => removeEventListener('popstate', follow)
  }, [])
  const change = useCallback((changes: Partial<PageState>, remembering: Remembering = 'push') => {
    const next = { ...readAddress(location.search), ...changes }
    const address = `${location.pathname}${writeAddress(next)}`
    if (address !== `${location.pathname}${location.search}`) {
      if (remembering === 'push') history.pushState(null, '', address)
      else history.replaceState(null, '', address)
    }
    setState(next)
  }, [])
  return useMemo(() => ({ state, change }), [state, change])
}
