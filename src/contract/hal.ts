/** A HAL link; `method` is the contract's extension and defaults to GET. See docs/contract.md, links. */
export interface Link {
  readonly href: string
  readonly method?: string
  readonly templated?: boolean
  readonly description?: string
}

/** Relation → link. A relation that does not apply is left out; a null is off-contract. */
export type Links = Readonly<Record<string, Link>>

/** A link by root-relative reference, as clients want it; other methods than GET are named. */
export function linkTo(href: string, method?: string): Link {
  return method === undefined ? { href } : { href, method }
}
