import Type, { type Static } from 'typebox'
import { readListMember, readMember, readTextMember } from '../../domain/read-member.ts'
import { checkCommonClaims, refuse } from '../claims.ts'
import { isJwtType } from '../format.ts'
import type { JsonObject } from '../json.ts'
import { isSignatureAlgorithm, type SignatureAlgorithm, signatureAlgorithms } from '../signature-algorithm.ts'
import type { TokenFault } from '../verification.ts'
import { jwksUrl, type Kind, pinnedKeys, readKeySource, type SettingFault } from './kind.ts'

/** Auth0's access tokens live 30 days at most, Supabase's one week; one day more for rounding. */
const lifetimeMsMax = 31 * 86_400_000

/** A gateway is one API; further audiences are names it had, or has in another region. */
export const audiencesMax = 16
/** More than any token needs. */
export const requiredClaimsMax = 16
/** Such as the origins of all front ends, in `azp`. */
export const claimValuesMax = 100

/** What the providers sign with unless told otherwise: Clerk and Auth0 the one, Supabase the other. */
const algorithmsDefault = ['RS256', 'ES256'] as const

const requiredClaim = Type.Object(
  {
    name: Type.String({
      format: 'claim-name',
      description: 'The exact name of a claim at the top level of the token.',
    }),
    values: Type.Optional(
      Type.Array(Type.String({ format: 'claim-value', description: 'One exact value.' }), {
        minItems: 1,
        maxItems: claimValuesMax,
        uniqueItems: true,
        description: 'The claim must be, or hold, one of these; absent: it must only be there.',
      }),
    ),
  },
  { additionalProperties: false },
)

const settings = Type.Object(
  {
    type: Type.Literal('oidc'),
    issuer: Type.String({ format: 'secure-address', description: 'The exact "iss" of the tokens, an address.' }),
    audience: Type.Optional(
      Type.Array(Type.String({ format: 'claim-value', description: 'One exact "aud".' }), {
        minItems: 1,
        maxItems: audiencesMax,
        uniqueItems: true,
        description: 'The token\'s "aud" must be, or hold, one of these.',
      }),
    ),
    required_claims: Type.Optional(
      Type.Array(requiredClaim, {
        minItems: 1,
        maxItems: requiredClaimsMax,
        description: 'What else the token must hold. Needed where there is no audience.',
      }),
    ),
    algorithms: Type.Optional(
      Type.Array(
        Type.String({
          format: 'signature-algorithm',
          description: 'An asymmetric algorithm.',
          examples: [...signatureAlgorithms],
        }),
        {
          minItems: 1,
          maxItems: signatureAlgorithms.length,
          uniqueItems: true,
          default: [...algorithmsDefault],
          description: 'What the tokens may be signed with.',
        },
      ),
    ),
    jwks_url: jwksUrl("Where the public keys are; by default, where the issuer's OpenID configuration says."),
    keys: pinnedKeys,
  },
  { additionalProperties: false },
)

declare module '../../domain/tenant.ts' {
  interface IssuerSettings {
    oidc: {
      /** The exact `iss`. */
      readonly issuer: string
      /** Undefined: `aud` is not read. */
      readonly audiences: readonly string[] | undefined
      /** All of these must hold. Without `values` the claim must only be there. */
      readonly requiredClaims: readonly { readonly name: string; readonly values: readonly string[] | undefined }[]
      readonly algorithms: readonly SignatureAlgorithm[]
    }
  }
}

declare module './kind.ts' {
  interface WrittenIssuers {
    oidc: Static<typeof settings>
  }
}

/**
 * Any provider of OpenID Connect, or of OAuth 2.0 whose access tokens are signed JWTs: Clerk, Auth0, Supabase and their
 * like. Its tokens are bound to the tenant by `iss` and `aud`, or by `iss` and other claims where there is no `aud`.
 */
