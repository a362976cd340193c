import { describe, expect, it } from 'vitest'

import { explainFileError, explainServerOutput, PrivatePostgresError } from './failure.ts'

const place = '/data/postgres'

describe('explainServerOutput', () => {
  it.each([
    ['FATAL:  could not write to file "pg_wal/xlogtemp.1": No space left on device', 'disk_full'],
    ['could not extend file "base/5/1": wrote only 4096 of 8192 bytes: Disk quota exceeded', 'disk_full'],
    ['FATAL:  could not resize shared memory segment "/PostgreSQL.1": No space left on device', 'start_failed'],
    ['LOG:  Unix-domain socket path "/a/.s.PGSQL.5432" is too long (maximum 107 bytes)', 'socket_path'],
    ['could not create directory "/data/postgres/data": Read-only file system', 'not_writable'],
    ['FATAL:  data directory "/data/postgres/data" has wrong ownership', 'not_writable'],
    ['postgres: error while loading shared libraries: libicuuc.so.60: cannot open', 'no_binaries'],
    ['FATAL:  something nobody thought of', 'start_failed'],
    ['', 'start_failed'],
  ])('reads %j as its own reason', (output, reason) => {
    expect(explainServerOutput('start_failed', output, place)).toMatchObject({ reason })
  })

  it('carries the last lines of what was said, so that an unknown failure can be looked up', () => {
    const output = Array.from({ length: 100 }, (_, line) => `line ${line}`).join('\n')
    const { message } = explainServerOutput('init_failed', output, place)
    expect(message).toContain('line 99')
    expect(message).not.toContain('line 50\n')
    expect(message).toContain(place)
  })
})

describe('explainFileError', () => {
  const makeError = (code: string) => Object.assign(new Error(`${code}: refused`), { code })

  it('names the place and the remedy when the disk is full or closed to us', () => {
    expect(explainFileError(makeError('ENOSPC'), place)).toMatchObject({ reason: 'disk_full' })
    const refusal = explainFileError(makeError('EACCES'), place)
    expect(refusal).toBeInstanceOf(PrivatePostgresError)
    expect(refusal).toMatchObject({ reason: 'not_writable', message: expect.stringContaining(place) })
  })

  it('leaves every other error as it is', () => {
    const error = new Error('a bug')
    expect(explainFileError(error, place)).toBe(error)
  })
})
