import type { networkInterfaces } from 'node:os'
import { expect, test } from 'vitest'
import { chooseLanAddress } from './lan.ts'

type Interfaces = ReturnType<typeof networkInterfaces>

function interfacesOf(addresses: Readonly<Record<string, readonly string[]>>): Interfaces {
  return Object.fromEntries(
    Object.entries(addresses).map(([name, given]) => [
      name,
      given.map((address) =>
        address.includes(':')
          ? { address, family: 'IPv6' as const, netmask: '', mac: '', internal: false, cidr: null, scopeid: 0 }
          : {
              address,
              family: 'IPv4' as const,
              netmask: '',
              mac: '',
              internal: address.startsWith('127.'),
              cidr: null,
            },
      ),
    ]),
  )
}

const atHome = { lo: ['127.0.0.1'], en0: ['fe80::1', '192.168.1.20'] }

test('the private address of this machine is chosen, whatever containers and tunnels it has beside it', () => {
  const chosen = { kind: 'address', address: '192.168.1.20' }
  expect(chooseLanAddress(interfacesOf(atHome))).toEqual(chosen)
  const busy = {
    ...atHome,
    docker0: ['172.17.0.1'],
    'br-1a2b': ['172.18.0.1'],
    utun3: ['10.8.0.2'],
    eth9: ['203.0.113.9'],
  }
  expect(chooseLanAddress(interfacesOf(busy))).toEqual(chosen)
})

test('among several networks the person chooses, and is told of each', () => {
  const several = interfacesOf({ ...atHome, en7: ['10.0.0.5'] })
  expect(chooseLanAddress(several)).toEqual({
    kind: 'fault',
    reason: expect.stringContaining('--lan=ADDRESS: 192.168.1.20 (en0), 10.0.0.5 (en7).'),
  })
  expect(chooseLanAddress(several, '10.0.0.5')).toEqual({ kind: 'address', address: '10.0.0.5' })
})

test('an address that is not of this machine, and one that the internet may reach, are refused', () => {
  const server = interfacesOf({ ...atHome, eth1: ['8.8.4.4'] })
  expect(chooseLanAddress(server)).toEqual({ kind: 'address', address: '192.168.1.20' })
  for (const [wanted, reason] of [
    ['192.168.1.21', 'is no IPv4 address of this machine in a network. It has 192.168.1.20 (en0), 8.8.4.4 (eth1).'],
    ['127.0.0.1', 'is no IPv4 address of this machine in a network.'],
    ['my-laptop', 'is no IPv4 address of this machine in a network.'],
    ['8.8.4.4', 'may be reached from the internet'],
  ] as const) {
    expect(chooseLanAddress(server, wanted)).toEqual({ kind: 'fault', reason: expect.stringContaining(reason) })
  }
})

test('a machine without a private network is told what to do', () => {
  for (const addresses of [{ lo: ['127.0.0.1'] }, { eth0: ['192.0.2.2'] }, {}]) {
    expect(chooseLanAddress(interfacesOf(addresses))).toEqual({
      kind: 'fault',
      reason: expect.stringContaining('join the network that the phone is in'),
    })
  }
})
