import { useEffect } from 'react'

/** The code of a ready link, which stands behind its `#` and so is in no log; it is taken out of the address at once. Empty without one. */
export function takeLinkCode(): string {
  const code = new URLSearchParams(location.hash.slice(1)).get('code') ?? ''
  if (code !== '') history.replaceState(null, '', `${location.pathname}${location.search}`)
  return code
}

/** Gives the code of a link that is opened where the page is shown already: only what is behind the `#` changes then, and nothing is loaded. */
export function useNextLinkCode(onCode: (code: string) => void): void {
  useEffect(() => {
    const look = (): void => {
      const code = takeLinkCode()
      if (code !== '') onCode(code)
    }
    addEventListener('hashchange', look)
    return () => removeEventListener('hashchange', look)
  }, [onCode])
}
