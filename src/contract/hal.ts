import Type from 'typebox'
import type { Wire } from './endpoint.ts'

const LinkSchema = Type.Object(
  {
    href: Type.String({ description: 'a reference relative to the root' }),
    method: Type.Optional(Type.Enum(['POST'], { description: 'GET where it is left out' })),
    templated: Type.Optional(Type.Boolean({ description: 'the reference is an RFC 6570 template' })),
  },
  { title: 'Link' },
)

/** A HAL link; `method` is the contract's extension and defaults to GET. See docs/contract.md, links. */
export type Link = Wire<typeof LinkSchema>

/** A link by root-relative reference, as clients want it; other methods than GET are named. */
export function linkTo(href: string, method?: 'POST'): Link {
  return method === undefined ? { href } : { href, method }
}

/** The schema of a link with further members. */
export function linkWith<Members extends Type.TProperties>(members: Members) {
  return Type.Object({ ...LinkSchema.properties, ...members })
}

/** The schema of `_links`: the relations that are always there, and those that are left out where they do not apply. */
export function linksOf<const Always extends string, const Sometimes extends string = never>(
  always: readonly Always[],
  sometimes: readonly Sometimes[] = [],
) {
  type Links = { readonly [Rel in Always]: Link } & { readonly [Rel in Sometimes]?: Link }
  return Type.Unsafe<Links>({
    type: 'object',
    required: always,
    properties: Object.fromEntries([...always, ...sometimes].map((rel) => [rel, LinkSchema])),
  })
}
