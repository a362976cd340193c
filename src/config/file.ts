import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import type { Tenant, TenantId } from '../domain/tenant.ts'
import { type ReadDocument, readDocument } from './document.ts'
import { type Fault, type Finding, formatPath } from './fault.ts'
import { findLiteralSecrets } from './literal-secrets.ts'
import { findLogoFaults, logosFrom, type ReadLogo } from './logo.ts'
import { type EnvironmentRecord, expandReferences } from './reference.ts'
import { readerFrom } from './referenced-file.ts'
import type { FileValue } from './schema.ts'
import { type FileSettings, readFileSettings } from './settings.ts'
import { checkShape } from './shape.ts'
import { readTenant, readTenantId } from './tenant.ts'
import { checkTenants } from './tenant-check.ts'
import { readTextFile } from './text-file.ts'

/** Larger than 10,000 tenants of ordinary size. */
export const fileBytesMax = 4 * 1024 * 1024

/** What the configuration file says. */
export interface Config extends FileSettings {
  /** The same for two files that say the same, comments and order of keys apart; secrets count by their values. */
  readonly hash: string
  readonly defaultTenant: TenantId | undefined
  readonly tenants: readonly Tenant[]
}

/** A configuration with doubts about it, or every fault that keeps the file from being one. */
export type ConfigResult =
  | { readonly kind: 'config'; readonly config: Config; readonly warnings: readonly Fault[] }
  | { readonly kind: 'faults'; readonly faults: readonly Fault[] }

/**
 * Reads the text of a configuration file: YAML 1.2 (or JSON) with `${NAME}` references to `env`, and `${file:PATH}`
 * references to files, relative to the folder of `fileName`, as are the pictures that it names. Reports all faults at once, in the order of the file. No
 * fault or warning holds a value of the file, of `env` or of a referenced file. Never throws.
 */
export function parseConfig(text: string, env: EnvironmentRecord, fileName: string): ConfigResult {
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
    return { kind: 'faults', faults: document.map((fault) => ({ file: fileName, path: '', ...fault })) }
  }
  if (document.value === null) return wholeFileFault(fileName, 'is empty: list at least one tenant under "tenants:"')
  const shape = checkShape(document.value)
  const checked = checkTenants(document.value)
  const readLogo = logosFrom(dirname(fileName))
  const logoFaults = findLogoFaults(document.value, readLogo)
  const faulty = new Set(references.map(({ path }) => formatExactly(path)))
  const findings = [...('findings' in shape ? shape.findings : []), ...checked.faults, ...logoFaults]
  // A setting whose reference failed has no value yet, so nothing else can be said about it.
  const faults = [...references, ...findings.filter(({ path }) => !faulty.has(formatExactly(path)))]
  if (faults.length > 0 || 'findings' in shape) return { kind: 'faults', faults: placeAll(faults, document, fileName) }
  const literals = findLiteralSecrets(shape.value).filter(({ path }) => !referenced.has(formatExactly(path)))
  const warnings = placeAll([...literals, ...checked.warnings], document, fileName)
  return { kind: 'config', config: readConfig(shape.value, readLogo), warnings }
}

/**
 * Reads the file at `path` and parses it; a file that cannot be read is a fault like any other. `again`: it was read
 * before, so what can be read once only is a fault as well. Never rejects.
 */
export async function readConfigFile(path: string, env: EnvironmentRecord, again = false): Promise<ConfigResult> {
  const file = readTextFile(path, fileBytesMax, again ? { ...words, isNotPlain } : words)
  return 'text' in file ? parseConfig(file.text, env, path) : wholeFileFault(path, file.fault)
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

function readConfig(file: FileValue, readLogo: ReadLogo): Config {
  const tenants = file.tenants.map((tenant) => readTenant(tenant, readLogo))
  return {
    ...readFileSettings(file),
    hash: hashOf(file, tenants),
    defaultTenant: file.default_tenant === undefined ? undefined : readTenantId(file.default_tenant),
    tenants,
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
  return { kind: 'faults', faults: [{ file, line: 0, column: 0, path: '', detail }] }
}

/** A path as a key of a set: unlike `formatPath`, no two paths look the same. */
function formatExactly(path: readonly (string | number)[]): string {
  return JSON.stringify(path)
}
