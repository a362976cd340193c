import { expect, test } from 'vitest'
import { readSourceFile } from './source-file.ts'

test('a scan tells division from regular expressions, and strings within templates', () => {
  const text = [
    'const half = total / 2 / count // "not a string',
    'const form = /[\'"`/*]+[/\'"]\\/x/g',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the planted text is a template
    "const nested = `a ${list.map((x) => `b ${x / 2} '`).join('c')} d`",
    "const last = 'end'",
  ].join('\n')
  const { code, literals } = readSourceFile('src/a.ts', text)
  expect(literals.map((literal) => literal.text)).toEqual(["b   '", 'c', 'a   d', 'end'])
  expect(code).toHaveLength(text.length)
  expect(code).toContain('total / 2 / count')
  expect(code).toContain('list.map((x) => `')
  expect(code).not.toContain('not a string')
  expect(code.split('\n')).toHaveLength(4)
})

test('a file keeps the names and kinds of what is imported', () => {
  const text = `import pg, { type Client as C, Pool } from 'pg'\nimport type { Row } from './row.ts'\nimport * as all from './all.ts'\nexport const x = 1\n`
  const { imports } = readSourceFile('src/store/a.ts', text)
  expect(imports).toEqual([
    {
      specifier: 'pg',
      target: undefined,
      names: ['default', 'Client', 'Pool'],
      values: ['default', 'Pool'],
    },
    { specifier: './row.ts', target: 'src/store/row.ts', names: ['Row'], values: [] },
    { specifier: './all.ts', target: 'src/store/all.ts', names: ['*'], values: ['*'] },
  ])
})
