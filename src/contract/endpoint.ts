import type { Readable } from 'node:stream'
import type { Static, TSchema } from 'typebox'
import type { ErrorName } from '../domain/errors.ts'
import type { OperatorScope } from '../domain/operator.ts'
import type { PartnerScope } from '../domain/partner.ts'
import type { Fields } from './field.ts'
import type { WrittenBody } from './written-body.ts'

/**
 * Who may call an endpoint; each must say.
 *
 * - `user`: an end user's verified token. `link`: whoever holds a session's link. `public`: anybody.
 * - `local`: callers on this machine or a private network, reached without a proxy, on the operator's port.
 * - `operator`: whoever holds an operator token with the endpoint's scope, on the operator's port.
 * - `operator_port`: whoever reaches the operator's port, for signing in.
 * - `partner`: whoever holds a tenant key with the endpoint's scope, or the portal's cookie.
 * - `portal`: whoever reaches the portal, for signing in.
 * - `dev`: only mounted by `rampway dev` and `rampway simulate`.
 */
export const accessKinds = [
  'user',
  'link',
  'public',
  'partner',
  'portal',
  'local',
  'operator',
  'operator_port',
  'dev',
] as const

/** One of `accessKinds`. */
export type Access = (typeof accessKinds)[number]

/** What an operator's token must allow; `any`: it need only be good. */
export type EndpointScope = OperatorScope | 'any'

/** What a partner's key must allow; `any`: it need only be good. */
export type EndpointPartnerScope = PartnerScope | 'any'

/** What an endpoint is about: the chapters of the contract document, in their order. */
export const tags = {
  Sessions: 'Open a hosted widget session, read it back, and free its link.',
  Quotes: 'What every provider would give for a trade, and why the others are out.',
  Transactions: 'The movements of money that a user started in a widget.',
  Catalogue: 'What can be traded at present, and the assets that the API knows.',
  Links: 'What the end user’s browser opens. Nothing here is called by an app.',
  Webhooks: 'What Meld calls.',
  Partner: 'What a partner’s own server asks about its whole tenant, with a tenant key.',
  Operator: 'What the operator’s own port serves: find, explain, act, switch, and who did what.',
  Service: 'The gateway itself: its health, its errors, this document.',
  Development: 'Only in `rampway dev` and `rampway simulate`.',
} as const

/** One of `tags`. */
export type Tag = keyof typeof tags

/** An answer whose body is sent as it is: a page, a text, a file. */
export interface TextReply {
  /** As the header has it. */
  readonly contentType: string
  /** Of JSON that is sent as a text, since it is the same every time. */
  readonly schema?: TSchema
}

/** An answer without a body. */
export interface EmptyReply {
  readonly isEmpty: true
}

/** What a status is answered with: JSON that fits a schema, another text, or nothing. */
export type Reply = TSchema | TextReply | EmptyReply

/** A page for people. */
export const page = { contentType: 'text/html; charset=utf-8' } as const satisfies TextReply
/** No body. */
export const empty = { isEmpty: true } as const satisfies EmptyReply

/** Server-sent events; `about` says which frames there are, for people. */
export function eventStream(about: string) {
  return {
    contentType: 'text/event-stream',
    schema: { type: 'string', description: about },
  } as const satisfies TextReply
}

/** True of a reply that is a text. */
export function isText(reply: Reply): reply is TextReply {
  return 'contentType' in reply
}

/** True of a reply that has no body. */
export function isEmpty(reply: Reply): reply is EmptyReply {
  return 'isEmpty' in reply
}

/** A header of a reply that tells its caller something. */
export interface ReplyHeader {
  readonly schema: TSchema
  /** What it means, for people, in Markdown. */
  readonly about: string
  /** It is left out where it does not apply. */
  readonly isOptional?: boolean
}

/** Headers by their names in small letters. */
export type ReplyHeaders = Readonly<Record<string, ReplyHeader>>

/** A call that takes something of an answer. */
export interface OnwardCall {
  /** Of the endpoint that is called. */
  readonly name: string
  readonly about: string
  /** By name, where in the answer's body their values are: RFC 6901 pointers. */
  readonly params?: Readonly<Record<string, string>>
  /** Where in the answer's body the body of the call is, or what there is of it. */
  readonly body?: string
}

/** A body that the handler reads itself: parsed JSON, the bytes as they came, or nothing, whatever is sent. */
export interface RawBody {
  readonly as: 'json' | 'bytes' | 'nothing'
  readonly schema?: TSchema
}

/** One complete call and its answer; of a page that is its status alone. */
export interface Example {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly status: number
  readonly reply?: unknown
}

/**
 * Everything about an endpoint that its callers can see; its route, its types, its checks and its documents follow from
 * it.
 */
