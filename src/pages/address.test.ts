import { expect, test } from 'vitest'
import { readFrameAncestor, readOrigin, readReturnLink, readWebLink, withSession } from './address.ts'

test.each([
  ['https://wallet.example/ramp/done?x=1', 'https://wallet.example/ramp/done?x=1'],
  ['myapp://ramp/done', 'myapp://ramp/done'],
  ['com.example.wallet:/done', 'com.example.wallet:/done'],
  ['HTTPS://Wallet.Example', 'https://wallet.example/'],
])('the return link %s is kept in its normal form', (text, expected) => {
  expect(readReturnLink(text)).toBe(expected)
})

test.each([
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  ' java\nscript:alert(1)',
  '\u0001javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'blob:https://wallet.example/1',
  'file:///etc/passwd',
  'about:blank',
  '/relative',
  'wallet.example',
  '',
])('the return link %j is refused with a TypeError', (text) => {
  expect(() => readReturnLink(text)).toThrow(TypeError)
})

test.each([
  ['myapp://ramp/done', 'myapp://ramp/done?session_id=ses_1'],
  ['myapp://ramp/done?x=1', 'myapp://ramp/done?x=1&session_id=ses_1'],
  ['myapp://ramp/done?x=a%20b+c&x=%2F&', 'myapp://ramp/done?x=a%20b+c&x=%2F&session_id=ses_1'],
  ['https://wallet.example/?', 'https://wallet.example/?session_id=ses_1'],
  ['https://wallet.example/done#step?x=1', 'https://wallet.example/done?session_id=ses_1#step?x=1'],
  ['https://wallet.example/done?x=1#/ramp', 'https://wallet.example/done?x=1&session_id=ses_1#/ramp'],
  ['com.example.wallet:/done', 'com.example.wallet:/done?session_id=ses_1'],
  ['myapp://done?session_id=mine', 'myapp://done?session_id=mine&rampway_session_id=ses_1'],
  ['myapp://done?session%5Fid=mine', 'myapp://done?session%5Fid=mine&rampway_session_id=ses_1'],
  ['myapp://done?session_id=a&rampway_session_id=b', 'myapp://done?session_id=a&rampway_session_id=b'],
])('the return link %s carries the session as %s', (link, expected) => {
  expect(withSession(link, 'ses_1')).toBe(expected)
})

test('a retry link is a path of ours or a web page, never another origin in disguise or a script', () => {
  expect(readWebLink('/w/abc')).toBe('/w/abc')
  expect(readWebLink('https://gateway.example/w/abc')).toBe('https://gateway.example/w/abc')
  for (const text of ['//evil.example', '/\\evil.example', 'javascript:alert(1)', 'w/abc', '']) {
    expect(() => readWebLink(text)).toThrow(TypeError)
  }
})

test('origins are exact: no wildcard, path, list or text that ends the header', () => {
  for (const origin of [
    'https://wallet.example',
    'http://127.0.0.1:3000',
    'capacitor://localhost',
    'http://[::1]:80',
  ]) {
    expect(readOrigin(origin)).toBe(origin)
    expect(readFrameAncestor(origin)).toBe(origin)
  }
  expect(() => readOrigin('*')).toThrow(TypeError)
  const refused = ['null', 'https://*', 'https://a.example/', 'https://a.example b', "https://a'", 'https://a;b', '']
  for (const text of [...refused, 'https://a.example\r\nx: y', 'https://a.example\n']) {
    expect(() => readOrigin(text)).toThrow(TypeError)
    expect(() => readFrameAncestor(text)).toThrow(TypeError)
  }
})

test('all websites or all subdomains may frame a page, but cannot be told of a return', () => {
  expect(readFrameAncestor('*')).toBe('*')
  expect(readFrameAncestor('https://*.wallet.example')).toBe('https://*.wallet.example')
  expect(() => readOrigin('https://*.wallet.example')).toThrow(TypeError)
})
