import { describe, expect, it } from 'vitest'

import { parsePostmasterFile } from './postmaster-file.ts'

const lines = [
  '4711',
  '/data/postgres/data',
  '1790000000',
  '5432',
  '/run/rampway-1/s',
  '',
  '  123  456',
  'ready   ',
  '',
]

describe('parsePostmasterFile', () => {
  it('reads process, socket directory and readiness', () => {
    expect(parsePostmasterFile(lines.join('\n'))).toEqual({
      pid: 4711,
      socketDirectory: '/run/rampway-1/s',
      isReady: true,
    })
  })

  it('does not call a starting or stopping server ready', () => {
    for (const status of ['starting', 'stopping', '']) {
      expect(parsePostmasterFile(lines.with(7, status).join('\n'))).toMatchObject({ isReady: false })
    }
  })

  it('reads a file the server has only begun to write', () => {
    expect(parsePostmasterFile('4711\n')).toEqual({ pid: 4711, socketDirectory: undefined, isReady: false })
  })

  it('takes an empty or damaged file for none', () => {
    for (const text of ['', '\n', 'abc\n', '-1\n', '0\n', '1.5\n']) expect(parsePostmasterFile(text)).toBeUndefined()
  })
})
