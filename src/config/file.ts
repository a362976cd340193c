import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import { readListMember } from '../domain/read-member.ts'
import type { FaultyTenant, Tenant, TenantId } from '../domain/tenant.ts'
import { type ReadDocument, readDocument } from './document.ts'
import { type Fault, type Finding, formatFault, formatPath } from './fault.ts'
import { findLiteralSecrets } from './literal-secrets.ts'
import { findLogoFaults, logosFrom, type ReadLogo } from './logo.ts'
import { type EnvironmentRecord, expandReferences } from './reference.ts'
import { readerFrom } from './referenced-file.ts'
import type { FileValue } from './schema.ts'
import { type FileSettings, readFileSettings } from './settings.ts'
import { checkShape } from './shape.ts'
import { readTenant, readTenantId } from './tenant.ts'
import { checkDefaultTenant, checkTenants } from './tenant-check.ts'
import { readTextFile } from './text-file.ts'
import { findUsable, type TenantsInForce, type Usable, useAll } from './usable.ts'

/** Larger than 10,000 tenants of ordinary size. */
export const fileBytesMax = 4 * 1024 * 1024

/** What the configuration file says. */
export interface Config extends FileSettings, TenantsInForce {
  /** The same for two files that say the same, comments and order of keys apart; secrets count by their values. */
  readonly hash: string
  readonly defaultTenant: TenantId | undefined
  readonly tenants: readonly Tenant[]
  /** The entries with faults; none unless `usable` of a faulty file is this configuration. */
  readonly faulty: readonly FaultyTenant[]
}

/** A configuration, and doubts about it. */
export interface DoubtedConfig {
  readonly config: Config
  readonly warnings: readonly Fault[]
}

/** A configuration with doubts about it, or every fault that keeps the file from being one. */
export type ConfigResult =
  | ({ readonly kind: 'config' } & DoubtedConfig)
  | {
      readonly kind: 'faults'
      readonly faults: readonly Fault[]
      /** What can be served all the same, without the tenants that have the faults; undefined when nothing can. */
      readonly usable: DoubtedConfig | undefined
    }

/**
 * Reads the text of a configuration file: YAML 1.2 (or JSON) with `${NAME}` references to `env`, and `${file:PATH}`
 * references to files, relative to the folder of `fileName`, as are the pictures that it names. Reports all faults at
 * once, in the order of the file; tenants in force whose entries have faults stay part of what is usable. No fault or
 * warning holds a value of the file, of `env` or of a referenced file. Never throws.
 */
export function parseConfig(
  text: string,
  env: EnvironmentRecord,
  fileName: string,
  inForce?: TenantsInForce,
): ConfigResult {
  if (Buffer.byteLength(text) > fileBytesMax) return wholeFileFault(fileName, words.isTooLarge)
  const references: Finding[] = []
  const referenced = new Set<string>()
  const readReferenced = readerFrom(dirname(fileName))
  const document = readDocument(text, (written, path) => {
    const expansion = expandReferences(written, env, readReferenced)
    if (expansion.referenced) referenced.add(formatExactly(path))
    references.push(...expansion.faults.map((detail) => ({ path, detail })))
    return expansion.text
  })
  if (!('value' in document)) {
    return refused(document.map((fault) => ({ file: fileName, path: '', ...fault })))
  }
  const { value } = document
  if (value === null) return wholeFileFault(fileName, 'is empty: list at least one tenant under "tenants:"')
  const place = (findings: readonly Finding[]) => placeAll(findings, document, fileName)
  const shape = checkShape(value)
  const checked = checkTenants(readListMember(value, 'tenants').map((value, index) => ({ value, index })))
  const readLogo = logosFrom(dirname(fileName))
  const faulty = new Set(references.map(({ path }) => formatExactly(path)))
  const findings = [
    ...('findings' in shape ? shape.findings : []),
    ...checked.faults,
    ...checkDefaultTenant(value),
    ...findLogoFaults(value, readLogo),
  ]
  // A setting whose reference failed has no value yet, so nothing else can be said about it.
  const faults = [...references, ...findings.filter(({ path }) => !faulty.has(formatExactly(path)))]
  const isWhole = faults.length === 0 && 'value' in shape
  const usable = isWhole ? useAll(shape.value, checked.warnings) : findUsable(value, faults, inForce)
  if (usable === undefined) return refused(place(faults))
  const literals = findLiteralSecrets(usable).filter(({ path }) => !referenced.has(formatExactly(path)))
  const config = readConfig(usable, readLogo, place)
  const warnings = place([...literals, ...usable.warnings])
  if (isWhole) return { kind: 'config', config, warnings }
  return { kind: 'faults', faults: place([...usable.faulty.values()].flat()), usable: { config, warnings } }
}