export interface Endpoint {
  /** What it does, in one word of code: the `operationId` of the contract document. */
  readonly name: string
  readonly tag: Tag
  /** What it does, in a line. */
  readonly summary: string
  /** What a caller must know beyond that, in Markdown. */
  readonly description: string
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE'
  /** A name after a colon is a parameter: `/v0/ramp/sessions/:id`. */
  readonly path: string
  /** The same under another path, for clients that add a slash and follow no redirect. */
  readonly otherPath?: string
  readonly access: Access
  /** What the caller's token must allow; of endpoints for operators, and of no others. */
  readonly scope?: EndpointScope
  /** What the caller's tenant key must allow; of endpoints for partners, and of no others. */
  readonly partnerScope?: EndpointPartnerScope
  /** Users may be known by a ticket, the parameter `ticket` of the query, in place of their token. */
  readonly takesTicket?: true
  /** Each parameter of the path. Values are texts; what names nothing is not found. */
  readonly params?: Readonly<Record<string, TSchema>>
  /** Endpoints for users, partners and operators refuse every parameter that is not here. */
  readonly query?: Fields
  /** In place of `query`, where the handler reads it as it came. */
  readonly rawQuery?: TSchema
  /** In place of `headers`, where the handler reads them as they came. */
  readonly rawHeaders?: TSchema
  /** Headers that mean something here alone, by their names in small letters. They are read from all lines that were sent. */
  readonly headers?: Fields
  /** A JSON object. Endpoints for partners and operators refuse every member that is not here. */
  readonly body?: Fields
  readonly rawBody?: RawBody
  /** Every success and every page, by status. Other refusals are problems, see `errors`. */
  readonly replies: Readonly<Record<number, Reply>>
  /** Headers of those replies, by status; `headersOfReply` adds those that follow from the rest. */
  readonly replyHeaders?: Readonly<Record<number, ReplyHeaders>>
  /** Where a success leads on. */
  readonly leadsTo?: readonly OnwardCall[]
  /** Replies have an entity tag, and 304 is answered to whoever has it. */
  readonly hasEntityTag?: boolean
  /** The refusals of its own; `errorsOf` adds those that follow from the rest. */
  readonly errors?: readonly ErrorName[]
  readonly example?: Example
}

/** States an endpoint. Throws a TypeError when its parameters are not those of its path. */
export function endpoint<const E extends Endpoint>(stated: E): E {
  const named = [...stated.path.matchAll(/:(\w+)/g)].map(([, name]) => name)
  const declared = Object.keys(stated.params ?? {})
  if (named.join() !== declared.join()) {
    throw new TypeError(`${stated.name} declares the parameters [${declared}], and its path has [${named}]`)
  }
  if ((stated.access === 'operator') !== (stated.scope !== undefined)) {
    throw new TypeError(`${stated.name} must declare a scope exactly when it is for operators`)
  }
  if ((stated.access === 'partner') !== (stated.partnerScope !== undefined)) {
    throw new TypeError(`${stated.name} must declare a partnerScope exactly when it is for partners`)
  }
  if (!readsFields(stated) && [stated.query, stated.headers, stated.body].some((fields) => fields !== undefined)) {
    throw new TypeError(`${stated.name} reads fields, which are read for users, partners and operators alone`)
  }
  return stated
}

/** True of an endpoint whose declared fields are read for its handler. */
export function readsFields({ access }: Pick<Endpoint, 'access'>): boolean {
  return readingFields.has(access)
}

const readingFields: ReadonlySet<Access> = new Set<Access>(['user', 'partner', 'portal', 'operator', 'operator_port'])
/** A parameter of their paths that is too long makes them paths of nobody. */
const provingFirst: ReadonlySet<Access> = new Set<Access>(['user', 'partner', 'operator'])

/** Refusals that anything can meet before a route is found or asked. */
export const errorsOfAll: readonly ErrorName[] = [
  'malformed_body',
  'request_too_slow',
  'unknown_expectation',
  'headers_too_large',
  'internal',
  'overloaded',
]

const errorsByAccess: { readonly [Kind in Access]: readonly ErrorName[] } = {
  user: ['unauthenticated', 'malformed_tenant', 'keys_unavailable', 'invalid_fields'],
  link: [],
  public: [],
  partner: ['partner_unauthenticated', 'partner_forbidden', 'foreign_origin', 'too_many_attempts', 'invalid_fields'],
  portal: ['invalid_fields'],
  local: ['route_not_found', 'foreign_host'],
  operator: [
    'operator_unauthenticated',
    'operator_forbidden',
    'foreign_origin',
    'foreign_host',
    'too_many_attempts',
    'invalid_fields',
  ],
  operator_port: ['foreign_host', 'invalid_fields'],
  // Pages of foreign origins are told that there is no such path.
  dev: ['route_not_found'],
}

/** Every refusal that a caller of the endpoint can meet. */
export function errorsOf({ access, body, rawBody, path, errors = [] }: Endpoint): ReadonlySet<ErrorName> {
  const takesBody = body !== undefined || rawBody !== undefined
  const takesJson = body !== undefined || rawBody?.as === 'json'
  return new Set([
    ...errors,
    ...errorsByAccess[access],
    ...(path.includes(':') && provingFirst.has(access) ? (['route_not_found'] as const) : []),
    ...(takesBody ? (['body_too_large'] as const) : []),
    ...(takesJson ? (['wrong_content_type'] as const) : []),
    ...errorsOfAll,
  ])
}

/** What a schema describes, read-only at any depth, as views make it: a member that is left out may be undefined. */
export type Wire<Schema extends TSchema> = Written<Static<Schema>>

type Written<T> = T extends object
  ? { readonly [Name in keyof T]: Written<T[Name]> | (object extends Pick<T, Name> ? undefined : never) }
  : T

type ReplyBody<Of> = Of extends TextReply
  ? string | Buffer | Readable
  : Of extends TSchema
    ? Wire<Of> | WrittenBody
    : never

/** An answer that an endpoint may give: one of its statuses, with the body that is declared for it. */
export type Answer<E extends Endpoint> = {
  readonly [Status in keyof E['replies']]: AnswerOf<Status, E['replies'][Status]>
}[keyof E['replies'] & number]

type AnswerOf<Status, Of> = {
  readonly status: Status
  readonly headers?: Readonly<Record<string, string>>
  /** Gets the body as the text that is sent, to answer with as a `WrittenBody` later. */
  readonly onWritten?: (text: string) => void
} & (Of extends EmptyReply ? unknown : { readonly body: ReplyBody<Of> })
