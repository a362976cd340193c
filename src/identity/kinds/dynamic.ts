import Type, { type Static } from 'typebox'
import { readListMember, readTextMember } from '../../domain/read-member.ts'
import { checkCommonClaims, refuse } from '../claims.ts'
import { isJwtType } from '../format.ts'
import { jwksUrl, type Kind, pinnedKeys, readKeySource, type SettingFault } from './kind.ts'

/** The scope that says the user has finished logging in. */
export const dynamicScopeRequired = 'user:basic'

// Dynamic used to advise refusing this scope: a second factor is still missing. No finished login has it.
const scopeForbidden = 'requiresAdditionalAuth'

/** Dynamic's dashboard allows 30 days at most; one more for rounding. */
const lifetimeMsMax = 31 * 86_400_000

/** One environment is known by a few host names only. */
export const issuerTextsMax = 16

const algorithms = ['RS256'] as const

const settings = Type.Object(
  {
    type: Type.Literal('dynamic'),
    environment_id: Type.String({ format: 'account-id', description: 'The Dynamic environment id.' }),
    issuers: Type.Optional(
      Type.Array(Type.String({ format: 'token-issuer', description: 'One exact "iss" text.' }), {
        minItems: 1,
        maxItems: issuerTextsMax,
        uniqueItems: true,
        description: 'Accepted "iss" texts; by default, both of Dynamic\'s hosts with the environment id.',
      }),
    ),
    jwks_url: jwksUrl("Where the public keys are; by default, Dynamic's address for the environment."),
    keys: pinnedKeys,
  },
  { additionalProperties: false },
)

declare module '../../domain/tenant.ts' {
  interface IssuerSettings {
    dynamic: {
      readonly environmentId: string
      /** Exact `iss` texts, such as `app.dynamicauth.com/<environment id>`. */
      readonly issuers: readonly string[]
    }
  }
}

declare module './kind.ts' {
  interface WrittenIssuers {
    dynamic: Static<typeof settings>
  }
}

/**
 * Dynamic's access and ID tokens; old front ends send the one, new ones the other. Dynamic signs tokens for
 * half-finished logins too, so `user:basic` must be in the scope. That is the whole of Dynamic's own rule:
 * `missing_fields` may list optional ones, and the access token of the same user does not have it, so it is not read.
 * Nor is `aud`, which is the web page's origin and proves nothing.
 */
export const dynamic: Kind<'dynamic'> = {
  title: 'Dynamic',
  settings,
  missing: { environment_id: 'write the Dynamic environment id' },
  account: { key: 'environment_id', words: 'environment id' },
  audiencesIn: () => undefined,
  algorithmsIn: () => algorithms,
  explain: explainIssuerTexts,
  subjectWords: 'printable characters without spaces',
  read: (written) => ({
    kind: 'dynamic',
    environmentId: written.environment_id,
    // They have no scheme: the present host and the older one.
    issuers: written.issuers ?? [
      `app.dynamicauth.com/${written.environment_id}`,
      `app.dynamic.xyz/${written.environment_id}`,
    ],
    keys: readKeySource(written, {
      kind: 'jwks',
      url: `https://app.dynamicauth.com/api/v0/sdk/${encodeURIComponent(written.environment_id)}/.well-known/jwks`,
    }),
  }),

  // Not the text of `iss`: its host differs between versions of the SDK, which would split one person in two.
  accountOf: ({ environmentId }) => environmentId,
  algorithmsOf: () => algorithms,
  // The documents do not promise one.
  isType: (type) => type === undefined || isJwtType(type),
  choose: ({ iss, environment_id: environment }, { issuers, environmentId }) => {
    if (typeof iss !== 'string' || !issuers.includes(iss)) return 'issuer_unknown'
    return environment === environmentId ? undefined : 'environment_wrong'
  },
  check: (claims, { issuers, environmentId }, nowMs) => {
    const iss = claims.iss
    if (typeof iss !== 'string' || !issuers.includes(iss)) return refuse('issuer_unknown')
    if (claims.environment_id !== environmentId) return refuse('environment_wrong')
    const check = checkCommonClaims(claims, nowMs, lifetimeMsMax)
    if (check.kind === 'rejected') return check
    const scopes = readScopes(claims.scope)
    if (scopes.length === 0) return refuse('scope_missing')
    if (!scopes.includes(dynamicScopeRequired) || scopes.includes(scopeForbidden)) return refuse('scope_insufficient')
    return check
  },
  isSubject: () => true,
}

function explainIssuerTexts(written: unknown): readonly SettingFault[] {
  const environmentId = readTextMember(written, 'environment_id')
  if (environmentId === undefined) return []
  return readListMember(written, 'issuers').flatMap((text, index) => {
    if (typeof text !== 'string' || text.endsWith(`/${environmentId}`)) return []
    return [
      {
        path: ['issuers', index],
        detail:
          'must end in "/" and the environment_id above, as in app.dynamicauth.com/<environment id>: tokens of other environments would pass',
      },
    ]
  })
}

/** None when the claim is absent, blank, or no text. */
function readScopes(scope: unknown): readonly string[] {
  return typeof scope === 'string' ? scope.split(/\s+/).filter((word) => word !== '') : []
}
