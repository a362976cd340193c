import type { Brand } from './brand.ts'

/** `opr_` and 32 hexadecimal digits: names an operator token. */
export type OperatorTokenId = Brand<'OperatorTokenId'>

/**
 * What an operator may do.
 *
 * - `read`: see sessions, figures and the state of the gateway. `act`: on single sessions and webhooks.
 * - `switches`: turn parts of the routing off and on. `audit`: read the audit log. `admin`: everything.
 */
export const operatorScopes = ['read', 'act', 'switches', 'audit', 'admin'] as const

/** One of `operatorScopes`. */
export type OperatorScope = (typeof operatorScopes)[number]

/** An operator who is proved by a token, by a cookie that was swapped for one, or by access to the database. */
export interface Operator {
  /** Null on the command line. */
  readonly token: OperatorTokenId | null
  /** For people: the token's name, or the account on the machine. */
  readonly name: string
  readonly scopes: readonly OperatorScope[]
  readonly via: 'api' | 'console' | 'cli'
  /** The caller's address, or the machine's name on the command line; null when it is not known. */
  readonly from: string | null
}

/** True when the operator may do what needs this scope. */
export function mayDo({ scopes }: Pick<Operator, 'scopes'>, scope: OperatorScope): boolean {
  return scopes.includes(scope) || scopes.includes('admin')
}
