import { isDeepStrictEqual } from 'node:util'
import { sentence } from './document-words.ts'

/** What a contract document can say once and refer to. */
const kinds = ['schemas', 'responses', 'parameters', 'examples', 'headers'] as const
type Kind = (typeof kinds)[number]

/** What a contract document says once and refers to. */
export interface Components {
  /** A schema as the document has it: every part with a title is a reference to the component of that name. */
  readonly refer: (schema: object) => object
  /** A reference to what has that name. What differs from the first one of the name is given back as it is. */
  readonly share: (kind: Exclude<Kind, 'schemas'>, name: string, part: object) => object
  /** All that was referred to, by kind and then by name. */
  readonly all: () => object
}

/** Collects what is referred to. Schemas of one title that differ raise a TypeError. */
export function components(): Components {
  const shared = new Map(kinds.map((kind) => [kind, new Map<string, object>()]))
  const references = new Map<object, object>()

  function share(kind: Kind, name: string, part: object): object {
    const parts = shared.get(kind)
    const known = parts?.get(name)
    if (known !== undefined && !isDeepStrictEqual(known, part)) return part
    parts?.set(name, part)
    return { $ref: `#/components/${kind}/${name}` }
  }

  function refer(schema: object): object {
    const reference = references.get(schema) ?? referAnew(schema)
    references.set(schema, reference)
    return reference
  }

  function referAnew(schema: object): object {
    const members = Object.entries(schema).map(([name, part]) => [name, referWithin(name, part)])
    const copy: Record<string, unknown> = { ...typeOfEnum(schema), ...Object.fromEntries(members) }
    const { title, ...described } = copy
    // A property may be called so, too; then its schema stands there.
    if (typeof title !== 'string') return copy
    const reference = share('schemas', title, described)
    if (reference === described) throw new TypeError(`two schemas are called ${title}`)
    return reference
  }

  function referWithin(name: string, part: unknown): unknown {
    if (name === 'description' && typeof part === 'string') return sentence(part)
    if (Array.isArray(part)) return part.map((item) => referWithin('', item))
    return typeof part === 'object' && part !== null ? refer(part) : part
  }

  return {
    refer,
    share,
    all: () => Object.fromEntries([...shared].map(([kind, parts]) => [kind, inOrder(parts)])),
  }
}

/** Tools want the type of an enum, which JSON Schema itself does not need. */
function typeOfEnum(schema: object): { readonly type?: string } {
  if (!('enum' in schema) || !Array.isArray(schema.enum) || 'type' in schema) return {}
  if (schema.enum.every((value) => typeof value === 'string')) return { type: 'string' }
  return schema.enum.every(Number.isInteger) ? { type: 'integer' } : {}
}

function inOrder(parts: ReadonlyMap<string, object>): object {
  return Object.fromEntries([...parts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
