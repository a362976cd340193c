/** The languages that are coloured, and text, which is not. */
export type Language = 'shell' | 'typescript' | 'json' | 'text'

/** A stretch of code of one kind; `at` is where it begins. */
export interface Token {
  readonly kind: 'plain' | 'string' | 'keyword' | 'comment' | 'number'
  readonly text: string
  readonly at: number
}

const keywords = {
  shell: 'curl|export|sed',
  typescript:
    'import|from|export|default|function|return|const|let|await|async|new|if|else|for|of|throw|typeof|true|false|null|undefined|type',
  json: 'true|false|null',
} as const satisfies Record<Exclude<Language, 'text'>, string>

const comments = { shell: '#[^\\n]*', typescript: '\\/\\/[^\\n]*', json: '(?!)' } as const satisfies Record<
  Exclude<Language, 'text'>,
  string
>

/** Splits code into what is coloured alike. Put together, the texts are the code. */
export function tokensOf(code: string, language: Language): readonly Token[] {
  if (language === 'text') return [{ kind: 'plain', text: code, at: 0 }]
  const pattern = new RegExp(
    [
      `(?<comment>(?<=^|\\s)${comments[language]})`,
      `(?<string>'(?:[^'\\\\\\n]|\\\\.)*'|"(?:[^"\\\\\\n]|\\\\.)*"|\`(?:[^\`\\\\]|\\\\.)*\`)`,
      `(?<keyword>\\b(?:${keywords[language]})\\b)`,
      '(?<number>\\b\\d[\\d_.]*\\b)',
    ].join('|'),
    'gm',
  )
  const tokens: Token[] = []
  let end = 0
  for (const match of code.matchAll(pattern)) {
    if (match.index > end) tokens.push({ kind: 'plain', text: code.slice(end, match.index), at: end })
    tokens.push({ kind: kindOf(match.groups ?? {}), text: match[0], at: match.index })
    end = match.index + match[0].length
  }
  if (end < code.length) tokens.push({ kind: 'plain', text: code.slice(end), at: end })
  return tokens
}

function kindOf({ comment, string, keyword }: Readonly<Record<string, string | undefined>>): Token['kind'] {
  if (comment !== undefined) return 'comment'
  if (string !== undefined) return 'string'
  return keyword === undefined ? 'number' : 'keyword'
}
