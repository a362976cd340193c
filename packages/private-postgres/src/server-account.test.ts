import { describe, expect, it } from 'vitest'

import { findUser, isGroupMapped } from './server-account.ts'

const passwd = `root:x:0:0:root:/root:/bin/sh
nobody-else:x:7:7::/:/bin/false
nobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin
`

describe('findUser', () => {
  it('finds a user by the whole name', () => {
    expect(findUser(passwd, 'nobody')).toEqual({ uid: 65_534, gid: 65_533 })
  })

  it('never finds root, under which PostgreSQL refuses to start', () => {
    expect(findUser(passwd, 'root')).toBeUndefined()
  })

  it('finds none where there is none', () => {
    expect(findUser(passwd, 'rampway')).toBeUndefined()
    expect(findUser('', 'nobody')).toBeUndefined()
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
