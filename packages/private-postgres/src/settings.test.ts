import { describe, expect, it } from 'vitest'

import { accessRules, serverArguments, tuningSettings } from './settings.ts'

describe('serverArguments', () => {
  it('never listens on TCP and keeps the socket to its owner, whatever a settings file says', () => {
    const args = serverArguments('/data/postgres/data', '/run/rampway-1/s', true)
    expect(args).toContain('listen_addresses=')
    expect(args).toContain('unix_socket_permissions=0700')
    expect(args).toContain('unix_socket_directories="/run/rampway-1/s", .')
  })

  it('waits for the disk unless told not to', () => {
    expect(serverArguments('/d', '/s', true)).toContain('fsync=on')
    expect(serverArguments('/d', '/s', false)).toContain('fsync=off')
  })

  it('keeps a directory with commas and quotes one directory', () => {
    expect(serverArguments('/d', '/run/a,"b"/s', true)).toContain('unix_socket_directories="/run/a,""b""/s", .')
  })
})

describe('tuningSettings', () => {
  it.each([
    [0.5, 128],
    [1, 128],
    [2, 256],
    [4, 512],
    [64, 512],
  ])('with %f GiB of memory lets PostgreSQL keep %i MiB of pages', (gibibytes, mebibytes) => {
    expect(tuningSettings(gibibytes * 1024 ** 3)).toContain(`\nshared_buffers = ${mebibytes}MB\n`)
  })
})

describe('accessRules', () => {
  it('let in local connections only', () => {
    const rules = accessRules.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    expect(rules).toEqual(['local all all trust'])
  })
})
