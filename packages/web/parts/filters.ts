import { useLocation, useSearch } from 'wouter'

/** What narrows a list, kept in the address, so that it can be shared, reloaded and gone back to. */
export interface Filters {
  /** The value of a name, empty where it is not narrowed by. */
  readonly of: (name: string) => string
  /** All values by name, without the empty ones, as a call takes them. */
  readonly query: Readonly<Record<string, string>>
  /** Changes some; the place in a longer list is given up. */
  readonly change: (changes: Readonly<Record<string, string>>) => void
}

/** Where a longer list goes on. */
export const placeName = 'after'

/** The filters of these names. */
export function useFilters(names: readonly string[]): Filters {
  const [path, go] = useLocation()
  const parameters = new URLSearchParams(useSearch())
  const query = Object.fromEntries(
    [...names, placeName].flatMap((name) => {
      const value = parameters.get(name) ?? ''
      return value === '' ? [] : [[name, value] as const]
    }),
  )
  return {
    of: (name) => query[name] ?? '',
    query,
    change: (changes) => {
      const next = { ...query, [placeName]: '', ...changes }
      go(addressOf(path, next))
    },
  }
}

/** A page's address with what narrows its list; empty values are left out. */
export function addressOf(path: string, values: Readonly<Record<string, string | null>>): string {
  const said = Object.entries(values).flatMap(([name, value]) =>
    value === null || value === '' ? [] : [[name, value] as [string, string]],
  )
  return said.length === 0 ? path : `${path}?${new URLSearchParams(said)}`
}

/** Where a list goes on, by the link that its answer has for that; empty at its end. */
export function nextPlaceOf(links: { readonly next?: { readonly href: string } }): string {
  const href = links.next?.href ?? ''
  return new URLSearchParams(href.slice(href.indexOf('?') + 1)).get(placeName) ?? ''
}
