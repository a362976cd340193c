import Type from 'typebox'
import type { Operator } from '../domain/operator.ts'
import { operatorScopes } from '../domain/operator.ts'
import type { OperatorToken } from '../domain/operator-token.ts'
import { endpoint, type Wire } from './endpoint.ts'
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

/** The body of an answer about the operator. */
export function operatorReply(
  { via }: Operator,
  { name, scopes }: OperatorToken,
  expiresAt: number,
): Wire<typeof OperatorReply> {
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
    reply: {
      operator: { name: 'night shift', scopes: ['read', 'act'], via: 'api', expires_at: 1_772_016_000_000 },
    },
  },
})
