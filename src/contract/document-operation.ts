import Type, { type TSchema } from 'typebox'
import { type ErrorName, errorCatalogue } from '../domain/errors.ts'
import type { Components } from './document-components.ts'
import { type Endpoint, errorsOf, isEmpty, isText, type Reply } from './endpoint.ts'
import { type Field, isRequired } from './field.ts'
import { problemComponent } from './problem.ts'

const json = 'application/json'

/** One operation of a contract document. */
export function operationOf(endpoint: Endpoint, parts: Components): object {
  const { name, tag, summary, description, access } = endpoint
  const parameters = parametersOf(endpoint, parts)
  const body = bodyOf(endpoint, parts)
  return {
    operationId: name,
    tags: [tag],
    summary,
    description,
    'x-access': access,
    security:
      access === 'user'
        ? [
            { userToken: [], tenant: [] },
            { bearer: [], tenant: [] },
          ]
        : [],
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && { requestBody: body }),
    responses: responsesOf(endpoint, parts),
  }
}

function parametersOf(endpoint: Endpoint, parts: Components): readonly object[] {
  const { params = {}, query = {}, rawQuery, headers = {}, example } = endpoint
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
  return [...inPath, ...inQuery, ...rawParameters(rawQuery, parts), ...inHeaders, ...commonHeadersOf(endpoint)]
}

/** What the handler reads by itself. */
function rawParameters(schema: TSchema | undefined, parts: Components): readonly object[] {
  if (schema === undefined || !Type.IsObject(schema)) return []
  const isNeeded = (name: string) => 'required' in schema && schema.required?.includes(name) === true
  return Object.entries(schema.properties).map(([name, property]) => ({
    ...{ name, in: 'query', required: isNeeded(name) },
    ...described(property, parts),
  }))
}

/** A parameter says by itself what its schema says of it. */
function described(schema: TSchema, parts: Components): { readonly description?: unknown; readonly schema: unknown } {
  const { description, ...rest }: { readonly description?: unknown } = schema
  return { ...(description !== undefined && { description }), schema: parts.refer(rest) }
}

function commonHeadersOf({ access, hasEntityTag }: Endpoint): readonly object[] {
  const traceparent = {
    ...{ name: 'traceparent', in: 'header', required: false },
    description: 'W3C Trace Context; its trace id comes back as `X-Trace-Id` and in refusals.',
    schema: { type: 'string' },
  }
  const timestampFormat = {
    ...{ name: 'X-Timestamp-Format', in: 'header', required: false },
    description: '`iso8601` gives instants as `YYYY-MM-DDTHH:MM:SSZ`; anything else as epoch milliseconds.',
    schema: { type: 'string' },
    example: 'epoch_ms',
  }
  const ifNoneMatch = {
    ...{ name: 'If-None-Match', in: 'header', required: false },
    description: 'The `ETag` of an answer that the caller has: 304 where it is still the same.',
    schema: { type: 'string' },
  }
  return [...(access === 'user' ? [timestampFormat, traceparent] : []), ...(hasEntityTag === true ? [ifNoneMatch] : [])]
}

/** As people write it: names are the same in any case. */
function headerName(name: string): string {
  return name.replaceAll(/(?:^|-)[a-z]/g, (start) => start.toUpperCase())
}

function describe({ about, rule }: Field<unknown>): string {
  return `${about}.${rule === undefined ? '' : ` ${rule}`}`
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
    const title = `${name.replace(/^./, (first) => first.toUpperCase())}Body`
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
  if (!isNullable) return { description, ...parts.refer(schema) }
  const kinds = 'anyOf' in schema && Array.isArray(schema.anyOf) ? schema.anyOf : [schema]
  return { description, anyOf: [...kinds.map(parts.refer), { type: 'null' }] }
}

const statusWords: Readonly<Record<number, string>> = {
  200: 'Done.',
  201: 'New.',
  208: 'The key has a session already: the same body as when it was opened, with the status of now.',
  302: 'Leads on.',
  304: 'Unchanged: the caller has this answer already.',
  404: 'A page that says that there is no such thing.',
  410: 'A page that says that it is over.',
  500: 'A page that says that the gateway failed.',
  503: 'A page that says that it will be there a moment later.',
}

function responsesOf(endpoint: Endpoint, parts: Components): object {
  const refusals = [...errorsOf(endpoint)].map((name) => ({ name, status: errorCatalogue[name].status }))
  const statuses = new Set([...Object.keys(endpoint.replies).map(Number), ...refusals.map(({ status }) => status)])
  const byStatus = [...statuses].map((status) => {
    const names = refusals.flatMap((refusal) => (refusal.status === status ? [refusal.name] : []))
    return [status, responseOf(endpoint, status, names, parts)]
  })
  return Object.fromEntries(byStatus)
}

function responseOf(endpoint: Endpoint, status: number, refusals: readonly ErrorName[], parts: Components): object {
  const reply = endpoint.replies[status]
  const titles = refusals.map((name) => `${errorCatalogue[name].title}.`)
  const words = reply === undefined ? [] : [statusWords[status] ?? '']
  const content = {
    ...(reply !== undefined && contentOf(endpoint, reply, parts)),
    ...(refusals.length > 0 && { [json]: problemContent(refusals, parts) }),
  }
  return {
    description: [...words, ...titles].join(' '),
    ...(Object.keys(content).length > 0 && { content }),
  }
}

function contentOf({ example, replies }: Endpoint, reply: Reply, parts: Components): object {
  if (isEmpty(reply)) return {}
  if (isText(reply)) {
    const schema = parts.refer(reply.schema ?? Type.String())
    return { [reply.contentType.split(';', 1).join('')]: { schema } }
  }
  const isShown = example?.reply !== undefined && replies[example.status] === reply
  return { [json]: { schema: parts.refer(reply), ...(isShown && { example: example.reply }) } }
}

function problemContent(refusals: readonly ErrorName[], parts: Components): object {
  const schemas = new Set(refusals.map(problemComponent))
  const [only, ...others] = [...schemas].map(parts.refer)
  return {
    schema: others.length === 0 ? only : { anyOf: [only, ...others] },
    examples: Object.assign({}, ...refusals.map(parts.exampleOf)),
  }
}
