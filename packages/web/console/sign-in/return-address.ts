/** The address of the page to sign in, which leads back to a page of the console. */
export function signInAddress(path: string, search: string): string {
  const next = search === '' ? path : `${path}?${search}`
  return next === '/' ? '/sign-in' : `/sign-in?${new URLSearchParams({ next })}`
}

/** Where to go on from the page to sign in: a page of the console, whatever the address says. */
export function returnAddress(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/'
  return /^\/(?![/\\])/.test(next) && !next.startsWith('/sign-in') ? next : '/'
}
