import { createHash, randomBytes } from 'node:crypto'
import { type OperatorScope, type OperatorTokenId, operatorScopes } from './operator.ts'

/** What is known of an operator's token; the token itself is known to its holder alone. */
export interface OperatorToken {
  readonly id: OperatorTokenId
  /** For people. */
  readonly name: string
  readonly scopes: readonly OperatorScope[]
  readonly createdAt: number
  readonly expiresAt: number
  /** To the minute; null: never. */
  readonly lastUsedAt: number | null
  readonly revokedAt: number | null
}

/** Why a token does not count any more, or that it does. */
export type OperatorTokenState = 'in_force' | 'expired' | 'revoked'

/** Nobody stays in charge for longer without being named anew. */
export const operatorTokenDaysMax = 365
/** Longest name of a token, in characters. */
export const operatorNameLengthMax = 80

/** A browser that signed in stays so for this long, and never beyond its token. */
export const signInMs = 8 * 3_600_000
/** A code that signs a browser in can be used for so long, once. */
export const signInCodeMs = 15 * 60_000

/** Of a token, a cookie or a code: what nobody can guess. */
const secretBytes = 32

const tokenPattern = /^rwo_[0-9a-f]{64}$/
const idPattern = /^opr_[0-9a-f]{32}$/

/** How a token stands at that time. */
export function operatorTokenState(
  { expiresAt, revokedAt }: Pick<OperatorToken, 'expiresAt' | 'revokedAt'>,
  now: number,
): OperatorTokenState {
  if (revokedAt !== null) return 'revoked'
  return now < expiresAt ? 'in_force' : 'expired'
}

/** A new token, `rwo_` and 64 hexadecimal digits: 256 bits from the system's random numbers. */
export function makeOperatorToken(): string {
  return `rwo_${makeSignInSecret()}`
}

/** What a cookie or a code holds: 64 hexadecimal digits, as random as a token. */
export function makeSignInSecret(): string {
  return randomBytes(secretBytes).toString('hex')
}

/** A new id. */
export function makeOperatorTokenId(): OperatorTokenId {
  return `opr_${randomBytes(16).toString('hex')}` as OperatorTokenId
}

/** True of a text of the form of a token. */
export function isOperatorToken(text: string): boolean {
  return tokenPattern.test(text)
}

/** The id that a text is; undefined for any other text. */
export function parseOperatorTokenId(text: string): OperatorTokenId | undefined {
  return idPattern.test(text) ? (text as OperatorTokenId) : undefined
}

/** True for the name of a scope. */
export function isOperatorScope(text: string): text is OperatorScope {
  return operatorScopes.some((scope) => scope === text)
}

/** What is kept of a token, a cookie or a code. They are random, so that no salt is needed. */
export function hashOperatorSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
