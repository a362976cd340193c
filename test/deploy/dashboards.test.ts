import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { alertDocument, alertRules } from '../../deploy/source/alerts.ts'
import { dashboard } from '../../deploy/source/dashboard.ts'

const pathOf = (file: string): string => fileURLToPath(new URL(`../../deploy/${file}`, import.meta.url))
const printed = '# Printed from deploy/source/alerts.ts by `npm run dashboards`.\n'

// Both write the file where vitest is run with --update, as `npm run dashboards` does.
test('deploy/grafana/rampway.json is the dashboard (after a change: npm run dashboards)', async () => {
  await expect(`${JSON.stringify(dashboard(), undefined, 2)}\n`).toMatchFileSnapshot(pathOf('grafana/rampway.json'))
})

test('deploy/prometheus/alerts.yaml are the rules (after a change: npm run dashboards)', async () => {
  const rules = stringify(alertDocument(alertRules), { lineWidth: 0 })
  await expect(`${printed}${rules}`).toMatchFileSnapshot(pathOf('prometheus/alerts.yaml'))
})
