import type { FastifyInstance, FastifyReply, FastifyRequest, onSendHookHandler, RouteShorthandOptions } from 'fastify'
import { readFields, readOnlyFields } from '../contract/body.ts'
import { type Answer, type Endpoint, isText, readsFields } from '../contract/endpoint.ts'
import {
  absentValue,
  type Fields,
  type FieldsRead,
  type FieldValues,
  type TenantChoices,
  tableOf,
} from '../contract/field.ts'
import { readQuery } from '../contract/query.ts'
import { WrittenBody } from '../contract/written-body.ts'
import type { Operator } from '../domain/operator.ts'
import type { Partner } from '../domain/partner.ts'
import type { Principal } from '../domain/user.ts'
import type { WorkLog } from '../observe/log.ts'
import type { Page } from '../pages/page.ts'
import { principalOf } from './access.ts'
import { ignoreBodies, keepBytes } from './body.ts'
import { publicAddress } from './client-address.ts'
import { entityTagOf, namesEntityTag } from './entity-tags.ts'
import { EventStream } from './event-stream.ts'
import { requireFields } from './fields.ts'

type Read<Declared, Otherwise> = Declared extends Fields ? FieldValues<Declared> : Otherwise

/** One call of an endpoint, as its handler meets it: everything checked, and of the types that are declared. */
export interface Call<E extends Endpoint> {
  /** Who calls; null where the endpoint is not for users. */
  readonly principal: E['access'] extends 'user' ? Principal : null
  /** Which operator calls; null where the endpoint is not for operators. */
  readonly operator: E['access'] extends 'operator' ? Operator : null
  /** Which partner calls; null where the endpoint is not for partners. */
  readonly partner: E['access'] extends 'partner' ? Partner : null
  readonly params: { readonly [Name in keyof E['params']]: string }
  readonly query: Read<E['query'], unknown>
  readonly headers: Read<E['headers'], null>
  readonly body: Read<E['body'], unknown>
  /** The caller's public address; null when it is not known. */
  readonly clientIp: string | null
  readonly traceId: string
  /** Says whose the request is, as far as that is known. */
  readonly log: WorkLog
  /** The rest of the HTTP request. */
  readonly request: FastifyRequest
}

/** What a route needs of the framework beyond its endpoint. */
export type ServeOptions = Pick<RouteShorthandOptions, 'errorHandler' | 'exposeHeadRoute'>

/** Routes the calls of an endpoint to its handler, which gets what was read and gives one of the declared answers. */
export function serve<E extends Endpoint, const A extends Answer<E>>(
  app: FastifyInstance,
  endpoint: E,
  handler: (call: Call<E>) => Promise<A>,
  options: ServeOptions = {},
): void {
  const route = {
    ...options,
    method: endpoint.method,
    config: {
      access: endpoint.access,
      takesTicket: endpoint.takesTicket,
      scope: endpoint.scope,
      partnerScope: endpoint.partnerScope,
    },
    ...(endpoint.hasEntityTag === true && { onSend: tagged }),
    // Tells the framework by itself what came of it: one promise less than an async function.
    handler: (request: FastifyRequest, reply: FastifyReply): void => {
      handler(callOf(endpoint, request)).then(
        (answer) => trySend(endpoint, reply, answer),
        (error: unknown) => void reply.send(error),
      )
    },
  }
  const mount = (scope: FastifyInstance): void => {
    for (const url of [endpoint.path, endpoint.otherPath]) if (url !== undefined) scope.route({ ...route, url })
  }
  const readsBodyAs = endpoint.rawBody?.as
  if (readsBodyAs === undefined || readsBodyAs === 'json') {
    mount(app)
    return
  }
  void app.register((scope, _options, done) => {
    if (readsBodyAs === 'bytes') keepBytes(scope)
    else ignoreBodies(scope)
    mount(scope)
    done()
  })
}

/** Getters read on demand: most handlers need little of it. */
class RequestCall {
  readonly request: FastifyRequest
  readonly query: unknown
  readonly headers: unknown
  readonly body: unknown

  constructor(request: FastifyRequest, read: { query: unknown; headers: unknown; body: unknown }) {
    this.request = request
    this.query = read.query
    this.headers = read.headers
    this.body = read.body
  }

  get principal(): Principal | null {
    return this.request.principal
  }

  get operator(): Operator | null {
    return this.request.operator
  }

  get partner(): Partner | null {
    return this.request.partner
  }

  get params(): unknown {
    return this.request.params
  }

  get clientIp(): string | null {
    return publicAddress(this.request.ip)
  }

  get traceId(): string {
    return this.request.traceId
  }

  get log(): WorkLog {
    return this.request.work
  }
}

