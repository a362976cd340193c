import Type, { type TSchema } from 'typebox'
import type { Components } from './document-components.ts'
import { responsesOf } from './document-responses.ts'
import { headerName, sentence, typeName } from './document-words.ts'
import { type Access, type Endpoint, type Example, readsFields } from './endpoint.ts'
import { type Field, isRequired } from './field.ts'

const json = 'application/json'

/** Any one of them will do; none is needed where there are none. */
const credentials: { readonly [Kind in Access]?: readonly object[] } = {
  user: [
    { userToken: [], tenant: [] },
    { bearer: [], tenant: [] },
  ],
  partner: [{ tenantKey: [] }],
  operator: [{ operatorToken: [] }],
}

const operatorServers = [
  { url: 'http://127.0.0.1:8081', description: 'the operator’s port, unless it is set otherwise' },
]

function isForOperators(access: Access): boolean {
  return access === 'operator' || access === 'operator_port'
}

/** One operation of a contract document. */
export function operationOf(endpoint: Endpoint, parts: Components): object {
  const { name, tag, summary, description, access, scope = endpoint.partnerScope } = endpoint
  const parameters = parametersOf(endpoint, parts)
  const body = bodyOf(endpoint, parts)
  return {
    operationId: name,
    tags: [tag],
    summary,
    description,
    'x-access': access,
    ...(scope !== undefined && { 'x-scope': scope }),
    ...(isForOperators(access) && { servers: operatorServers }),
    security: [...(credentials[access] ?? []), ...(endpoint.takesTicket === true ? [{ streamTicket: [] }] : [])],
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && { requestBody: body }),
    responses: responsesOf(endpoint, parts),
  }
}

function parametersOf(endpoint: Endpoint, parts: Components): readonly object[] {
  const { params = {}, query = {}, rawQuery, headers = {}, rawHeaders, example } = endpoint
  const inPath = Object.entries(params).map(([name, schema]) => ({
    ...{ name, in: 'path', required: true },
    ...described(schema, parts),
    ...exampleFrom(example?.params?.[name], schema),
  }))
  const inQuery = Object.entries(query).map(([name, field]) => ({
    ...{ name, in: 'query', required: isRequired(field), description: describe(field) },
    schema: parts.refer(field.schema),
    ...exampleFrom(example?.query?.[name], field.schema),
  }))
  const inHeaders = Object.entries(headers).map(([name, field]) => ({
    ...{ name: headerName(name), in: 'header', required: isRequired(field), description: describe(field) },
    schema: parts.refer(field.schema),
    ...exampleFrom(example?.headers?.[name], field.schema),
  }))
  const raw = [
    ...rawParameters('query', rawQuery, example?.query, parts),
    ...rawParameters('header', rawHeaders, example?.headers, parts),
  ]
  return [...inPath, ...inQuery, ...inHeaders, ...raw, ...commonHeadersOf(endpoint, parts)]
}

/** What the handler reads by itself. */
function rawParameters(
  place: 'query' | 'header',
  schema: TSchema | undefined,
  examples: Example['query'],
  parts: Components,
): readonly object[] {
  if (schema === undefined || !Type.IsObject(schema)) return []
  return Object.entries(schema.properties).map(([name, property]) => ({
    name: place === 'header' ? headerName(name) : name,
    in: place,
    required: schema.required?.includes(name) === true,
    ...described(property, parts),
    ...exampleFrom(examples?.[name], property),
  }))
}

/** A parameter says by itself what its schema says of it. */
function described(schema: TSchema, parts: Components): { readonly description?: unknown; readonly schema: unknown } {
  const { description, ...rest }: { readonly description?: unknown } = parts.refer(schema)
  return { ...(description !== undefined && { description }), schema: rest }
}

function commonHeadersOf(endpoint: Endpoint, parts: Components): readonly object[] {
  const common = [
    ...(readsFields(endpoint) ? [timestampFormat, traceparent] : []),
    ...(endpoint.hasEntityTag === true ? [ifNoneMatch] : []),
  ]
  return common.map((header) => parts.share('parameters', header.name, header))
}

const timestampFormat = {
  name: 'X-Timestamp-Format',
  in: 'header',
  required: false,
  description: '`iso8601` gives instants as `YYYY-MM-DDTHH:MM:SSZ`; anything else as epoch milliseconds.',
  schema: { type: 'string' },
  example: 'epoch_ms',
}
const traceparent = {
  name: 'traceparent',
  in: 'header',
  required: false,
  description: 'W3C Trace Context; its trace id comes back as `X-Trace-Id` and in refusals.',
  schema: { type: 'string' },
}
const ifNoneMatch = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'The `ETag` of an answer that the caller has: 304 where it is still the same.',
  schema: { type: 'string' },
}

function describe({ about, rule }: Field<unknown>): string {
  return `${sentence(about)}${rule === undefined ? '' : ` ${rule}`}`
}

/** Values of a path or a query are texts; a document shows what they stand for. */
function exampleFrom(text: string | undefined, schema: TSchema): { readonly example?: unknown } {
  if (text === undefined) return {}
  const isText = 'type' in schema ? schema.type === 'string' : !isNumeric(schema)
  return { example: isText ? text : JSON.parse(text) }
}

function isNumeric(schema: object): boolean {
  return 'enum' in schema && Array.isArray(schema.enum) && schema.enum.every((value) => typeof value === 'number')
}

function bodyOf(endpoint: Endpoint, parts: Components): object | undefined {
  const { body, rawBody, name, example } = endpoint
  const shown = example?.body === undefined ? {} : { example: example.body }
  if (body !== undefined) {
    const title = `${typeName(name)}Body`
    const required = Object.entries(body).flatMap(([field, stated]) => (isRequired(stated) ? [field] : []))
    const properties = Object.fromEntries(
      Object.entries(body).map(([field, stated]) => [field, memberOf(stated, parts)]),
    )
    const schema = parts.refer({ title, type: 'object', required, properties })
    return { required: true, content: { [json]: { schema, ...shown } } }
  }
  if (rawBody === undefined || rawBody.as === 'nothing') return undefined
  return { required: true, content: { [json]: { schema: parts.refer(rawBody.schema ?? {}), ...shown } } }
}

function memberOf(field: Field<unknown>, parts: Components): object {
  const { schema, isNullable } = field
  const description = describe(field)
  // What it means here stands beside the reference to a kind of value.
  // Any value will do: null is one of them.
  const takesAnything = Object.keys(schema).length === 0
  if (!isNullable || takesAnything) return { description, ...parts.refer(schema) }
  const kinds = 'anyOf' in schema && Array.isArray(schema.anyOf) ? schema.anyOf : [schema]
  return { description, anyOf: [...kinds.map(parts.refer), { type: 'null' }] }
}