export const oidc: Kind<'oidc'> = {
  title: 'the issuer',
  settings,
  missing: { issuer: 'write the exact "iss" of the tokens, such as https://acme.eu.auth0.com/' },
  account: { key: 'issuer', words: 'issuer' },
  audiencesIn: (written) => {
    const audiences = readListMember(written, 'audience').filter((each) => typeof each === 'string')
    return audiences.length === 0 ? undefined : audiences
  },
  algorithmsIn: (written) => {
    const algorithms = readListMember(written, 'algorithms').filter(isSignatureAlgorithm)
    return algorithms.length === 0 ? algorithmsDefault : algorithms
  },
  explain: explainUnbound,
  subjectWords: 'printable characters without spaces',
  read: (written) => ({
    kind: 'oidc',
    issuer: written.issuer,
    audiences: written.audience,
    requiredClaims: (written.required_claims ?? []).map(({ name, values }) => ({ name, values })),
    algorithms: written.algorithms?.filter(isSignatureAlgorithm) ?? algorithmsDefault,
    keys: readKeySource(written, { kind: 'discovery', issuer: written.issuer }),
  }),

  // A subject means one person at one issuer, whatever the audience (OpenID Connect Core 1.0 §2).
  accountOf: ({ issuer }) => issuer,
  algorithmsOf: ({ algorithms }) => algorithms,
  isType: (type) => type === undefined || isJwtType(type) || isAccessTokenType(type),
  choose: (claims, issuer) => faultOfBinding(claims, issuer),
  check: (claims, issuer, nowMs) => {
    const fault = faultOfBinding(claims, issuer)
    if (fault !== undefined) return refuse(fault)
    const check = checkCommonClaims(claims, nowMs, lifetimeMsMax)
    if (check.kind === 'rejected') return check
    for (const { name, values } of issuer.requiredClaims) {
      const held = readClaimTexts(claims, name)
      if (held.length === 0) return refuse('claim_missing')
      if (values !== undefined && !values.some((value) => held.includes(value))) return refuse('claim_not_accepted')
    }
    return check
  },
  isSubject: () => true,
}

function explainUnbound(written: unknown): readonly SettingFault[] {
  if (readTextMember(written, 'issuer') === undefined) return []
  if (readMember(written, 'audience') !== undefined || readMember(written, 'required_claims') !== undefined) return []
  return [
    {
      path: ['audience'],
      detail:
        'is missing: write the "aud" of the tokens, or, where they have none, required_claims, such as azp with the origins of your pages; a token that the issuer made for any other app would pass',
    },
  ]
}

function faultOfBinding(
  { iss, aud }: JsonObject,
  { issuer, audiences }: { issuer: string; audiences: readonly string[] | undefined },
): TokenFault | undefined {
  if (iss !== issuer) return 'issuer_unknown'
  if (audiences === undefined) return undefined
  // RFC 7519 §4.1.3: one text, or a list of texts.
  const meant: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  const isOurs = meant.every((each) => typeof each === 'string') && audiences.some((each) => meant.includes(each))
  return isOurs ? undefined : 'audience_wrong'
}

// RFC 9068 §2.1. Other types, such as logout+jwt and dpop+jwt, are signed by the same keys and are no access tokens.
const accessTokenType = /^(?:application\/)?at\+jwt$/i

function isAccessTokenType(type: unknown): boolean {
  return typeof type === 'string' && accessTokenType.test(type)
}

/** What a claim says, as texts: numbers and booleans written out, a list entry by entry, `scope` word by word. */
function readClaimTexts(claims: JsonObject, name: string): readonly string[] {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined
  if (Array.isArray(value)) return value.flatMap(readText)
  // RFC 6749 §3.3: words with spaces between them.
  if (name === 'scope' && typeof value === 'string') return value.split(' ').filter((word) => word !== '')
  return readText(value)
}

function readText(value: unknown): readonly string[] {
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)]
  return typeof value === 'string' && value !== '' ? [value] : []
}
