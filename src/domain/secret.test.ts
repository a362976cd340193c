import { format, inspect } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLog, type Log } from '../observe/log.ts'
import { makeSecret } from './secret.ts'

const plain = 'W9kZTT7332okCEc1A9aqAq'
const secret = makeSecret(plain)
const account = { meld: { baseUrl: 'https://api.example', apiKey: secret, webhookSecrets: [secret] } }

function logged(write: (log: Log) => void): string {
  let lines = ''
  write(
    createLog('trace', {
      write: (line) => {
        lines += line
      },
    }),
  )
  return lines
}

test('a secret gives its text to reveal alone', () => {
  fc.assert(fc.property(fc.string(), (text) => makeSecret(text).reveal() === text))
})

test.each([
  ['JSON', () => JSON.stringify(account)],
  ['a template', () => `${secret}`],
  ['concatenation', () => ['', secret].join('')],
  ['String()', () => String(secret)],
  ['util.inspect', () => inspect(account, { depth: null, showHidden: true, getters: true })],
  ['util.format', () => format('%s %o %O %j', secret, secret, account, account)],
  ['an error message', () => new Error(`refused ${secret}`).message],
  ['a log line', () => logged((log) => log.info({ hidden: secret, account }, `with ${secret}`))],
  [
    'a logged error',
    () => logged((log) => log.error({ err: Object.assign(new Error(`refused ${secret}`), { account }) }, 'refused')),
  ],
])('a secret does not show its text in %s', (_where, print) => {
  const printed = print()
  expect(printed).not.toContain(plain)
  expect(printed.length).toBeGreaterThan(0)
})

test('where it is printed, a secret says that it is one', () => {
  expect([`${secret}`, JSON.stringify(secret), inspect(secret)]).toEqual(['[secret]', '"[secret]"', '[secret]'])
})

test('a secret cannot be made to tell by spreading, listing or changing it', () => {
  expect(JSON.stringify({ ...secret })).not.toContain(plain)
  expect(JSON.stringify(Object.values(secret).map(String))).not.toContain(plain)
  expect(() => Object.assign(secret, { toJSON: () => secret.reveal() })).toThrow(TypeError)
})
