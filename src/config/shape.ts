import { Ajv, type ErrorObject } from 'ajv'
import { readMember } from '../domain/read-member.ts'
import { describeKind, issuerKinds } from '../identity/kinds/registry.ts'
import { type Finding, type Path, suggestWord } from './fault.ts'
import { type FileValue, fileSchema } from './schema.ts'
import { findTextFormat, textFormats } from './text-format.ts'

/** More faults than anybody fixes at a time; each costs a look-up of its position. */
export const faultsMax = 1_000

// Verbose errors carry the allowed keys and the value, from which the words are made.
const ajv = new Ajv({ allErrors: true, verbose: true, discriminator: true, allowUnionTypes: true })
for (const [name, explain] of Object.entries(textFormats)) ajv.addFormat(name, (text) => explain(text) === undefined)
const validate = ajv.compile<FileValue>(fileSchema)

/** Keys by their former paths, for files that were written for an older version. */
const presentNames: ReadonlyMap<string, string> = new Map([['retention.notices_days', 'webhooks_days']])

/** Checks a value against the file's shape and forms: the typed value, or every fault in words that hold no value. */
export function checkShape(value: unknown): { readonly value: FileValue } | { readonly findings: readonly Finding[] } {
  if (validate(value)) return { value }
  const errors = (validate.errors ?? []).slice(0, faultsMax)
  const unknown = errors.filter((error) => error.keyword === 'additionalProperties')
  const slips = new Set(unknown.map((error) => `${error.instancePath}/${suggestionOf(error)}`))
  const wanted = errors.filter((error) => {
    // A misspelt key is one fault, not an unknown key and a missing one.
    return error.keyword !== 'required' || !slips.has(`${error.instancePath}/${error.params.missingProperty}`)
  })
  return { findings: wanted.map((error) => describeError(error, value)) }
}

function describeError(error: ErrorObject, value: unknown): Finding {
  const path = readPointer(error.instancePath, value)
  switch (error.keyword) {
    case 'additionalProperties': {
      const unknown = [...path, String(error.params.additionalProperty)]
      return { path: unknown, detail: `this key is unknown: ${adviseOnKey(unknown, error)}` }
    }
    case 'required':
      return describeMissing([...path, String(error.params.missingProperty)])
    case 'discriminator':
      return describeChoice([...path, 'type'], issuerKinds, error.params.tagValue)
    case 'enum':
      return describeChoice(path, textsOf(error.schema), error.data)
    case 'type':
      return { path, detail: describeType(error.schema, error.data) }
    case 'format':
      return { path, detail: findTextFormat(error.schema)?.(String(error.data)) ?? 'has the wrong format' }
    case 'minItems':
      return { path, detail: 'must hold at least one entry' }
    case 'maxItems':
      return { path, detail: `must hold at most ${error.params.limit} entries` }
    case 'uniqueItems':
      return {
        path: [...path, error.params.i],
        detail: `is the same as entry ${error.params.j}, counted from 0: remove one`,
      }
    case 'minimum':
    case 'maximum':
      return {
        path,
        detail: `must be a whole number from ${boundOf(error, 'minimum')} to ${boundOf(error, 'maximum')}`,
      }
    default:
      return { path, detail: 'has the wrong format' }
  }
}

function adviseOnKey(path: Path, error: ErrorObject): string {
  const present = presentNames.get(path.join('.'))
  if (present !== undefined) return `it is called "${present}" now`
  const suggestion = suggestionOf(error)
  return suggestion === undefined ? `the keys here are ${listWords(keysOf(error))}` : `did you mean "${suggestion}"?`
}

const missingAdvice: Readonly<Record<string, string>> = {
  tenants: 'list at least one tenant',
  id: 'write "<org-id>:<env-id>", such as org-acme:env-live',
  meld: 'write a mapping with api_key, and base_url for the sandbox',
  api_key: `write a reference such as \${ACME_MELD_KEY} and set that variable`,
  issuers: 'list at least one issuer, whose end users this tenant accepts',
  type: `write ${listWords(issuerKinds, 'or')}`,
  ...Object.assign({}, ...issuerKinds.map((kind) => describeKind(kind).missing)),
}

function describeMissing(path: Path): Finding {
  const advice = missingAdvice[String(path.at(-1))] ?? 'add it'
  return { path, detail: `is missing: ${advice}` }
}

function describeChoice(path: Path, words: readonly string[], given: unknown): Finding {
  if (given === undefined) return describeMissing(path)
  const suggestion = typeof given === 'string' ? suggestWord(given, words) : undefined
  const advice = suggestion === undefined ? '' : `: did you mean "${suggestion}"?`
  return { path, detail: `must be ${listWords(words, 'or')}${advice}` }
}

function describeType(wanted: unknown, given: unknown): string {
  if (given === null) return 'is empty: give it a value or remove the key'
  switch (wanted) {
    case 'string':
      return typeof given === 'object' ? 'must be a single text' : 'must be a text: put it in quotes'
    case 'integer':
      return `must be a whole number without quotes (a \${NAME} reference is always text)`
    case 'boolean':
      return `must be true or false without quotes (a \${NAME} reference is always text)`
    case 'array':
      return 'must be a list: begin each entry with "- "'
    case 'object':
      return 'must be a mapping of keys to values'
    default:
      return 'must be a PEM text or a JWK'
  }
}

function keysOf(error: ErrorObject): readonly string[] {
  const properties: unknown = error.parentSchema?.properties
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : []
}

function suggestionOf(error: ErrorObject): string | undefined {
  const free = keysOf(error).filter((key) => readMember(error.data, key) === undefined)
  return suggestWord(String(error.params.additionalProperty), free)
}

function boundOf(error: ErrorObject, name: 'minimum' | 'maximum'): string {
  return String(error.parentSchema?.[name])
}

function textsOf(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.map(String) : []
}

function listWords(words: readonly string[], joiner: 'and' | 'or' = 'and'): string {
  const quoted = words.map((word) => `"${word}"`)
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} ${joiner} ${quoted.at(-1)}`
}

/** A JSON pointer (RFC 6901) as a path; indexes become numbers where the value is a list. */
function readPointer(pointer: string, root: unknown): Path {
  const path: (string | number)[] = []
  let value = root
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    const step = Array.isArray(value) ? Number(key) : key
    path.push(step)
    value = readMember(value, key)
  }
  return path
}
