import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { type FrameRule, type FrameVerdict, frameRules, unknownFrame } from '../../src/domain/surface-rules.ts'

const file = fileURLToPath(new URL('../../docs/embedding.md', import.meta.url))
const begin = '<!-- Printed from src/domain/surface-rules.ts by `npm run surfaces`. -->\n'
const end = '<!-- End of what is printed. -->\n'

test('docs/embedding.md tells what is known of frames, with its sources (after a change: npm run surfaces)', async () => {
  const page = readFileSync(file, 'utf8')
  const [before, rest = ''] = page.split(begin)
  const [, after] = rest.split(end)
  // Writes the file where vitest is run with --update, as `npm run surfaces` does.
  await expect(`${before}${begin}${printRows()}${end}${after}`).toMatchFileSnapshot(file)
})

test('every rule but that of the unknown names a source', () => {
  for (const { sources } of frameRules) {
    expect(sources).not.toEqual([])
    for (const source of sources) expect(new URL(source).protocol).toBe('https:')
  }
})

const orders: Readonly<Record<FrameVerdict, string>> = {
  first: 'frame, popup, redirect',
  second: 'popup, frame, redirect',
  never: 'popup, redirect',
}

function printRows(): string {
  const head = ['', '| provider | method | to try | why | source |', '|---|---|---|---|---|']
  return [...head, ...[...frameRules, unknownFrame].map(printRow), '', ''].join('\n')
}

function printRow(rule: FrameRule): string {
  const { serviceProvider = rule === unknownFrame ? 'any other' : 'any', paymentMethods, direction, sources } = rule
  const methods = paymentMethods?.map((method) => `\`${method}\``).join(' ') ?? 'any'
  const when = direction === undefined ? methods : `${methods}, of a ${direction}`
  const links = sources.map((source) => `[${new URL(source).hostname}](${source})`).join(', ')
  return `| ${serviceProvider} | ${when} | ${orders[rule.frame]} | ${rule.reason ?? ''} | ${links} |`
}
