import Type, { type Static } from 'typebox'
import { checkCommonClaims, refuse } from '../claims.ts'
import { isJwtType } from '../format.ts'
import { jwksUrl, type Kind, pinnedKeys, readKeySource } from './kind.ts'

/** `iss` of every Privy token, whoever the customer is; what binds a token to a tenant is `aud`. */
export const privyIssuer = 'privy.io'

/** The prefix of every Privy subject. */
export const privySubjectPrefix = 'did:privy:'

/** Privy's default is one hour and the dashboard can raise it; a day and an hour allow for that. */
const lifetimeMsMax = 25 * 3_600_000

const algorithms = ['ES256'] as const

const settings = Type.Object(
  {
    type: Type.Literal('privy'),
    app_id: Type.String({ format: 'account-id', description: 'The Privy app id.' }),
    jwks_url: jwksUrl("Where the public keys are; by default, Privy's address for the app."),
    keys: pinnedKeys,
  },
  { additionalProperties: false },
)

declare module '../../domain/tenant.ts' {
  interface IssuerSettings {
    privy: { readonly appId: string }
  }
}

declare module './kind.ts' {
  interface WrittenIssuers {
    privy: Static<typeof settings>
  }
}

/**
 * Privy's *access* tokens. Identity tokens are refused, although algorithm, issuer, audience and keys are the same: they
 * carry `linked_accounts`, and access tokens carry `sid` (RFC 8725 §3.12, exclusive rules).
 */
export const privy: Kind<'privy'> = {
  title: 'Privy',
  settings,
  missing: { app_id: 'write the Privy app id' },
  account: { key: 'app_id', words: 'app id' },
  audiencesIn: () => undefined,
  algorithmsIn: () => algorithms,
  explain: () => [],
  subjectWords: `${privySubjectPrefix}…`,
  // The address that Privy's own server library asks.
  read: (written) => ({
    kind: 'privy',
    appId: written.app_id,
    keys: readKeySource(written, {
      kind: 'jwks',
      url: `https://api.privy.io/v1/apps/${encodeURIComponent(written.app_id)}/jwks.json`,
    }),
  }),

  // Not the text of `iss`, which is the same for every app.
  accountOf: ({ appId }) => appId,
  algorithmsOf: () => algorithms,
  isType: isJwtType,
  choose: ({ iss, aud }, { appId }) => {
    if (iss !== privyIssuer) return 'issuer_unknown'
    return aud === appId ? undefined : 'audience_wrong'
  },
  check: (claims, { appId }, nowMs) => {
    if (claims.iss !== privyIssuer) return refuse('issuer_unknown')
    if (claims.aud !== appId) return refuse('audience_wrong')
    const check = checkCommonClaims(claims, nowMs, lifetimeMsMax)
    if (check.kind === 'rejected') return check
    if (!isPrivySubject(check.claims.subject)) return refuse('subject_invalid')
    if (Object.hasOwn(claims, 'linked_accounts')) return refuse('identity_token')
    const session = claims.sid
    if (typeof session !== 'string' || session === '') return refuse('session_missing')
    return check
  },
  isSubject: isPrivySubject,
}

function isPrivySubject(subject: string): boolean {
  return subject.startsWith(privySubjectPrefix) && subject.length > privySubjectPrefix.length
}
