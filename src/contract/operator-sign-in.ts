import Type from 'typebox'
import { type Operator, operatorScopes } from '../domain/operator.ts'
import { empty, endpoint, type ReplyHeader, type Wire } from './endpoint.ts'
import { optional, type Reader } from './field.ts'
import { Instant } from './timestamps.ts'

/** Who an operator is. */
export const OperatorReply = Type.Object({
  operator: Type.Object({
    name: Type.String({ description: 'of the token' }),
    scopes: Type.Array(Type.Enum([...operatorScopes]), {
      description: 'what the token allows; `admin` allows everything',
    }),
    via: Type.Enum(['api', 'console'], { description: '`console` for a browser that signed in' }),
    expires_at: Instant,
  }),
})

/** The body of an answer about the operator, whose token or cookie ends then. */
export function operatorReply({ name, scopes, via }: Operator, expiresAt: number): Wire<typeof OperatorReply> {
  return { operator: { name, scopes, via: via === 'console' ? 'console' : 'api', expires_at: expiresAt } }
}

/** Who calls. */
export const getOperator = endpoint({
  name: 'getOperator',
  tag: 'Operator',
  summary: 'Who calls, and what they may do.',
  description: 'Any token that is in force will do.',
  method: 'GET',
  path: '/operator/v0/me',
  access: 'operator',
  scope: 'any',
  replies: { 200: OperatorReply },
  example: {
    status: 200,
    reply: { operator: { name: 'night shift', scopes: ['read', 'act'], via: 'api', expires_at: 1_772_016_000_000 } },
  },
})

/** No token and no code is longer, in characters. */
const secretLengthMax = 200

const secret: Reader<string> = {
  read: (value) =>
    typeof value === 'string' && value.length > 0 && value.length <= secretLengthMax
      ? { value }
      : { fault: `Send a text of 1 to ${secretLengthMax} characters.` },
  schema: Type.String({ minLength: 1, maxLength: secretLengthMax }),
}

const cookie: ReplyHeader = {
  schema: Type.String(),
  about: 'the cookie: `HttpOnly`, `SameSite=Strict`, for eight hours at most; `__Host-` and `Secure` over https',
}

/** Signs a browser in. */
export const signInOperator = endpoint({
  name: 'signInOperator',
  tag: 'Operator',
  summary: 'Swaps a token, or the code of a sign-in link, for a cookie.',
  description:
    'For browsers: a page should not keep a token. The cookie ends after eight hours, with its token, or by signing out. A code works once, for some minutes.',
  method: 'POST',
  path: '/operator/v0/sign-in',
  access: 'operator_port',
  body: {
    token: optional(secret, 'an operator token; it or `code`'),
    code: optional(secret, 'what a sign-in link holds after `#code=`; it or `token`'),
  },
  replies: { 200: OperatorReply },
  replyHeaders: { 200: { 'set-cookie': cookie } },
  errors: ['operator_unauthenticated', 'foreign_origin', 'insecure_connection', 'too_many_attempts'],
  example: {
    body: { token: `rwo_${'6f'.repeat(32)}` },
    status: 200,
    reply: {
      operator: { name: 'night shift', scopes: ['read', 'act'], via: 'console', expires_at: 1_772_016_000_000 },
    },
  },
})

/** Signs a browser out. */
export const signOutOperator = endpoint({
  name: 'signOutOperator',
  tag: 'Operator',
  summary: 'Ends the sign-in whose cookie is sent.',
  description: 'The token stays in force. Without a cookie nothing is ended.',
  method: 'POST',
  path: '/operator/v0/sign-out',
  access: 'operator',
  scope: 'any',
  replies: { 204: empty },
  replyHeaders: { 204: { 'set-cookie': { ...cookie, about: 'makes the browser forget the cookie' } } },
  example: { status: 204 },
})
