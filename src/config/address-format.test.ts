import { describe, expect, it } from 'vitest'
import { isLoopbackHost } from '../domain/loopback.ts'
import {
  explainDatabaseUrl,
  explainHost,
  explainHttpAddress,
  explainOrigin,
  explainProxy,
  explainReturnLink,
  explainSecureAddress,
  trimAddress,
} from './address-format.ts'

describe('a secure address', () => {
  it.each([
    'https://a.example',
    'https://a.example/x/',
    'http://localhost:1',
    'http://127.0.0.9',
    'http://[::1]:80',
    'http://app.localhost',
  ])('may be %s', (text) => {
    expect(explainSecureAddress(text)).toBeUndefined()
  })
  it.each([
    'http://a.example',
    'http://localhost.a.example',
    'http://10.0.0.1',
    'ftp://a.example',
    'a.example',
    '',
    'https://',
    'https://a.example?',
    'https://a.example#',
    'https://u@a.example',
    'https://a.exa mple',
    'https://a.example\n',
    `https://a.example/${'x'.repeat(2048)}`,
  ])('may not be %s', (text) => {
    expect(explainSecureAddress(text)).toMatch(/^must /)
  })
  it('may be plain http anywhere when only an address is asked for', () => {
    expect(explainHttpAddress('http://gateway.internal:8080')).toBeUndefined()
  })
  it('may not hold what a cookie path cannot', () => {
    expect(explainHttpAddress('https://a.example/x;y')).toMatch(/^must not hold ";"/)
  })
  it('loses its slashes at the end, and keeps its path', () => {
    expect(trimAddress('https://A.example/Gate//')).toBe('https://a.example/Gate')
    expect(trimAddress('https://a.example/')).toBe('https://a.example')
  })
})

describe('an origin', () => {
  it.each([
    'https://a.example',
    'https://a.example:8443',
    'http://localhost:5173',
    'capacitor://localhost',
    'chrome-extension://abcdef',
  ])('may be %s', (text) => {
    expect(explainOrigin(text)).toBeUndefined()
  })
  it.each([
    ['https://*.a.example', 'wildcards'],
    ['*', 'wildcards'],
    ['null', 'sandboxed'],
    ['https://a.example/', 'slash'],
    ['https://a.example/x', 'path'],
    ['https://a.example?x', 'path'],
    ['https://A.example', 'lower case'],
    ['https://a.example:443', 'default port'],
    ['https://u:p@a.example', 'user name'],
    ['capacitor://localhost/x', 'only'],
    ['javascript://a', 'web page'],
    ['file:///x', 'web page'],
    ['https://wället.example', 'ASCII'],
    ['a.example', 'scheme'],
  ])('may not be %s', (text, word) => {
    expect(explainOrigin(text)).toContain(word)
  })
})

describe('a return link', () => {
  it.each([
    'https://a.example/done?x=1#y',
    'acmewallet://ramp',
    'com.acme.wallet:/done',
    'http://localhost:5173/done',
    'http://[::1]/',
  ])('may be %s', (text) => {
    expect(explainReturnLink(text)).toBeUndefined()
  })
  it.each([
    'javascript:alert(1)',
    'JavaScript://a.example/%0aalert(1)',
    'java\nscript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'about:blank',
    'blob:https://a.example/x',
    'view-source:https://a.example',
    'http://a.example',
    'https://u:p@a.example',
    '//a.example',
    '/done',
    'acmewallet:done',
    'https:a.example',
    '',
  ])('may not be %j', (text) => {
    expect(explainReturnLink(text)).toMatch(/^must /)
  })
})

describe('a trusted proxy', () => {
  it.each(['10.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8', 'loopback', 'private'])('may be %s', (text) => {
    expect(explainProxy(text)).toBeUndefined()
  })
  it.each([
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/33',
    '10.1',
    '010.0.0.1',
    '1',
    'proxy.example',
    '',
    'constructor',
    '10.0.0.0/',
  ])('may not be %j', (text) => {
    expect(explainProxy(text)).toMatch(/^must /)
  })
})

describe('a host to listen on', () => {
  it.each(['0.0.0.0', '127.0.0.1', '::', '::1', 'localhost', 'gateway-1.internal'])('may be %s', (text) => {
    expect(explainHost(text)).toBeUndefined()
  })
  it.each(['http://0.0.0.0', '0.0.0.0:8080', 'localhost:1', '[::1]', '-a', 'a b', '*', '', 'a'.repeat(254)])(
    'may not be %j',
    (text) => {
      expect(explainHost(text)).toMatch(/^must /)
    },
  )
})

describe('a database address', () => {
  it.each([
    'postgres://u:p%40ss@h:5432/d',
    'postgresql://h/d?sslmode=require',
    'postgresql:///d?host=/var/run/postgresql',
  ])('may be %s', (text) => {
    expect(explainDatabaseUrl(text)).toBeUndefined()
  })
  it.each([
    'mysql://u:9s3cr3t@h/d',
    'postgres://u:9s3cr3t#x@h/d',
    'postgres://u:9s3cr3t%zz@h/d',
    'postgres://u:9s3cr3t@h:port/d',
    'postgres://u:9s3cr3t@h',
    '9s3cr3t',
  ])('may not be %s, and its password is not told', (text) => {
    expect(explainDatabaseUrl(text)).toMatch(/^must /)
    expect(explainDatabaseUrl(text)).not.toContain('9s3cr3t')
  })
})

it('knows this machine by every name of it, and nobody else', () => {
  expect(
    ['localhost', 'LOCALHOST', '127.255.0.1', '[::1]', '::1', '::ffff:127.0.0.1', 'x.localhost'].map(isLoopbackHost),
  ).not.toContain(false)
  expect(['localhost.example', '128.0.0.1', '0.0.0.0', 'notlocalhost', '::2', ''].map(isLoopbackHost)).not.toContain(
    true,
  )
})
