import { contractDocument } from '../../src/contract/document.ts'
import type { Endpoint } from '../../src/contract/endpoint.ts'
import { endpoints } from '../../src/contract/endpoints.ts'
import { type ErrorName, errorCatalogue } from '../../src/domain/errors.ts'

/** What tables tell of a schema of the contract document. */
interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly description?: string
  readonly enum?: readonly (string | number)[]
  readonly const?: string | number | boolean
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
}

/** What tables tell of an operation. */
interface Operation {
  readonly parameters?: readonly {
    readonly $ref?: string
    readonly name: string
    readonly in: string
    readonly required: boolean
    readonly description: string
  }[]
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } }
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>
    readonly examples: Readonly<Record<string, { readonly summary: string; readonly description: string }>>
  }
}

// As whoever downloads it reads it.
const document: Document = JSON.parse(JSON.stringify(contractDocument(endpoints, { version: '1.0.0', basePath: '' })))
const { schemas, examples } = document.components

/** The fields of an endpoint's body, or the parameters of its query. */
export function printRequest({ path, method }: Endpoint): string {
  const operation = document.paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
  const body = operation?.requestBody && resolve(operation.requestBody.content['application/json'].schema)
  const inQuery = (operation?.parameters ?? []).filter((parameter) => parameter.in === 'query')
  const rows = body
    ? Object.entries(body.properties ?? {}).map(([name, { description = '' }]) => [
        `\`${name}\``,
        body.required?.includes(name) === true ? 'required' : '',
        description,
      ])
    : inQuery.map(({ name, required, description }) => [`\`${name}\``, required ? 'required' : '', description])
  return table([body ? 'field' : 'parameter', '', ''], rows)
}

/** Refusals, each with its title and its remedy. */
export function printErrors(names: readonly ErrorName[]): string {
  const rows = names.map((name) => {
    const { status, code } = errorCatalogue[name]
    const { summary, description } = examples[code] ?? { summary: '', description: '' }
    return [`${status}`, `\`${code}\``, `${summary}. ${description}`]
  })
  return table(['status', '`error_code`', ''], rows)
}

/** The members of a component, without those of another one. Throws where one of them says nothing of itself. */
export function printMembers(name: string, base?: string): string {
  const { properties, required } = membersOf({ $ref: name })
  const known = base === undefined ? {} : membersOf({ $ref: base }).properties
  const rows = Object.entries(properties).flatMap(([member, schema]) => {
    const words = wordsOf(schema)
    if (Object.hasOwn(known, member) || (member === '_links' && words === undefined)) return []
    if (words === undefined) throw new Error(`${name}.${member} has no description`)
    return [[`\`${member}\``, `${typeOf(schema)}${required.has(member) ? '' : ', optional'}`, words]]
  })
  return table(['member', 'type', ''], rows)
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line), ''].join('\n')
}

function resolve(schema: Schema): Schema {
  if (schema.$ref === undefined) return schema
  const name = schema.$ref.split('/').at(-1) ?? ''
  const found = schemas[name]
  if (found === undefined) throw new Error(`the contract document has no component ${name}`)
  return found
}

function membersOf(schema: Schema): { properties: Readonly<Record<string, Schema>>; required: ReadonlySet<string> } {
  const { properties = {}, required = [], allOf = [] } = resolve(schema)
  const parts = allOf.map(membersOf)
  return {
    properties: Object.assign({}, ...parts.map((part) => part.properties), properties),
    required: new Set([...parts.flatMap((part) => [...part.required]), ...required]),
  }
}

/** What a schema says of itself, or else what it refers to or allows. */
function wordsOf(schema: Schema): string | undefined {
  const { description, anyOf = [], allOf = [] } = { ...resolve(schema), ...schema }
  return description ?? [...anyOf, ...allOf].map(wordsOf).find((words) => words !== undefined)
}

/** Of an enum that is longer the words tell. */
const valuesShownMax = 6

const namedTypes: Readonly<Record<string, string>> = {
  Instant: 'instant',
  Decimal: 'decimal string',
  ToldDecimal: 'decimal string',
}

function typeOf(schema: Schema): string {
  const named = namedTypes[schema.$ref?.split('/').at(-1) ?? '']
  if (named !== undefined) return named
  const { type = '', anyOf, allOf, items, properties, enum: values = [], const: only } = resolve(schema)
  if (anyOf !== undefined) return anyOf.map(typeOf).join(' or ')
  if (allOf !== undefined) return allOf.map(typeOf).join(' and ')
  if (only !== undefined) return `\`${only}\``
  if (values.length > 0 && values.length <= valuesShownMax) return values.map((value) => `\`${value}\``).join(', ')
  if (items !== undefined) return `list of ${typeOf(items)}`
  return properties === undefined ? type : `\`{${Object.keys(properties).join(', ')}}\``
}
