import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { MetricFamily } from '../../src/observe/metric-family.ts'
import { createMetricSet } from '../../src/observe/metric-kinds.ts'
import { declareMetrics } from '../../src/observe/metric-table.ts'
import { createProviderNames } from '../../src/observe/provider-names.ts'

const file = fileURLToPath(new URL('../../docs/operations.md', import.meta.url))
const begin = '<!-- Printed from src/observe/metric-table.ts by `npm run metrics`. -->\n'
const end = '<!-- End of what is printed. -->\n'

test('docs/operations.md tells of every metric what its declaration says (after a change: npm run metrics)', async () => {
  const page = readFileSync(file, 'utf8')
  const [before, rest = ''] = page.split(begin)
  const [, after] = rest.split(end)
  // Writes the file where vitest is run with --update, as `npm run metrics` does.
  await expect(`${before}${begin}${printRows()}${end}${after}`).toMatchFileSnapshot(file)
})

function printRows(): string {
  const { kinds, families } = createMetricSet()
  declareMetrics(kinds, createProviderNames())
  return ['', '| metric | labels | |', '|---|---|---|', ...families.map(printRow), '', ''].join('\n')
}

function printRow({ name, labels, help, note }: MetricFamily): string {
  const told = Object.entries(labels).map(([label, { words }]) => `\`${label}\`: ${words}`)
  return `| \`${name}\` | ${told.join('<br>')} | ${help}${note === undefined ? '' : ` ${note}`} |`
}
