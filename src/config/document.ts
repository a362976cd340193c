import {
  type Alias,
  Composer,
  CST,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  Parser,
  type YAMLError,
} from 'yaml'
import type { Path } from './fault.ts'

/** A place in a text; both from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** What a file holds, with the way back from a path to its place in the text. */
export interface ReadDocument {
  readonly value: unknown
  /** The place of the key (or list entry) at `path`, or of the nearest ancestor that exists. */
  readonly locate: (path: Path) => Position
}

/** A fault of the YAML itself. */
export interface SyntaxFault extends Position {
  readonly detail: string
}

/** Told of every text value; what it returns takes its place. */
export type TextReader = (text: string, path: Path) => string

/** More values than a file of 4 MiB holds in real use; aliases that multiply each other stop here. */
const valuesMax = 500_000
/** Deeper than the file's own shape can ever be. */
const depthMax = 32

/** Reads one YAML 1.2 document (JSON is YAML too), or says at which places it is not one. Never throws. */
export function readDocument(text: string, readText: TextReader): ReadDocument | readonly SyntaxFault[] {
  const lines = new LineCounter()
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const place = (problem: Problem): SyntaxFault => ({ ...at(problem.offset), detail: problem.detail })
  const document = compose(text, lines)
  if (!('contents' in document)) return document.map(place)
  const walk: Walk = { document, read: readText, targets: new Map(), problems: [], valuesLeft: valuesMax }
  try {
    const value = plainValue(walk, document.contents, [])
    if (walk.problems.length > 0) return walk.problems.map(place)
    return { value, locate: (path) => at(offsetOf(document, path)) }
  } catch (error) {
    if (!(error instanceof UnreadableNode)) throw error
    return [place({ offset: error.offset, detail: error.message })]
  }
}

const tooDeep = `values are nested more than ${depthMax} deep: the file needs no more than seven levels`

interface Problem {
  readonly offset: number
  readonly detail: string
}

class UnreadableNode extends Error {
  readonly offset: number
  constructor(offset: number, detail: string) {
    super(detail)
    this.offset = offset
  }
}

const documentOptions = {
  version: '1.2',
  schema: 'core',
  merge: false,
  // Its own check compares every key with every other one; ours is below.
  uniqueKeys: false,
} as const

function compose(text: string, lines: LineCounter): Document | readonly Problem[] {
  const tokens = [...new Parser(lines.addNewLine).parse(text)]
  // The composer recurses, and with its stack nearly full a regular expression can end the process: look first.
  if (tokens.some(isTooDeep)) return [{ offset: 0, detail: tooDeep }]
  const [document, second] = [...new Composer(documentOptions).compose(tokens, true, text.length)]
  if (document === undefined) return [{ offset: 0, detail: 'is empty' }]
  if (second !== undefined) {
    return [{ offset: second.range[0], detail: 'a second document begins here: one file holds one configuration' }]
  }
  const problems = [...document.errors, ...document.warnings]
  if (problems.length === 0) return document
  return problems.map((error) => ({ offset: error.pos[0], detail: explainSyntax(error) }))
}

function isTooDeep(token: CST.Token): boolean {
  if (token.type !== 'document') return false
  let tooDeep = false
  CST.visit(token, (_, path) => {
    if (path.length <= depthMax) return undefined
    tooDeep = true
    return CST.visit.BREAK
  })
  return tooDeep
}

interface Walk {
  readonly document: Document
  readonly read: TextReader
  /** What each alias stands for: the library looks through the whole document for it. */
  readonly targets: Map<unknown, unknown>
  readonly problems: Problem[]
  valuesLeft: number
}

function plainValue(walk: Walk, node: unknown, path: Path): unknown {
  const offset = rangeStart(node) ?? 0
  walk.valuesLeft -= 1
  if (walk.valuesLeft < 0) throw new UnreadableNode(offset, 'the aliases in this file multiply into too many values')
  if (path.length > depthMax) throw new UnreadableNode(offset, tooDeep)
  if (isAlias(node)) return plainValue(walk, targetOf(walk, node), path)
  if (isMap(node)) {
    const members = new Map<string, unknown>()
    for (const pair of node.items) {
      const key = keyText(pair)
      const problem = explainKey(key, members)
      if (problem !== undefined) walk.problems.push({ offset: offsetOfPair(pair) ?? offset, detail: problem })
      if (key !== undefined) members.set(key, plainValue(walk, pair.value, [...path, key]))
    }
    return Object.fromEntries(members)
  }
  if (isSeq(node)) return node.items.map((item, index) => plainValue(walk, item, [...path, index]))
  if (!isScalar(node)) return null
  return typeof node.value === 'string' ? walk.read(node.value, path) : node.value
}

function targetOf(walk: Walk, alias: Alias): unknown {
  const known = walk.targets.get(alias)
  if (known !== undefined) return known
  const target = alias.resolve(walk.document)
  if (target === undefined) {
    throw new UnreadableNode(rangeStart(alias) ?? 0, 'this alias has no anchor before it: define it with "&name"')
  }
  walk.targets.set(alias, target)
  return target
}

function explainKey(key: string | undefined, members: ReadonlyMap<string, unknown>): string | undefined {
  if (key === undefined) return 'a key must be a plain word'
  return members.has(key) ? 'this key is written twice in one mapping: remove one of the two' : undefined
}

function keyText(pair: Pair): string | undefined {
  const key: unknown = isScalar(pair.key) ? pair.key.value : pair.key
  return typeof key === 'string' || typeof key === 'number' ? String(key) : undefined
}

function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents
  let offset = rangeStart(node) ?? 0
  for (const step of path) {
    const collection = isAlias(node) ? node.resolve(document) : node
    if (!isCollection(collection)) break
    const item = typeof step === 'number' ? collection.items[step] : collection.items.find((each) => hasKey(each, step))
    if (item === undefined) break
    offset = (isPair(item) ? offsetOfPair(item) : rangeStart(item)) ?? offset
    node = isPair(item) ? item.value : item
  }
  return offset
}

function hasKey(item: unknown, key: string): boolean {
  return isPair(item) && keyText(item) === key
}

function offsetOfPair(pair: Pair): number | undefined {
  return rangeStart(pair.key) ?? rangeStart(pair.value)
}

function rangeStart(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined
}

/** In our own words: the parser's messages quote the text, which may be a secret. */
function explainSyntax({ code }: YAMLError): string {
  return (
    syntaxWords[code] ?? 'this is not valid YAML: check quotes, brackets and indentation here and on the line before'
  )
}

const notQuoted = 'this is not valid YAML: quote a text that holds ": ", and put each "key: value" on its own line'

const syntaxWords: { readonly [Code in YAMLError['code']]?: string } = {
  TAB_AS_INDENT: 'a tab is used to indent: YAML takes spaces only',
  BAD_INDENT: 'the indentation does not fit: entries of one mapping or list begin in the same column',
  BAD_ALIAS: 'this alias is not valid: quote a text that begins with "*" or "&", or define the anchor before it',
  TAG_RESOLVE_FAILED: 'this tag is unknown: remove the word that begins with "!", or quote the text',
  MISSING_CHAR: 'a character is missing: look for an unclosed quote, bracket or brace, or a missing ":" or ","',
  BLOCK_AS_IMPLICIT_KEY: notQuoted,
  MULTILINE_IMPLICIT_KEY: notQuoted,
  BAD_SCALAR_START: 'a plain text cannot begin with this character: put the text in quotes',
  BAD_DQ_ESCAPE: 'a backslash in double quotes begins an unknown escape: use single quotes, or double the backslash',
}
