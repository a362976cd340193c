import { isDeepStrictEqual } from 'node:util'
import { type ErrorName, errorCatalogue } from '../domain/errors.ts'
import { problemExample } from './problem-examples.ts'

/** What a contract document says once and refers to. */
export interface Components {
  /** A schema as the document has it: every part with a title is a reference to the component of that name. */
  readonly refer: (schema: object) => object
  /** A reference to the example of a refusal, under its code. */
  readonly exampleOf: (name: ErrorName) => { readonly [code: string]: { readonly $ref: string } }
  /** All that was referred to. */
  readonly all: () => { readonly schemas: object; readonly examples: object }
}

/** Collects what is referred to. */
export function components(): Components {
  const schemas = new Map<string, unknown>()
  const examples = new Map<string, unknown>()

  function refer(schema: object): object {
    // A property may be called so, too; then its schema stands there.
    const members: Record<string, unknown> = { ...typeOfEnum(schema), ...mapValues(schema) }
    const { title, ...rest } = members
    if (typeof title !== 'string') return members
    const known = schemas.get(title)
    if (known !== undefined && !isDeepStrictEqual(known, rest)) throw new TypeError(`two schemas are called ${title}`)
    schemas.set(title, rest)
    return { $ref: `#/components/schemas/${title}` }
  }

  function mapValues(schema: object): Record<string, unknown> {
    return Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, referWithin(part)]))
  }

  function referWithin(part: unknown): unknown {
    if (Array.isArray(part)) return part.map(referWithin)
    return typeof part === 'object' && part !== null ? refer(part) : part
  }

  return {
    refer,
    exampleOf: (name) => {
      const { code, title, remedy } = errorCatalogue[name]
      examples.set(code, { summary: title, description: remedy, value: problemExample(name) })
      return { [code]: { $ref: `#/components/examples/${code}` } }
    },
    all: () => ({ schemas: inOrder(schemas), examples: inOrder(examples) }),
  }
}

/** Tools want the type of an enum, which JSON Schema itself does not need. */
function typeOfEnum(schema: object): { readonly type?: string } {
  if (!('enum' in schema) || !Array.isArray(schema.enum) || 'type' in schema) return {}
  if (schema.enum.every((value) => typeof value === 'string')) return { type: 'string' }
  return schema.enum.every(Number.isInteger) ? { type: 'integer' } : {}
}

function inOrder(parts: ReadonlyMap<string, unknown>): object {
  return Object.fromEntries([...parts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
