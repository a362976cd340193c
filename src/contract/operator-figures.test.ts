import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { findingMembers } from './operator-finding.ts'
import { getOperatorHealth } from './operator-health.ts'
import { getStats, statsParameters } from './operator-stats.ts'
import { listTenants } from './operator-tenants.ts'
import { readQuery } from './query.ts'

const ajv = new Ajv2020({ strict: false })
const choices = { defaultCountry: 'US', returnLinks: [], returnOrigins: [] } as const

describe('the example of each is true to its schema', () => {
  for (const { name, example, replies } of [getStats, getOperatorHealth, listTenants]) {
    test(name, () => {
      const fits = ajv.compile(replies[200])
      expect(fits(example.reply), ajv.errorsText(fits.errors)).toBe(true)
    })
  }
})

test('a finding is sent whole', () => {
  const finding = {
    id: 'clock',
    title: 'Clock',
    severity: 'ok',
    found: '3 ms apart',
    expected: 'less than 1 s apart',
    why: 'tokens expire by it',
    fix: '',
    docs: 'docs/doctor.md#clock',
    tenant: null,
    tookMs: 3,
    checkedAt: 1_764_187_200_000,
  } as const
  const fits = ajv.compile(getOperatorHealth.replies[200].properties.findings.items)
  expect(fits(findingMembers(finding)), ajv.errorsText(fits.errors)).toBe(true)
})

test('a period is given in epoch milliseconds or in ISO 8601, and is nothing else', () => {
  const read = (period_start: string) => readQuery({ period_start }, statsParameters, choices)
  expect(read('1764187200000')).toMatchObject({ values: { period_start: 1_764_187_200_000 } })
  expect(read('2025-11-26T20:00:00Z')).toMatchObject({ values: { period_start: 1_764_187_200_000 } })
  for (const text of ['yesterday', '2025-11-26', '2025-13-26T20:00:00Z', '-1', '1e3']) {
    expect(read(text), text).toHaveProperty('faults')
  }
})
