import { describe, expect, it } from 'vitest'

import { parseProcessStat, readProcessIdentity } from './process-identity.ts'

const fieldsAfterName = (state: string) =>
  [state, ...Array.from({ length: 18 }, (_, field) => String(field)), '987654', '0'].join(' ')

describe('parseProcessStat', () => {
  it('finds the start time behind a name with brackets and spaces', () => {
    expect(parseProcessStat(`42 (a) b (c) ${fieldsAfterName('S')}`)).toEqual({ startTicks: '987654' })
  })

  it('counts a process that ended but was not reaped as ended', () => {
    expect(parseProcessStat(`42 (postgres) ${fieldsAfterName('Z')}`)).toBeUndefined()
  })
})

describe('readProcessIdentity', () => {
  it('is the same whenever a living process is asked about', () => {
    const identity = readProcessIdentity(process.pid)
    expect(identity).toContain(String(process.pid))
    expect(readProcessIdentity(process.pid)).toBe(identity)
  })

  it('is none for a number no process has', () => {
    expect(readProcessIdentity(2 ** 30)).toBeUndefined()
  })
})
