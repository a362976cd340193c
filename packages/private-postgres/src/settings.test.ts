import { describe, expect, it } from 'vitest'

import { accessRules, serverArguments } from './settings.ts'

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

describe('accessRules', () => {
  it('let in local connections only', () => {
    const rules = accessRules.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    expect(rules).toEqual(['local all all trust'])
  })
})
