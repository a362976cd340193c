import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { codeLanguages, initialState, steps } from '../playground/address.ts'
import { literal, quoted, shellWord } from '../playground/code/literal.ts'
import { snippetFor } from '../playground/code/snippets.ts'
import { tokensOf } from '../ui/tokens-of.ts'

describe('code that is shown', () => {
  it('is one word of a shell, whatever was typed', () => {
    const typed = `a'b"c $(date) \`id\` \\ &`
    expect(execFileSync('sh', ['-c', `printf %s ${shellWord(typed)}`], { encoding: 'utf8' })).toBe(typed)
  })

  it('has texts that mean what was typed', () => {
    for (const typed of ['', "it's", '"', '\\', "\\'", '\n\u2028', '$&', '`']) {
      expect(new Function(`return ${quoted(typed)}`)()).toBe(typed)
    }
    expect(literal({ amount: '100', chain: 8453, flow: true })).toBe(
      "{\n  amount: '100',\n  chain: 8453,\n  flow: true,\n}",
    )
  })

  it('loses nothing by being coloured', () => {
    for (const step of steps) {
      for (const language of codeLanguages) {
        const code = snippetFor(
          step,
          language,
          { ...initialState, session: 'ses_1', key: 'k' },
          'http://127.0.0.1:8080',
        )
        const tokens = tokensOf(code, language === 'curl' ? 'shell' : 'typescript')
        expect(tokens.map(({ text }) => text).join('')).toBe(code)
        expect(tokens.some(({ kind }) => kind === 'string')).toBe(true)
      }
    }
  })
})
