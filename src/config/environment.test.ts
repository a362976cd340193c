import { expect, it } from 'vitest'
import { makeSecret } from '../domain/secret.ts'
import { formatEnvironmentFault, readEnvironment } from './environment.ts'

it('gives the documented defaults to an empty environment, and to empty variables', () => {
  const defaults = {
    port: 8080,
    host: '127.0.0.1',
    operator: { host: '127.0.0.1', port: 8081, isPortGiven: false, publicUrl: undefined },
    healthPort: undefined,
    dataDir: '.rampway',
    databaseUrl: undefined,
    databaseWaitSeconds: 30,
    keepAliveSeconds: 75,
    drainDelaySeconds: 0,
    publicUrl: undefined,
    logLevel: 'info',
    isLogLevelGiven: false,
    devOrigins: [],
    proxy: undefined,
  }
  expect(readEnvironment({})).toEqual({ kind: 'environment', environment: defaults })
  expect(readEnvironment({ PORT: '', HOST: ' ', DATABASE_URL: '' })).toEqual({
    kind: 'environment',
    environment: defaults,
  })
})

it('lets a set variable win over the default of the caller, and the caller over the documented one', () => {
  const env = {
    PORT: '0',
    RAMPWAY_PUBLIC_URL: 'http://gateway.test:8080/base/',
    LOG_LEVEL: 'WARN',
    DATABASE_URL: 'postgres://u:p@h/d',
  }
  const given = { port: 9000, host: '0.0.0.0', databaseUrl: makeSecret('postgres://other/d') }
  const result = readEnvironment(env, given)
  expect(result).toMatchObject({
    environment: { port: 0, host: '0.0.0.0', publicUrl: 'http://gateway.test:8080/base', logLevel: 'warn' },
  })
  expect(result.kind === 'environment' && result.environment.databaseUrl?.reveal()).toBe('postgres://u:p@h/d')
})

it('refuses to answer health checks on the port of the gateway, unless each is to be any free one', () => {
  for (const [env, given] of [
    [{ PORT: '9000', HEALTH_PORT: '9000' }, {}],
    [{ HEALTH_PORT: '8080' }, {}],
    [{ HEALTH_PORT: '9000' }, { port: 9000 }],
  ] as const) {
    const result = readEnvironment(env, given)
    expect(result.kind === 'faults' && result.faults.map(formatEnvironmentFault)).toEqual([
      expect.stringMatching(/^HEALTH_PORT: must be another port than the gateway's own, (?:9000|8080)$/),
    ])
  }
  expect(readEnvironment({ PORT: '0', HEALTH_PORT: '0' })).toMatchObject({ environment: { port: 0, healthPort: 0 } })
})

it('gives the operator a port that is nobody else’s, from the variable, the file, or the documented one', () => {
  const given = { operator: { host: '10.0.0.9', port: 9001, publicUrl: 'https://ops.example' } }
  expect(readEnvironment({}, given)).toMatchObject({
    environment: { operator: { ...given.operator, isPortGiven: true } },
  })
  const env = { OPERATOR_PORT: '9002', OPERATOR_HOST: '::1', RAMPWAY_OPERATOR_URL: 'https://other.example/' }
  expect(readEnvironment(env, given)).toMatchObject({
    environment: { operator: { host: '::1', port: 9002, publicUrl: 'https://other.example' } },
  })
  for (const other of [{ PORT: '9001' }, { HEALTH_PORT: '9001' }]) {
    const result = readEnvironment({ OPERATOR_PORT: '9001', ...other })
    expect(result.kind === 'faults' && result.faults.map(formatEnvironmentFault)).toEqual([
      expect.stringMatching(/^OPERATOR_PORT: must be another port than the .*, 9001$/),
    ])
  }
  expect(readEnvironment({ PORT: '0', HEALTH_PORT: '0', OPERATOR_PORT: '0' })).toHaveProperty('environment')
})

it('reports every fault at once, by name, and never shows a password', () => {
  const result = readEnvironment({
    PORT: '65536',
    HOST: 'http://0.0.0.0',
    DATABASE_URL: 'mysql://u:9s3cr3t@h/d',
    RAMPWAY_PUBLIC_URL: 'https://ramp.example/?x=1',
    LOG_LEVEL: 'infos',
    RAMPWAY_DATA_DIR: 'a\0b',
  })
  const lines = result.kind === 'faults' ? result.faults.map(formatEnvironmentFault) : []
  expect(lines).toEqual([
    'PORT: must be a whole number from 0 to 65535',
    expect.stringMatching(/^HOST: must be an address only/),
    'RAMPWAY_DATA_DIR: must be a path without NUL',
    expect.stringMatching(/^DATABASE_URL: must begin with "postgres:\/\/"/),
    'RAMPWAY_PUBLIC_URL: must not hold a query: remove "?" and what follows',
    'LOG_LEVEL: must be one of trace, debug, info, warn, error, fatal, silent: did you mean "info"?',
  ])
  expect(lines.join()).not.toContain('9s3cr3t')
})

it.each(['-1', '1.5', '1e3', '0x50', '80a', '99999'])('refuses %s as a port', (port) => {
  expect(readEnvironment({ PORT: port }).kind).toBe('faults')
})

it('reads own members only', () => {
  expect(readEnvironment(Object.create({ PORT: 'x' }))).toMatchObject({ environment: { port: 8080 } })
})

it('reads proxies, the lower-case names first, and never shows the password of one', () => {
  const env = {
    HTTPS_PROXY: 'http://upper:1',
    https_proxy: 'http://u:9s3cr3t@proxy.example:3128',
    NO_PROXY: 'a.example',
  }
  const read = readEnvironment(env)
  const proxy = read.kind === 'environment' ? read.environment.proxy : undefined
  expect([proxy?.https?.reveal(), proxy?.http, proxy?.bypass]).toEqual([env.https_proxy, undefined, 'a.example'])
  expect(JSON.stringify(read)).not.toContain('9s3cr3t')
  const refused = readEnvironment({ HTTP_PROXY: 'socks5://u:9s3cr3t@h:1' })
  expect(refused.kind === 'faults' && refused.faults.map(formatEnvironmentFault)).toEqual([
    'HTTP_PROXY: must be an address such as http://proxy.example:3128',
  ])
})

it('reads the origins of RAMPWAY_DEV_ORIGINS, and names the one that is none', () => {
  const read = (text: string) => readEnvironment({ RAMPWAY_DEV_ORIGINS: text })
  const three = 'http://192.168.1.5:3000, capacitor://localhost,,https://a.example http://192.168.1.5:3000'
  expect(read(three)).toMatchObject({
    environment: { devOrigins: ['http://192.168.1.5:3000', 'capacitor://localhost', 'https://a.example'] },
  })
  for (const wrong of ['http://192.168.1.5:3000/', 'https://*.example', 'null', 'javascript://x', '192.168.1.5:3000']) {
    const faults = [{ name: 'RAMPWAY_DEV_ORIGINS', detail: expect.stringMatching(/^origin 2 of 2 must /) }]
    expect(read(`https://a.example,${wrong}`)).toEqual({ kind: 'faults', faults })
  }
})
