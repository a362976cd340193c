import { dirname, join } from 'node:path/posix'
import { type Literal, scanSource } from './source-scan.ts'

/** One import or re-export of a module. */
export interface Import {
  /** As written, such as `../domain/asset.ts` or `node:fs`. */
  readonly specifier: string
  /** The file of ours that is meant; undefined for packages. */
  readonly target: string | undefined
  /** What is taken from it, by its names there; `*` for all of it. */
  readonly names: readonly string[]
  /** Those of the names that are not taken as types. */
  readonly values: readonly string[]
}

/** A file of ours, taken apart as far as the rules need it. */
export interface SourceFile {
  /** From the root of the repository, with slashes. */
  readonly path: string
  readonly isTest: boolean
  readonly lineCount: number
  /** The text with comments, strings and regular expressions blanked. */
  readonly code: string
  /** The comments alone. */
  readonly prose: string
  readonly literals: readonly Literal[]
  readonly imports: readonly Import[]
}

/** Takes a file apart. */
export function readSourceFile(path: string, text: string): SourceFile {
  const { code, prose, literals } = scanSource(text)
  return {
    path,
    isTest: /^(?:packages\/[^/]+\/)?test\//.test(path) || path.endsWith('.test.ts'),
    lineCount: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    code,
    prose,
    literals,
    imports: findImports(path, code, literals),
  }
}

/** `import … from '` and `export … from '`, whose quote tells which literal is the module. */
const declaration = /\b(?:import|export)(?<type>\s+type\b)?(?<what>[\w$\s*,{}]*?)\bfrom\s*(?=['"])/g
/** `import '` and `import('`. */
const whole = /\bimport\s*\(?\s*(?=['"`])/g

function findImports(path: string, code: string, literals: readonly Literal[]): Import[] {
  const at = new Map(literals.map((literal) => [literal.start, literal.text]))
  const found: Import[] = []
  const add = (match: RegExpExecArray, { names, types }: Taken, isTypeOnly: boolean): void => {
    const specifier = at.get(match.index + match[0].length)
    if (specifier === undefined) return
    const target = specifier.startsWith('.') ? join(dirname(path), specifier) : undefined
    const values = isTypeOnly ? [] : names.filter((name) => !types.includes(name))
    found.push({ specifier, target, names, values })
  }
  for (const match of code.matchAll(declaration)) {
    add(match, namesOf(match.groups?.what ?? ''), match.groups?.type !== undefined)
  }
  for (const match of code.matchAll(whole)) add(match, everything, false)
  return found
}

interface Taken {
  readonly names: readonly string[]
  readonly types: readonly string[]
}

const everything: Taken = { names: ['*'], types: [] }

function namesOf(what: string): Taken {
  const [before = '', braced = ''] = what.split('{')
  if (before.includes('*')) return everything
  const members = braced
    .replace('}', '')
    .split(',')
    .map((member) => /^\s*(?<type>type\s+)?(?<name>[\w$]+)/.exec(member)?.groups ?? {})
  const inBraces = members.flatMap(({ name }) => name ?? [])
  const types = members.flatMap(({ name, type }) => (type === undefined ? [] : (name ?? [])))
  return { names: before.replace(',', '').trim() === '' ? inBraces : ['default', ...inBraces], types }
}
