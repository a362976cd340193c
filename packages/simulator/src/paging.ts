import { badRequest } from './errors.ts'

/** Meld's page size when none is asked for, and the largest one. */
const LIMIT_DEFAULT = 10
const LIMIT_MAX = 100

export interface PageQuery {
  readonly limit: number
  readonly before?: string
  readonly after?: string
}

export interface Page<T> {
  readonly items: readonly T[]
  /** How many follow this page. */
  readonly remaining: number
}

/** Reads `limit`, `before`, `after`. Throws 400 for a bad limit or for both cursors at once. */
export function readPageQuery(query: Readonly<Record<string, string>>, idsGiven?: number): PageQuery {
  const { limit, before, after } = query
  if (before !== undefined && after !== undefined) throw badRequest('[before] and [after] must not both be set')
  const size = limit === undefined ? Math.min(idsGiven ?? LIMIT_DEFAULT, LIMIT_MAX) : Number(limit)
  if (!Number.isInteger(size) || size < 1 || size > LIMIT_MAX) throw badRequest('[limit] is invalid')
  return { limit: size, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }
}

/** Cuts one page out of a sorted list; cursors are the items' keys and exclude the item they name. */
export function takePage<T extends { readonly key: string }>(sorted: readonly T[], query: PageQuery): Page<T> {
  const { limit, before, after } = query
  if (before !== undefined) {
    const end = positionOf(sorted, before, 'before')
    const start = Math.max(0, end - limit)
    return { items: sorted.slice(start, end), remaining: start }
  }
  const start = after === undefined ? 0 : positionOf(sorted, after, 'after') + 1
  const items = sorted.slice(start, start + limit)
  return { items, remaining: sorted.length - start - items.length }
}

function positionOf<T extends { readonly key: string }>(sorted: readonly T[], key: string, name: string): number {
  const position = sorted.findIndex((item) => item.key === key)
  if (position < 0) throw badRequest(`[${name}] is invalid`)
  return position
}
