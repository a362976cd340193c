import { describe, expect, it } from 'vitest'

import { parseMajor } from './binaries.ts'
import { parseLibraryLinks } from './binary-tree.ts'

describe('parseLibraryLinks', () => {
  it('reads which link points to which file', () => {
    const text = '[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}]'
    expect(parseLibraryLinks(text)).toEqual([{ path: 'native/lib/libpq.so.5', pointsTo: 'libpq.so.5.18' }])
  })

  it.each(['{}', '[1]', '[{"source":"native/lib/a"}]'])('refuses %s', (text) => {
    expect(() => parseLibraryLinks(text)).toThrow()
  })
})

describe('parseMajor', () => {
  it('reads the major version of releases, packages and betas', () => {
    expect(parseMajor('postgres (PostgreSQL) 18.4\n')).toBe(18)
    expect(parseMajor('postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n')).toBe(15)
    expect(parseMajor('postgres (PostgreSQL) 19beta1\n')).toBe(19)
  })

  it('refuses another program', () => {
    expect(() => parseMajor('v20.19.0\n')).toThrow('not a PostgreSQL version')
  })
})
