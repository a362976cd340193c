import { readListMember, readMember, readTextMember } from '../domain/read-member.ts'
import type { IssuerKind } from '../domain/tenant.ts'
import type { KindDescription } from '../identity/kinds/kind.ts'
import { describeKind, isIssuerKind } from '../identity/kinds/registry.ts'
import { type Finding, formatPath, type Path } from './fault.ts'
import { explainPinnedKey } from './pinned-key.ts'
import { findRepeats } from './repeats.ts'

interface IssuerDraft {
  readonly path: Path
  readonly organisation: string
  readonly tenantIndex: number
  readonly kind: IssuerKind
  readonly description: KindDescription
  /** What names the provider's account, such as the Privy app id. */
  readonly account: string | undefined
  readonly value: unknown
}

/**
 * Checks the issuers of all tenants, of any shape: where their keys come from, what `iss` they accept, and whether two
 * tenants accept the same end users. Between organisations that is a fault (the users of one could spend the account of
 * the other); between environments of one organisation it is a warning.
 */
export function checkIssuers(tenants: readonly { readonly index: number; readonly value: unknown }[]): {
  readonly faults: readonly Finding[]
  readonly warnings: readonly Finding[]
} {
  const issuers = tenants.flatMap(draftIssuers)
  const shared = findShared(issuers)
  return {
    faults: [
      ...issuers.flatMap(checkKeys),
      ...issuers.flatMap(checkSettings),
      ...shared.filter((each) => each.fatal).map((each) => each.finding),
    ],
    warnings: shared.filter((each) => !each.fatal).map((each) => each.finding),
  }
}

function draftIssuers({
  index: tenantIndex,
  value: tenant,
}: {
  readonly index: number
  readonly value: unknown
}): readonly IssuerDraft[] {
  const organisation = readTextMember(tenant, 'id')?.split(':')[0] ?? ''
  return readListMember(tenant, 'issuers').flatMap((value, index) => {
    const type = readTextMember(value, 'type')
    if (!isIssuerKind(type)) return []
    const description = describeKind(type)
    const path = ['tenants', tenantIndex, 'issuers', index]
    const account = readTextMember(value, description.account.key)
    return [{ path, organisation, tenantIndex, kind: type, description, account, value }]
  })
}

function checkKeys(issuer: IssuerDraft): readonly Finding[] {
  const both = readMember(issuer.value, 'keys') !== undefined && readMember(issuer.value, 'jwks_url') !== undefined
  const conflict = {
    path: [...issuer.path, 'jwks_url'],
    detail: 'stands beside keys: keep jwks_url to fetch the public keys, or keys to pin them, not both',
  }
  const { title } = issuer.description
  const algorithms = issuer.description.algorithmsIn(issuer.value)
  const unreadable = readListMember(issuer.value, 'keys').flatMap((key, index) => {
    if (typeof key !== 'string' && (typeof key !== 'object' || key === null)) return []
    const detail = explainPinnedKey(key, title, algorithms)
    return detail === undefined ? [] : [{ path: [...issuer.path, 'keys', index], detail }]
  })
  return both ? [conflict, ...unreadable] : unreadable
}

function checkSettings({ description, value, path }: IssuerDraft): readonly Finding[] {
  return description.explain(value).map((fault) => ({ path: [...path, ...fault.path], detail: fault.detail }))
}

interface Shared {
  readonly fatal: boolean
  readonly finding: Finding
}

function findShared(issuers: readonly IssuerDraft[]): readonly Shared[] {
  const accountOf = ({ kind, account }: IssuerDraft) => JSON.stringify([kind, account])
  const audiencesOf = (issuer: IssuerDraft) =>
    issuer.description.audiencesIn(issuer.value)?.map((audience) => JSON.stringify([accountOf(issuer), audience]))
  const everythingOf = (issuer: IssuerDraft) => JSON.stringify([accountOf(issuer)])
  // Whoever takes every token of an account shares it with all others; audiences are shared one by one.
  return findRepeats(
    issuers.filter(({ account }) => account !== undefined),
    (issuer) => {
      const audiences = audiencesOf(issuer)
      return audiences === undefined ? [accountOf(issuer)] : [everythingOf(issuer), ...audiences]
    },
    (issuer) => [accountOf(issuer), ...(audiencesOf(issuer) ?? [everythingOf(issuer)])],
  ).map(({ again, first }) => describeShared(again, first))
}

function describeShared(issuer: IssuerDraft, first: IssuerDraft): Shared {
  const path = [...issuer.path, issuer.description.account.key]
  const same = `is the same as ${formatPath([...first.path, first.description.account.key])}`
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