/** Reads what the endpoint declares. Throws `invalid_fields` that names every fault of the query, or else of the rest. */
function callOf<E extends Endpoint>(endpoint: E, request: FastifyRequest): Call<E> {
  const read = readsFields(endpoint) ? readDeclared(endpoint, request) : request
  // The types of what was read follow from the endpoint, which the readers were told at run time.
  return new RequestCall(request, read) as Call<Endpoint> as Call<E>
}

function readDeclared(endpoint: Endpoint, request: FastifyRequest) {
  const isForUser = endpoint.access === 'user'
  const choices = isForUser ? principalOf(request).tenant : noTenantChoices
  // The framework begins a query at a `#` too.
  const hasQuery = endpoint.query !== undefined || /[?#]/.test(request.url)
  const query = hasQuery ? requireFields(readQuery(request.query, endpoint.query ?? noFields, choices)) : {}
  const headers = readHeaders(request, endpoint.headers ?? noFields, choices)
  const body = endpoint.body === undefined ? rawBody(request) : readBody(request, endpoint.body, choices, isForUser)
  if ('values' in body && 'values' in headers) return { query, headers: headers.values, body: body.values }
  const faults = [body, headers].flatMap((part) => ('faults' in part ? part.faults : []))
  return requireFields<never>({ faults })
}

function readBody(
  request: FastifyRequest,
  fields: Fields,
  choices: TenantChoices,
  isForUser: boolean,
): FieldsRead<FieldValues<Fields>> {
  const { knownBody } = request
  if (knownBody?.fields === fields && knownBody.choices === choices) return knownBody
  return (isForUser ? readFields : readOnlyFields)(bodyOf(request, isForUser), fields, choices)
}

const noFields: Fields = {}
/** Where no tenant is known that could have chosen. */
const noTenantChoices: TenantChoices = { defaultCountry: 'US', returnLinks: [], returnOrigins: [] }

/** An act of an operator or a partner needs no body where it needs none of its fields. */
function bodyOf({ body }: FastifyRequest, isForUser: boolean): unknown {
  return body === undefined && !isForUser ? {} : body
}

function rawBody({ body }: FastifyRequest): FieldsRead<unknown> {
  return { values: body }
}

/**
 * Each header from all its lines: Node joins what is repeated, and a value may hold a comma. A fault points at the field
 * that the header stands for.
 */
function readHeaders(
  { headers, raw }: FastifyRequest,
  fields: Fields,
  choices: TenantChoices,
): FieldsRead<FieldValues<Fields>> {
  const values: Record<string, unknown> = {}
  for (const [name, field] of tableOf(fields).entries) {
    const lines = headers[name] === undefined ? undefined : raw.headersDistinct[name]
    const result = lines === undefined ? absentValue(field, choices) : field.read(lines, choices)
    if ('fault' in result) return { faults: [{ pointer: `/${name.replaceAll('-', '_')}`, detail: result.fault }] }
    values[name] = result.value
  }
  return { values }
}

/** The answer that a page is. */
export function answerPage<Status extends number>({ status, headers, html }: Page<Status>) {
  return { status, headers, body: html }
}

/** An answer of any endpoint. */
interface AnyAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: unknown
  readonly onWritten?: ((text: string) => void) | undefined
}

const jsonType = 'application/json; charset=utf-8'

function trySend(endpoint: Endpoint, reply: FastifyReply, answer: AnyAnswer): void {
  try {
    send(endpoint, reply, answer)
  } catch (error) {
    reply.send(error)
  }
}

function send(endpoint: Endpoint, reply: FastifyReply, answer: AnyAnswer): void {
  const { status, headers, body, onWritten } = answer
  const declared = endpoint.replies[status]
  if (declared !== undefined && isText(declared)) reply.type(declared.contentType)
  reply.code(status)
  if (headers !== undefined) reply.headers(headers)
  if (body instanceof EventStream) {
    body.attach(reply.raw)
    reply.request.streamedAfterMs = reply.elapsedTime
  }
  if (body instanceof WrittenBody) {
    reply.type(jsonType).send(body.text)
    return
  }
  if (onWritten !== undefined) reply.type(jsonType).serializer(keeping(onWritten))
  reply.send(body)
}

function keeping(onWritten: (text: string) => void): (value: unknown) => string {
  return (value) => {
    const text = JSON.stringify(value)
    onWritten(text)
    return text
  }
}

/** Gives a success the entity tag of its bytes, unless the handler knew it, and answers 304 to callers that have them already. */
const tagged: onSendHookHandler<unknown> = (request, reply, payload, done) => {
  if (reply.statusCode !== 200 || typeof payload !== 'string') return done(null, payload)
  const etag = reply.getHeader('etag')?.toString() ?? entityTagOf(payload)
  reply.header('etag', etag)
  if (!namesEntityTag(request.headers['if-none-match'], etag)) return done(null, payload)
  reply.code(304).removeHeader('content-type')
  done(null, null)
}
