import type { Link } from './hal.ts'
import { linkTo } from './hal.ts'

/** What a list was narrowed by, as its address has it; null is left out. */
export type ListQuery = Readonly<Record<string, string | number | null>>

/** The links of a page of a list: itself, and the next one, each by the place where it begins. */
export function listLinks(
  root: string,
  query: ListQuery,
  { after, next }: { readonly after: string | null; readonly next: string | null },
): { readonly self: Link; readonly next?: Link } {
  const page = (place: string | null): Link => {
    const given = new URLSearchParams()
    for (const [name, value] of Object.entries({ ...query, after: place })) {
      if (value !== null) given.set(name, String(value))
    }
    const text = given.toString()
    return linkTo(text === '' ? root : `${root}?${text}`)
  }
  return { self: page(after), ...(next !== null && { next: page(next) }) }
}