/**
 * Reads the file at `path` and parses it; a file that cannot be read is a fault like any other. With tenants
 * `inForce` it was read before, so what can be read once only is a fault as well. Never rejects.
 */
export async function readConfigFile(
  path: string,
  env: EnvironmentRecord,
  inForce?: TenantsInForce,
): Promise<ConfigResult> {
  const file = readTextFile(path, fileBytesMax, inForce === undefined ? words : { ...words, isNotPlain })
  return 'text' in file ? parseConfig(file.text, env, path, inForce) : wholeFileFault(path, file.fault)
}

const words = {
  isDirectory: 'is a directory: name the configuration file in it',
  isTooLarge: `is larger than ${fileBytesMax / 1024 / 1024} MiB: split the tenants between several gateways`,
  isMissing: 'there is no such file: check the path given with --config, or copy rampway.example.yaml there',
  isNoText: 'is not UTF-8 text: save it as UTF-8',
  advice: ': check the path given with --config',
}
// Reading a pipe that nobody writes to would never end: no later reload would be heard, nor could the process end.
const isNotPlain = 'is not a plain file, and cannot be read a second time: restart to have it read'

function readConfig(
  usable: Usable,
  readLogo: ReadLogo,
  place: (findings: readonly Finding[]) => readonly Fault[],
): Config {
  const { file, entries } = usable
  const tenants = entries.map(({ written, inForce }) => inForce ?? readTenant(written, readLogo))
  const writtenById = new Map(tenants.map(({ id }, position) => [id, entries[position]?.written]))
  const lastGood = new Set(entries.filter(({ inForce }) => inForce !== undefined).map(({ index }) => index))
  const inOrder = [...usable.faulty].sort(([a], [b]) => a - b)
  return {
    ...readFileSettings(file),
    hash: hashOf(file, tenants),
    defaultTenant: file.default_tenant === undefined ? undefined : readTenantId(file.default_tenant),
    tenants,
    writtenOf: (id) => writtenById.get(id),
    faulty: inOrder.map(([index, findings]) => ({
      id: usable.idAt(index),
      entry: formatPath(['tenants', index]),
      state: lastGood.has(index) ? 'last_good' : 'left_out',
      faults: place(findings).map(formatFault),
    })),
  }
}

/** Enough to tell files apart; too little to guess a secret from. */
const hashLength = 16

/** Of all that the file says, and of the pictures that it names. */
function hashOf(value: FileValue, tenants: readonly Tenant[]): string {
  const hash = createHash('sha256').update(JSON.stringify(value, inOrder))
  for (const { brand } of tenants) {
    for (const logo of [brand?.logo, brand?.darkLogo]) if (logo) hash.update(logo.bytes)
  }
  return hash.digest('hex').slice(0, hashLength)
}

/** Writes the keys of each mapping in one order, whatever order the file has. */
function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function placeAll(findings: readonly Finding[], document: ReadDocument, file: string): readonly Fault[] {
  return findings
    .map(({ path, detail }) => ({ file, ...document.locate(path), path: formatPath(path), detail }))
    .sort((a, b) => a.line - b.line || a.column - b.column)
}

function wholeFileFault(file: string, detail: string): ConfigResult {
  return refused([{ file, line: 0, column: 0, path: '', detail }])
}

function refused(faults: readonly Fault[]): ConfigResult {
  return { kind: 'faults', faults, usable: undefined }
}

/** A path as a key of a set: unlike `formatPath`, no two paths look the same. */
function formatExactly(path: readonly (string | number)[]): string {
  return JSON.stringify(path)
}
