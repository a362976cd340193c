/** A string or template of the source. */
export interface Literal {
  /** Where its opening quote stands. */
  readonly start: number
  /** Its text as written; the expressions of a template are replaced by a space. */
  readonly text: string
}

/** A source text, told apart. All offsets are those of the source. */
export interface ScannedSource {
  /** Comments and the insides of strings, templates and regular expressions are blanked. */
  readonly code: string
  /** Everything but comments is blanked. */
  readonly prose: string
  readonly literals: readonly Literal[]
}

/** After these a slash begins a regular expression; after anything else it divides. */
const beforeExpression = /(?:^|[([{,;:=!&|?+\-*%~^<>}]|\b(?:return|typeof|case|in|of|void|await|yield))\s*$/

/** Tells code, comments and literals of a TypeScript text apart. Not a parser: good for text that compiles. */
export function scanSource(text: string): ScannedSource {
  // By UTF-16 units, so that offsets are those of the text.
  const code = text.split('')
  const prose: string[] = code.map((letter) => (letter === '\n' ? '\n' : ' '))
  const literals: Literal[] = []
  let at = 0

  const blank = (from: number, to: number): void => {
    for (let i = from; i < to; i++) if (code[i] !== '\n') code[i] = ' '
  }
  const skipComment = (end: string): void => {
    const from = at
    const found = text.indexOf(end, at + 2)
    at = found === -1 ? text.length : found + (end === '\n' ? 0 : end.length)
    for (let i = from; i < at; i++) prose[i] = text.charAt(i)
    blank(from, at)
  }
  const skipQuoted = (quote: string): void => {
    const start = at
    at += 1
    while (at < text.length && text[at] !== quote) at += text[at] === '\\' ? 2 : 1
    literals.push({ start, text: text.slice(start + 1, at) })
    blank(start + 1, at)
    at += 1
  }
  const skipTemplate = (): void => {
    const start = at
    let chunk = start + 1
    const chunks: string[] = []
    at += 1
    while (at < text.length && text[at] !== '`') {
      if (text[at] === '$' && text[at + 1] === '{') {
        chunks.push(text.slice(chunk, at))
        blank(chunk, at)
        at += 2
        scanCode()
        chunk = at
      } else at += text[at] === '\\' ? 2 : 1
    }
    chunks.push(text.slice(chunk, at))
    blank(chunk, at)
    literals.push({ start, text: chunks.join(' ') })
    at += 1
  }
  const skipRegularExpression = (): void => {
    const start = at
    let isInClass = false
    at += 1
    while (at < text.length && text[at] !== '\n' && (isInClass || text[at] !== '/')) {
      if (text[at] === '[') isInClass = true
      if (text[at] === ']') isInClass = false
      at += text[at] === '\\' ? 2 : 1
    }
    blank(start + 1, at)
    at += 1
  }
  /** Runs to the end, or past the brace that closes the expression of a template. */
  const scanCode = (): void => {
    let depth = 0
    while (at < text.length) {
      const letter = text.charAt(at)
      if (text.startsWith('//', at)) skipComment('\n')
      else if (text.startsWith('/*', at)) skipComment('*/')
      else if (letter === "'" || letter === '"') skipQuoted(letter)
      else if (letter === '`') skipTemplate()
      else if (letter === '/' && beforeExpression.test(code.slice(Math.max(0, at - 60), at).join(''))) {
        skipRegularExpression()
      } else {
        at += 1
        if (letter === '{') depth += 1
        if (letter === '}' && depth-- === 0) return
      }
    }
  }

  // A brace too many ends a turn early; the rest is scanned all the same.
  while (at < text.length) scanCode()
  return { code: code.join(''), prose: prose.join(''), literals }
}
