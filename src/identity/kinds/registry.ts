import type { IssuerKind, TokenIssuer } from '../../domain/tenant.ts'
import type { ClaimCheck } from '../claims.ts'
import type { JsonObject } from '../json.ts'
import type { SignatureAlgorithm } from '../signature-algorithm.ts'
import type { TokenFault } from '../verification.ts'
import { dynamic } from './dynamic.ts'
import type { Kind, KindDescription, WrittenIssuer } from './kind.ts'
import { oidc } from './oidc.ts'
import { privy } from './privy.ts'

/** Every kind of issuer. Does not compile while a kind that declares its settings is missing. */
const kinds: { readonly [Name in IssuerKind]: Kind<Name> } = { privy, dynamic, oidc }

/** The names of all kinds, in the order of the documents. */
export const issuerKinds: readonly IssuerKind[] = Object.keys(kinds).filter(isIssuerKind)

/** Tells whether a value is the name of a kind. */
export function isIssuerKind(value: unknown): value is IssuerKind {
  return typeof value === 'string' && Object.hasOwn(kinds, value)
}

/** What the configuration needs to know of a kind. */
export function describeKind(kind: IssuerKind): KindDescription {
  return kinds[kind]
}

/** The issuer that the file means, defaults filled in. */
export function readIssuer<Name extends IssuerKind>(written: WrittenIssuer<Name>): TokenIssuer<Name> {
  return kinds[written.type].read(written)
}

/**
 * The lasting name of an issuer, `<kind>:<account>`, such as `privy:<app id>`. A user's identity is made of it, and not
 * of the text of `iss`, which may be the same for everybody or change.
 */
export function issuerName<Name extends IssuerKind>(issuer: TokenIssuer<Name>): string {
  return `${issuer.kind}:${kinds[issuer.kind].accountOf(issuer)}`
}

/** The forms of such names, for people who type one. */
export const issuerNameFormats: readonly string[] = issuerKinds.map((kind) => `${kind}:<${kinds[kind].account.words}>`)

/** The only algorithms that the issuer's tokens may be signed with. */
export function algorithmsOf<Name extends IssuerKind>(issuer: TokenIssuer<Name>): readonly SignatureAlgorithm[] {
  return kinds[issuer.kind].algorithmsOf(issuer)
}

/** Tells whether the header's `typ` can be that of the issuer's tokens. */
export function isTypeOf(issuer: TokenIssuer, type: unknown): boolean {
  return kinds[issuer.kind].isType(type)
}

/** Tells whether a usable subject can be one of the issuer's. */
export function isSubjectOf(issuer: TokenIssuer, subject: string): boolean {
  return kinds[issuer.kind].isSubject(subject)
}

/** Why claims that nobody has proved do not point to the issuer; undefined when they do. See `Kind.choose`. */
export function whyNotOf<Name extends IssuerKind>(
  issuer: TokenIssuer<Name>,
  claims: JsonObject,
): TokenFault | undefined {
  return kinds[issuer.kind].choose(claims, issuer)
}

/** Judges signed claims by the rules of the issuer's kind. */
export function checkClaims<Name extends IssuerKind>(
  issuer: TokenIssuer<Name>,
  claims: JsonObject,
  nowMs: number,
): ClaimCheck {
  return kinds[issuer.kind].check(claims, issuer, nowMs)
}
