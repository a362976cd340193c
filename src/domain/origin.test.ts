import { describe, expect, it } from 'vitest'
import { allowsOrigin, isPageOn, loopbackOrigins } from './origin.ts'

describe('allowsOrigin', () => {
  it.each([
    'http://localhost:5173',
    'https://localhost:3000',
    'http://localhost',
    'https://localhost',
    'http://127.0.0.1:8081',
    'https://127.0.0.1',
    'http://[::1]:4321',
    'https://[::1]',
    'http://wallet.localhost:3000',
    'https://a.b.localhost',
    'capacitor://localhost',
    'ionic://localhost',
    'tauri://localhost',
  ])('lets %s in, which is this machine', (origin) => {
    expect(allowsOrigin(loopbackOrigins, origin)).toBe(true)
  })

  it.each([
    'https://evil.example',
    'http://localhost.evil.example:3000',
    'http://evillocalhost:3000',
    'http://127.0.0.1.evil.example',
    'http://192.168.1.5:3000',
    'http://localhost:3000/path',
    'http://user@localhost:3000',
    'http://localhost:',
    'http://localhost:*',
    'ftp://localhost',
    'http://*.localhost:*',
    'null',
    '*',
    '',
    'file://',
  ])('keeps %s out', (origin) => {
    expect(
      allowsOrigin(
        loopbackOrigins.filter((entry) => entry !== origin),
        origin,
      ),
    ).toBe(false)
  })

  it('takes an exact entry for that origin alone', () => {
    const entries = ['https://wallet.example', 'http://192.168.1.5:3000']
    expect(allowsOrigin(entries, 'http://192.168.1.5:3000')).toBe(true)
    expect(allowsOrigin(entries, 'http://192.168.1.5:3001')).toBe(false)
    expect(allowsOrigin(entries, 'https://a.wallet.example')).toBe(false)
  })
})

describe('isPageOn', () => {
  const entries = [...loopbackOrigins, 'http://192.168.1.5:3000', 'acmewallet://done']

  it.each([
    'http://localhost:5173',
    'http://localhost:5173/',
    'http://localhost:5173/done?order=1&b=%20#part',
    'https://app.localhost/done',
    'http://[::1]:3000/x',
    'http://192.168.1.5:3000/a/b?c',
    'acmewallet://done',
    'acmewallet://done/x?y=1',
  ])('takes %s', (link) => {
    expect(isPageOn(entries, link)).toBe(true)
  })

  it.each([
    'https://evil.example/http://localhost:3000',
    'http://localhost:3000@evil.example/',
    'http://user:secret@localhost:3000/',
    'http://localhost.evil.example/',
    'http://192.168.1.6:3000/',
    'acmewallet://other',
    'javascript://localhost/%0aalert(1)',
    'data:text/html,x',
    '//localhost:3000/',
    '/done',
    'http://localhost:3000/\nx',
    `http://localhost/${'x'.repeat(2048)}`,
  ])('refuses %s', (link) => {
    expect(isPageOn(entries, link)).toBe(false)
  })
})
