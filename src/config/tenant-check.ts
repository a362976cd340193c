import { readListMember, readMember, readTextMember } from '../domain/read-member.ts'
import { parseTenantId, tenantTag } from '../domain/tenant.ts'
import { type Finding, formatPath, type Path } from './fault.ts'
import { checkIssuers } from './issuer-check.ts'
import { findRepeats } from './repeats.ts'
import { meldLiveUrl, meldSandboxUrl, type Stage, stageOfMeldUrl, stageOfTenantId } from './stage.ts'

/** What a check of the whole found: faults stop the file from being used, warnings do not. */
export interface Checked {
  readonly faults: readonly Finding[]
  readonly warnings: readonly Finding[]
}

interface TenantDraft {
  readonly path: Path
  readonly id: string | undefined
  readonly apiKey: string | undefined
  /** What the address says, or else the id; undefined when neither does. */
  readonly stage: Stage | undefined
}

/** An entry of the list of tenants, of any shape, and its place there. */
export interface TenantEntry {
  readonly index: number
  readonly value: unknown
}

/**
 * Checks what no single value shows: ids and tags that meet, sandbox against live, keys and issuers shared between
 * tenants. Of two that do not fit beside each other the one that comes later is at fault. Takes values of any shape and
 * skips what it cannot read, so that these faults are told together with those of the shape.
 */
export function checkTenants(entries: readonly TenantEntry[]): Checked {
  const tenants = entries.map(draftTenant)
  const issuers = checkIssuers(entries)
  return {
    faults: [
      ...findRepeatedIds(tenants),
      ...findTagCollisions(tenants),
      ...entries.flatMap(({ value, index }) => findStageMismatch(value, ['tenants', index])),
      ...findKeysInBothStages(tenants),
      ...issuers.faults,
    ],
    warnings: issuers.warnings,
  }
}

/** Checks that the default tenant is one of the file's, of any shape. */
export function checkDefaultTenant(file: unknown): readonly Finding[] {
  const wanted = readTextMember(file, 'default_tenant')
  // With an unreadable id among them, nobody can say that the default is missing.
  if (wanted === undefined || parseTenantId(wanted) === undefined) return []
  const ids = readListMember(file, 'tenants').map((tenant) => readTextMember(tenant, 'id'))
  const mayBe = (id: string | undefined) => id === wanted || id === undefined || parseTenantId(id) === undefined
  if (ids.some(mayBe)) return []
  return [
    { path: ['default_tenant'], detail: 'names no tenant of this file: write the id of one of them, or remove it' },
  ]
}

function draftTenant({ value, index }: TenantEntry): TenantDraft {
  const id = readTextMember(value, 'id')
  const meld = readMember(value, 'meld')
  const stage = stageOfMeldUrl(readTextMember(meld, 'base_url') ?? meldLiveUrl)
  return {
    path: ['tenants', index],
    id: id !== undefined && parseTenantId(id) !== undefined ? id : undefined,
    apiKey: readTextMember(meld, 'api_key'),
    stage: stage ?? (id === undefined ? undefined : stageOfTenantId(id)),
  }
}

function findRepeatedIds(tenants: readonly TenantDraft[]): readonly Finding[] {
  return findRepeats(tenants, (tenant) => listOf(tenant.id)).map(({ again, first }) => ({
    path: [...again.path, 'id'],
    detail: `is the same as ${formatPath([...first.path, 'id'])}: each tenant needs an id of its own`,
  }))
}

function findTagCollisions(tenants: readonly TenantDraft[]): readonly Finding[] {
  const tagsOf = (tenant: TenantDraft) => {
    const id = tenant.id === undefined ? undefined : parseTenantId(tenant.id)
    return id === undefined ? [] : [tenantTag(id).toString('hex')]
  }
  return findRepeats(tenants, tagsOf)
    .filter(({ again, first }) => again.id !== first.id)
    .map(({ again, first }) => ({
      path: [...again.path, 'id'],
      detail: `has the same 48-bit tag as ${formatPath([...first.path, 'id'])}, by a rare chance, so that links could be read as the other tenant's: change one of the two ids`,
    }))
}

function findStageMismatch(value: unknown, path: Path): readonly Finding[] {
  const said = stageOfTenantId(readTextMember(value, 'id') ?? '')
  const meld = readMember(value, 'meld')
  if (said === undefined || meld === undefined) return []
  const address = readTextMember(meld, 'base_url')
  const real = stageOfMeldUrl(address ?? meldLiveUrl)
  if (real === undefined || real === said) return []
  const due = said === 'live' ? meldLiveUrl : meldSandboxUrl
  const now = address === undefined ? `the default address, ${meldLiveUrl},` : 'this address'
  return [
    {
      path: [...path, 'meld', 'base_url'],
      detail: `${now} is Meld's ${real === 'live' ? 'production' : 'sandbox'}, but the tenant's id says ${said}: write ${due}, or rename the environment`,
    },
  ]
}

function findKeysInBothStages(tenants: readonly TenantDraft[]): readonly Finding[] {
  const keysAt = (stage: Stage) => (tenant: TenantDraft) => (tenant.stage === stage ? listOf(tenant.apiKey) : [])
  const liveFirst = [...tenants.filter(({ stage }) => stage === 'live'), ...tenants]
  return findRepeats(liveFirst, keysAt('sandbox'), keysAt('live')).map(({ again, first }) => ({
    path: [...again.path, 'meld', 'api_key'],
    detail: `is the key of ${formatPath(first.path)} too, which is live while this tenant is a sandbox: Meld's keys belong to one of the two`,
  }))
}

function listOf(text: string | undefined): readonly string[] {
  return text === undefined ? [] : [text]
}
