import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { TSchema } from 'typebox'
import {
  type Endpoint,
  errorsOf,
  errorsOfAll,
  isEmpty,
  isText,
  type ReplyHeaders,
} from '../../src/contract/endpoint.ts'
import { endpoints } from '../../src/contract/endpoints.ts'
import { problemSchema } from '../../src/contract/problem.ts'
import { headersOfProblem, headersOfReply } from '../../src/contract/reply-headers.ts'
import { Instant, instantForms, readTimestampFormat, type TimestampFormat } from '../../src/contract/timestamps.ts'
import { type ErrorName, errorCatalogue } from '../../src/domain/errors.ts'
import { exposedHeaders } from '../../src/http/cors.ts'

/** A request and its reply, as they went over the wire. */
export interface Exchange {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly timestampFormat: string | undefined
  readonly status: number
  /** By their names in small letters. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** Served by the gateway's listener, and no endpoints: files of the pages, and the control API of the simulator. */
const notOurs = /^\/_sim(?:\/|$)|\/docs\/|\/assets\/[\w-]+-(?:[0-9a-f]{12}|[\w-]{8})\.\w+$/
/** Nobody is there any more to receive it. */
const hungUpStatus = 499

const json = 'application/json; charset=utf-8'
const html = 'text/html; charset=utf-8'
const ajv = new Ajv2020({ strict: false })
/** A longer body says no more to whoever reads the failure. */
const shownCharacters = 500

/** What a reply has that its endpoint does not declare, or lacks of it; undefined when there is nothing to say. */
export function findReplyFault(exchange: Exchange): string | undefined {
  if (exchange.status === hungUpStatus) return undefined
  const faults = pathsMeant(exchange.url).map((path) => findFaultAt(path, exchange))
  return faults.includes(undefined) ? undefined : faults.at(-1)
}

function findFaultAt(path: string, exchange: Exchange): string | undefined {
  if (notOurs.test(path) || isApplication(path, exchange)) return undefined
  const here = endpoints.filter((endpoint) => servesPath(endpoint, path))
  const fault =
    exchange.method === 'OPTIONS' && exchange.status === 204 ? emptiness(exchange) : judge(exchange, here, path)
  if (fault === undefined) return undefined
  const { method, status, text } = exchange
  const names = here.map(({ name }) => name).join(', ') || 'no endpoint'
  return `${method} ${path} was answered ${status}, which is not what is declared (${names}): ${fault}\n${text.slice(0, shownCharacters)}`
}

/**
 * The playground, the console and the portal, only where they are mounted; elsewhere nobody serves these paths. A proxy may
 * have the portal under a path of its own.
 */
function isApplication(path: string, { status, headers }: Exchange): boolean {
  if (path.endsWith('/portal')) return status === 302
  return (
    /^\/(?:console(?:\/.*)?)?$|\/portal\/[^/]*$/.test(path) &&
    (status === 304 || (status === 200 && headers['content-type'] === html))
  )
}

function judge(exchange: Exchange, here: readonly Endpoint[], path: string): string | undefined {
  const method = exchange.method === 'HEAD' && !here.some((known) => known.method === 'HEAD') ? 'GET' : exchange.method
  const endpoint = here.find((known) => known.method === method)
  const reply = endpoint?.replies[exchange.status]
  if (endpoint === undefined || reply === undefined) return judgeProblem(exchange, errorsAt(here, endpoint), path)
  const oddHeader = judgeHeaders(exchange, headersOfReply(endpoint, exchange.status))
  if (oddHeader !== undefined) return oddHeader
  if (isEmpty(reply)) return emptiness(exchange)
  const expected = isText(reply) ? reply.contentType : json
  const contentType = exchange.headers['content-type']
  if (contentType !== expected) return `its content type is ${contentType}, not ${expected}`
  if (exchange.method === 'HEAD') return emptiness(exchange)
  return isText(reply) ? undefined : misfit(reply, exchange)
}

/** Refusals that can be met here: of an endpoint, of a path that lacks the method, or of one that nobody serves. */
function errorsAt(here: readonly Endpoint[], endpoint: Endpoint | undefined): ReadonlySet<ErrorName> {
  if (endpoint !== undefined)
    return new Set([...errorsOf(endpoint), ...(isOfOnePort(endpoint) ? (['route_not_found'] as const) : [])])
  const isHidden = here.some((known) => known.access === 'local' || known.access === 'dev' || isOfOnePort(known))
  return new Set<ErrorName>([
    ...errorsOfAll,
    ...(here.length === 0 || isHidden ? (['route_not_found'] as const) : []),
    ...(here.length > 0 ? (['method_not_allowed'] as const) : []),
  ])
}

/** The other port knows no such path. */
function isOfOnePort({ access }: Endpoint): boolean {
  return access === 'operator' || access === 'operator_port' || access === 'partner' || access === 'portal'
}

/** The headers that are declared have to be there, and of those that tell something no others may. */
function judgeHeaders({ headers }: Exchange, declared: ReplyHeaders): string | undefined {
  const undeclared = telling.find((name) => headers[name] !== undefined && declared[name] === undefined)
  if (undeclared !== undefined) return `it has the header ${undeclared}, which is not declared`
  for (const [name, { schema, isOptional }] of Object.entries(declared)) {
    const value = headers[name]
    if (value === undefined && isOptional !== true) return `it lacks the header ${name}`
    if (value !== undefined && !validatorOf(schema, 'epoch_ms')(value)) return `its header ${name} is ${value}`
  }
  return undefined
}

const telling: readonly string[] = exposedHeaders.split(', ')

function judgeProblem(exchange: Exchange, errors: ReadonlySet<ErrorName>, path: string): string | undefined {
  const { status, method, text } = exchange
  const contentType = exchange.headers['content-type']
  const possible = [...errors].filter((name) => errorCatalogue[name].status === status)
  if (possible.length === 0) return 'there is no such status here'
  const oddHeaders = possible.map((name) => judgeHeaders(exchange, headersOfProblem(name)))
  if (!oddHeaders.includes(undefined)) return oddHeaders.join(', or ')
  // People meet the same words on a page.
  if (contentType === html && !path.startsWith('/v0/') && (method === 'GET' || method === 'HEAD')) return undefined
  if (contentType !== json) return `its content type is ${contentType}, not ${json}`
  if (method === 'HEAD') return emptiness(exchange)
  const body: unknown = JSON.parse(text)
  const code = typeof body === 'object' && body !== null && 'error_code' in body ? body.error_code : undefined
  const name = possible.find((known) => errorCatalogue[known].code === code)
  if (name === undefined) return `its error_code is ${String(code)}, which is none of the errors that are declared here`
  return judgeHeaders(exchange, headersOfProblem(name)) ?? misfit(problemSchemaOf(name), exchange)
}

function emptiness({ text }: Exchange): string | undefined {
  return text === '' ? undefined : 'it has a body'
}

function misfit(schema: TSchema, { text, timestampFormat }: Exchange): string | undefined {
  const validate = validatorOf(schema, readTimestampFormat(timestampFormat))
  if (validate(JSON.parse(text))) return undefined
  const faults = (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath || 'the body'} ${message} ${JSON.stringify(params)}`,
  )
  return faults.join('; ')
}

const problemSchemas = new Map<ErrorName, TSchema>()

function problemSchemaOf(name: ErrorName): TSchema {
  const known = problemSchemas.get(name) ?? problemSchema(name)
  problemSchemas.set(name, known)
  return known
}

const validators: Record<TimestampFormat, Map<TSchema, ValidateFunction>> = { epoch_ms: new Map(), iso8601: new Map() }

function validatorOf(schema: TSchema, format: TimestampFormat): ValidateFunction {
  const known = validators[format].get(schema)
  if (known !== undefined) return known
  const made = ajv.compile(Object(strictly(schema, format)))
  validators[format].set(schema, made)
  return made
}

/** The schema without the freedom that callers are to allow: no members that are not declared, one form of instants. */
function strictly(schema: unknown, format: TimestampFormat): unknown {
  if (schema === Instant) return instantForms[format]
  if (Array.isArray(schema)) return schema.map((item) => strictly(item, format))
  if (typeof schema !== 'object' || schema === null) return schema
  const strict = Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, strictly(part, format)]))
  return 'properties' in strict ? { ...strict, additionalProperties: false } : strict
}

function servesPath({ path, otherPath }: Endpoint, asked: string): boolean {
  return [path, otherPath].some((pattern) => pattern !== undefined && matches(pattern, asked))
}

function matches(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  const mayBeEmpty = !pattern.startsWith('/v0/')
  return (
    wanted.length === given.length &&
    wanted.every((name, index) => (name.startsWith(':') ? mayBeEmpty || given[index] !== '' : name === given[index]))
  )
}

/**
 * The path, and what it is for the gateway where a proxy takes the path of `public_url` away. A target may be a whole
 * address.
 */
function pathsMeant(url: string): readonly string[] {
  const [target = '/'] = url.replace(/^https?:\/\/[^/?]*/i, '').split('?', 1)
  const path = decoded(target)
  const ends = [...path.matchAll(/\//g)].map(({ index }) => path.slice(index))
  const behind = ends.find((end) => end !== path && endpoints.some((endpoint) => servesPath(endpoint, end)))
  return behind === undefined ? [path] : [path, behind]
}

function decoded(target: string): string {
  try {
    return decodeURI(target)
  } catch {
    return target
  }
}
