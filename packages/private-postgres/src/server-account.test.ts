import { describe, expect, it } from 'vitest'

import { isGroupMapped, parseUsers } from './server-account.ts'

const passwd = `root:x:0:0:root:/root:/bin/sh
nobody-else:x:7:7::/:/bin/false
nobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin
`

describe('parseUsers', () => {
  it('lists every user but root, under which PostgreSQL refuses to start', () => {
    expect(parseUsers(passwd)).toEqual([
      { name: 'nobody-else', uid: 7, gid: 7 },
      { name: 'nobody', uid: 65_534, gid: 65_533 },
    ])
  })

  it('passes over what is no user', () => {
    expect(parseUsers('')).toEqual([])
    expect(parseUsers('# a comment\n+::::::\nbroken:x:one:1::/:\n')).toEqual([])
  })
})

describe('isGroupMapped', () => {
  it('says yes where all groups exist and no where a container has only some', () => {
    expect(isGroupMapped('         0          0 4294967295\n', 0x7000_0001)).toBe(true)
    expect(isGroupMapped('         0     100000      65536\n', 0x7000_0001)).toBe(false)
    expect(isGroupMapped('         0          0          1\n         1     100000      65536\n', 65_534)).toBe(true)
    expect(isGroupMapped('', 100)).toBe(false)
  })
})
