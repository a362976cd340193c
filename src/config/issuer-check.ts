import { type Finding, formatPath, type Path } from './fault.ts'
import { readListMember, readMember, readTextMember } from './loose-value.ts'
import { explainPinnedKey } from './pinned-key.ts'

interface IssuerDraft {
  readonly path: Path
  readonly organisation: string
  readonly tenantIndex: number
  readonly type: 'privy' | 'dynamic'
  /** The Privy app id or the Dynamic environment id, with the key that holds it. */
  readonly account: string | undefined
  readonly accountKey: 'app_id' | 'environment_id'
  readonly value: unknown
}

/**
 * Checks the issuers of all tenants, of any shape: where their keys come from, what `iss` they accept, and whether two
 * tenants accept the same end users. Between organisations that is a fault (the users of one could spend the account of
 * the other); between environments of one organisation it is a warning.
 */
export function checkIssuers(tenants: readonly unknown[]): {
  readonly faults: readonly Finding[]
  readonly warnings: readonly Finding[]
} {
  const issuers = tenants.flatMap(draftIssuers)
  const shared = issuers.length === 0 ? [] : findShared(issuers)
  return {
    faults: [
      ...issuers.flatMap(checkKeys),
      ...issuers.flatMap(checkIssuerTexts),
      ...shared.filter((each) => each.fatal).map((each) => each.finding),
    ],
    warnings: shared.filter((each) => !each.fatal).map((each) => each.finding),
  }
}

function draftIssuers(tenant: unknown, tenantIndex: number): readonly IssuerDraft[] {
  const organisation = readTextMember(tenant, 'id')?.split(':')[0] ?? ''
  return readListMember(tenant, 'issuers').flatMap((value, index) => {
    const type = readTextMember(value, 'type')
    if (type !== 'privy' && type !== 'dynamic') return []
    const accountKey = type === 'privy' ? 'app_id' : 'environment_id'
    const path = ['tenants', tenantIndex, 'issuers', index]
    return [{ path, organisation, tenantIndex, type, account: readTextMember(value, accountKey), accountKey, value }]
  })
}

function checkKeys(issuer: IssuerDraft): readonly Finding[] {
  const both = readMember(issuer.value, 'keys') !== undefined && readMember(issuer.value, 'jwks_url') !== undefined
  const conflict = {
    path: [...issuer.path, 'jwks_url'],
    detail: 'stands beside keys: keep jwks_url to fetch the public keys, or keys to pin them, not both',
  }
  const unreadable = readListMember(issuer.value, 'keys').flatMap((key, index) => {
    if (typeof key !== 'string' && (typeof key !== 'object' || key === null)) return []
    const detail = explainPinnedKey(key, issuer.type)
    return detail === undefined ? [] : [{ path: [...issuer.path, 'keys', index], detail }]
  })
  return both ? [conflict, ...unreadable] : unreadable
}

function checkIssuerTexts(issuer: IssuerDraft): readonly Finding[] {
  if (issuer.type !== 'dynamic' || issuer.account === undefined) return []
  const ending = `/${issuer.account}`
  return readListMember(issuer.value, 'issuers').flatMap((text, index) => {
    if (typeof text !== 'string' || text.endsWith(ending)) return []
    return [
      {
        path: [...issuer.path, 'issuers', index],
        detail:
          'must end in "/" and the environment_id above, as in app.dynamicauth.com/<environment id>: tokens of other environments would pass',
      },
    ]
  })
}

interface Shared {
  readonly fatal: boolean
  readonly finding: Finding
}

function findShared(issuers: readonly IssuerDraft[]): readonly Shared[] {
  const seen = new Map<string, IssuerDraft>()
  return issuers.flatMap((issuer) => {
    if (issuer.account === undefined) return []
    const key = `${issuer.type} ${issuer.account}`
    const first = seen.get(key)
    if (first !== undefined) return [describeShared(issuer, first)]
    seen.set(key, issuer)
    return []
  })
}

function describeShared(issuer: IssuerDraft, first: IssuerDraft): Shared {
  const path = [...issuer.path, issuer.accountKey]
  const same = `is the same as ${formatPath([...first.path, first.accountKey])}`
  if (issuer.tenantIndex === first.tenantIndex) {
    return { fatal: true, finding: { path, detail: `${same}: list each issuer of a tenant once` } }
  }
  if (issuer.organisation !== first.organisation) {
    const detail = `${same}, of another organisation: its users could spend this tenant's Meld account, so give each organisation its own`
    return { fatal: true, finding: { path, detail } }
  }
  const detail = `${same}: a token for one of these environments is valid in the other too; separate ones keep test users out of live`
  return { fatal: false, finding: { path, detail } }
}
