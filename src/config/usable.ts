import { readListMember, readTextMember } from '../domain/read-member.ts'
import { parseTenantId, type Tenant, type TenantId } from '../domain/tenant.ts'
import type { Finding } from './fault.ts'
import type { FileValue } from './schema.ts'
import { checkShape } from './shape.ts'
import type { TenantValue } from './tenant.ts'
import { type Checked, checkTenants, type TenantEntry } from './tenant-check.ts'

/** The tenants that a running gateway serves. */
export interface TenantsInForce {
  readonly tenants: readonly Tenant[]
  /** What the file said of one. A function, so that whoever prints this prints no secret. */
  readonly writtenOf: (id: TenantId) => TenantValue | undefined
}

/** An entry of the file that is served. */
interface UsableEntry {
  readonly index: number
  readonly written: TenantValue
  /** Undefined: as the file has it now. */
  readonly inForce: Tenant | undefined
}

/** What is left of a file when its faulty tenants are left out. */
export interface Usable {
  /** The file with the entries that are served, in their order. */
  readonly file: FileValue
  readonly entries: readonly UsableEntry[]
  /** Every fault, by the index of its entry. */
  readonly faulty: ReadonlyMap<number, readonly Finding[]>
  /** The tenant that the entry of the file with this index names; null when it cannot be read. */
  readonly idAt: (index: number) => TenantId | null
  readonly warnings: Checked['warnings']
}

/** All of a file that has no faults. */
export function useAll(file: FileValue, warnings: Checked['warnings']): Usable {
  const entries = file.tenants.map((written, index) => ({ index, written, inForce: undefined }))
  return { file, entries, faulty: new Map(), idAt: (index) => tenantIdIn(file.tenants[index]), warnings }
}

/**
 * Leaves out the entries that `findings` are about. One whose tenant is in force stays as it was, and goes before a
 * newcomer that does not fit beside it, such as one with the same issuer. Undefined when a finding is not about one
 * tenant, or when no entry of the file itself can be used.
 */
export function findUsable(
  file: unknown,
  findings: readonly Finding[],
  inForce: TenantsInForce | undefined,
): Usable | undefined {
  if (typeof file !== 'object') return undefined
  const entries = readListMember(file, 'tenants').map((value, index): TenantEntry => ({ value, index }))
  const faulty = new Map<number, Finding[]>()
  /** False when a finding is not about an entry that could be left out. */
  const blame = (found: readonly Finding[]): boolean =>
    found.every((finding) => {
      const index = indexOf(finding)
      if (index === undefined) return false
      faulty.set(index, [...(faulty.get(index) ?? []), finding])
      return true
    })
  if (!blame(findings)) return undefined
  for (;;) {
    const good = entries.filter(({ index }) => !faulty.has(index)).map((entry) => ({ ...entry, inForce: undefined }))
    if (good.length === 0) return undefined
    const kept = findKept(entries, faulty, good, inForce)
    const served = [...kept, ...good]
    const checked = checkTenants(served)
    const shape = checkShape({ ...file, tenants: served.map(({ value }) => value) })
    const found = [...checked.faults, ...('findings' in shape ? inPlace(shape.findings, served) : [])]
    if ('value' in shape && found.length === 0) {
      const tenants = shape.value.tenants
      const usable = served.flatMap(({ index, inForce }, position): readonly UsableEntry[] => {
        const written = tenants[position]
        return written === undefined ? [] : [{ index, written, inForce }]
      })
      const inOrder = usable.sort((a, b) => a.index - b.index)
      const idAt = (index: number) => tenantIdIn(entries[index]?.value)
      const file = { ...shape.value, tenants: inOrder.map(({ written }) => written) }
      return { file, entries: inOrder, faulty, idAt, warnings: checked.warnings }
    }
    // Each round leaves out one more at least, or ends.
    const isNew = found.some((finding) => !faulty.has(indexOf(finding) ?? -1))
    if (!isNew || !blame(found)) return undefined
  }
}

interface KeptEntry extends TenantEntry {
  readonly inForce: Tenant
}

/** The faulty entries whose tenants are in force, each tenant once, and none that another entry stands for. */
function findKept(
  entries: readonly TenantEntry[],
  faulty: ReadonlyMap<number, unknown>,
  good: readonly TenantEntry[],
  inForce: TenantsInForce | undefined,
): readonly KeptEntry[] {
  const taken = new Set(good.map(({ value }) => readTextMember(value, 'id')))
  return entries.flatMap(({ value, index }) => {
    const id = faulty.has(index) ? tenantIdIn(value) : null
    if (id === null || taken.has(id)) return []
    taken.add(id)
    const tenant = inForce?.tenants.find((each) => each.id === id)
    const written = inForce?.writtenOf(id)
    return tenant === undefined || written === undefined ? [] : [{ index, value: written, inForce: tenant }]
  })
}

/** The id that an entry of any shape gives its tenant; null when it gives none that can be read. */
function tenantIdIn(entry: unknown): TenantId | null {
  return parseTenantId(readTextMember(entry, 'id') ?? '') ?? null
}

function indexOf({ path: [list, index] }: Finding): number | undefined {
  return list === 'tenants' && typeof index === 'number' ? index : undefined
}

/** Findings about a shorter list of tenants, by their places in the file. */
function inPlace(findings: readonly Finding[], served: readonly TenantEntry[]): readonly Finding[] {
  return findings.map((finding) => {
    const position = indexOf(finding)
    const entry = position === undefined ? undefined : served[position]
    return entry === undefined ? finding : { ...finding, path: ['tenants', entry.index, ...finding.path.slice(2)] }
  })
}
