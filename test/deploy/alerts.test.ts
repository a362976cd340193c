import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { alertDocument, alertRules } from '../../deploy/source/alerts.ts'

describe('an alert', () => {
  test('is read back from its file as it was written, with how long it must last', () => {
    const file = readFileSync(new URL('../../deploy/prometheus/alerts.yaml', import.meta.url), 'utf8')
    expect(parse(file)).toEqual(alertDocument(alertRules))
    expect(alertRules).toHaveLength(12)
    for (const { name, for: duration } of alertRules) expect(duration, name).toMatch(/^[1-9]\d*[mh]$/)
    expect(new Set(alertRules.map(({ name }) => name)).size).toBe(alertRules.length)
  })

  test('compares with a figure, and says what it measured in the unit of that figure', () => {
    for (const { name, expr, measured } of alertRules) {
      if (expr.startsWith('absent(')) continue
      expect(expr, name).toMatch(/ [<>]=? \d+(\.\d+)?$/)
      const isShare = expr.includes(' / ') || expr.includes('_ratio')
      const unit = isShare ? 'humanizePercentage' : expr.includes('_seconds') ? 'humanizeDuration' : '$value'
      expect(measured, name).toContain(unit)
    }
  })
})
