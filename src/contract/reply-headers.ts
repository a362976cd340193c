import Type from 'typebox'
import { type ErrorName, errorCatalogue } from '../domain/errors.ts'
import type { Endpoint, ReplyHeader, ReplyHeaders } from './endpoint.ts'

const traceId: ReplyHeaders = {
  'x-trace-id': {
    schema: Type.String({ pattern: '^[0-9a-f]{32}$' }),
    about: 'finds the request in the gateway’s log; quote it to support',
  },
}

const entityTag: ReplyHeaders = {
  etag: {
    schema: Type.String({ pattern: '^".+"$' }),
    about: 'send it as `If-None-Match` to be told whether anything changed',
  },
  'cache-control': { schema: Type.String(), about: 'for how long the answer may be kept, and by whom' },
}

/** `Retry-After`. */
export const retryAfter: ReplyHeader = {
  schema: Type.String({ pattern: '^\\d+$' }),
  about: 'seconds to wait before the same request is sent again',
}

const challenge: ReplyHeaders = {
  'www-authenticate': {
    schema: Type.String(),
    about: '`Bearer` with RFC 6750’s `error`, and `detail` as `error_description`',
  },
}

const allow: ReplyHeaders = { allow: { schema: Type.String(), about: 'the methods that the path has' } }

const headersOfProblems: { readonly [Name in ErrorName]?: ReplyHeaders } = {
  unauthenticated: challenge,
  malformed_tenant: challenge,
  stream_ticket_refused: challenge,
  operator_unauthenticated: challenge,
  partner_unauthenticated: challenge,
  method_not_allowed: allow,
}

/** What a refusal has: those that may pass on a retry say when. */
export function headersOfProblem(name: ErrorName): ReplyHeaders {
  const mayPass = errorCatalogue[name].code.endsWith('-R')
  return { ...traceId, ...(mayPass && { 'retry-after': retryAfter }), ...headersOfProblems[name] }
}

/** What an endpoint's own reply of a status has. */
export function headersOfReply({ replyHeaders, hasEntityTag }: Endpoint, status: number): ReplyHeaders {
  const isTagged = hasEntityTag === true && (status === 200 || status === 304)
  return { ...traceId, ...(isTagged && entityTag), ...replyHeaders?.[status] }
}
