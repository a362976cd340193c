import { expect, test } from 'vitest'
import { createLog, type LogLevel, type LogSubject, type WorkLog } from './log.ts'
import { redactLine } from './redact-line.ts'

const canary = 'distinctive-canary-1234567890'
const time = expect.any(Number)

function written(tell: (log: WorkLog) => void, level: LogLevel = 'info'): string {
  let lines = ''
  const sink = {
    write: (text: string) => {
      lines += text
    },
  }
  tell(createLog(level, sink))
  return lines
}

function format(facts: object, words = 'words', subject: object = {}): string {
  return written((log) => log.about(subject).info(facts, words))
}

function read(facts: object) {
  return JSON.parse(format(facts))
}

test('a line is its level, time, subject, facts and words, in this order', () => {
  const subject = { trace_id: 'abc', tenant: 'org-demo:env-sandbox', user: undefined }
  const facts = { method: 'POST', status: 201, ms: 1.5, ok: true, none: null, left: undefined, at: new Date(0) }
  expect(format(facts, 'answered', subject).replace(/(?<="time":)\d+/, '0')).toBe(
    `{"level":30,"time":0,"trace_id":"abc","tenant":"org-demo:env-sandbox","method":"POST","status":201,"ms":1.5,` +
      '"ok":true,"none":null,"at":"1970-01-01T00:00:00.000Z","msg":"answered"}\n',
  )
})

const subjects: readonly LogSubject[] = [
  {},
  { trace_id: 'abc', tenant: 'org-demo:env-sandbox', session: 's', user: 'usr_x', provider: 'TRANSAK' },
  { trace_id: 'abc', operator: 'Jo "the" operator', partner: 'tk_x', transaction: 't' },
  { trace_id: 'abc', partner: 'tk_x', transaction: 'a "b"\n' },
  { trace_id: 'abc', session: 's', provider: 'no name "of" a provider\\' },
]

test.each(subjects)('an answered request is told in the same form: %j', (subject) => {
  const facts = { method: 'POST', route: '/v0/ramp/sessions', status: 201, ms: 1.5 }
  expect(JSON.parse(written((log) => log.about(subject).answered(facts)))).toEqual({
    ...JSON.parse(written((log) => log.about(subject).info(facts, 'answered'))),
    time,
  })
})

test('no answered request is told of at the level warn', () => {
  const facts = { method: 'POST', route: '/v0/ramp/sessions', status: 201, ms: 1.5 }
  expect(written((log) => log.answered(facts), 'warn')).toBe('')
})

test.each([
  { provider: `eyJhbGciOiJFUzI1NiJ9.${canary}.c2lnbmF0dXJl` },
  { operator: `rwo_${canary}` },
  { transaction: `Bearer ${canary}` },
])('what others name as they please is searched for secrets: %j', (subject) => {
  let line = ''
  const output = {
    write: (text: string) => {
      line += redactLine(text)
    },
    writePlain: (text: string) => {
      line += text
    },
    linesLost: () => 0,
  }
  createLog('info', output).about(subject).answered({ method: 'GET', route: '/', status: 200, ms: 1 })
  expect(line).toContain('[redacted]')
  expect(line).not.toContain(canary)
})

test('a fact stands in the place of the subject’s of the same name', () => {
  expect(format({ status: 200, tenant: 'b' }, 'words', { tenant: 'a', user: 'u' })).toContain(
    '"tenant":"b","user":"u","status":200,',
  )
})

test('a line is one line of JSON, whatever the texts are', () => {
  const odd = 'a"b\\c\n\u2028\u0000\ud800é'
  const line = format({ [odd]: odd }, odd, { odd })
  expect(line.indexOf('\n')).toBe(line.length - 1)
  expect(JSON.parse(line)).toMatchObject({ [odd]: odd, odd, msg: odd })
})

test('an error is told with its causes, and with nothing else that it holds', () => {
  const cause = Object.assign(new TypeError('inner'), { code: 'EPIPE', request: canary })
  const { err } = read({ err: new Error('outer', { cause }) })
  expect(err).toMatchObject({ name: 'Error', message: 'outer', cause: { name: 'TypeError', code: 'EPIPE' } })
  expect(err.stack).toContain('log.test')
  expect(JSON.stringify(err)).not.toContain(canary)
  expect(read({ error: 'provider_refused' }).error).toEqual({ message: 'provider_refused' })
})

const names = [
  'authorization Authorization x-juno-jwt cookie set-cookie token jwt apiKey api_key secret password wallet_address',
  'walletAddress wallet widget_url widgetUrl idempotency_key idempotencyKey client_state webhookSecrets destinationWalletAddress',
].flatMap((some) => some.split(' '))

test.each(names)('what stands under %s is redacted, however deep, and the facts stay as they are', (name) => {
  const held = { [name]: canary }
  const facts = { ...held, headers: held, list: [held], deep: { deeper: { deepest: [{ ...held }] } } }
  const before = structuredClone(facts)
  const line = format(facts, 'words', held)
  expect(line).not.toContain(canary)
  expect(line.split('"[redacted]"')).toHaveLength(5)
  expect(facts).toEqual(before)
})

test.each([[[canary]], [{ text: canary }], [12_345], [null]])('%j under a name of a secret is redacted', (value) => {
  expect(read({ token: value, told: { token: value } })).toMatchObject({
    token: '[redacted]',
    told: { token: '[redacted]' },
  })
})

const secretTexts = [
  `eyJhbGciOiJFUzI1NiJ9.${canary}.c2lnbmF0dXJl`,
  `rwo_${canary}`,
  `rwk_${canary}`,
  `whsec_${canary}`,
  `https://ramp.example/w/${canary}?from=app`,
  `https://ramp.example/base/r/${canary}`,
  `https://ramp.example/portal#code=${canary}`,
  `postgres://user:${canary}@db.example/ramp`,
  `BEARER ${canary}`,
]

test.each(secretTexts)('%s is cut out of every text', (secret) => {
  const said = `it said "${secret}"`
  const facts = {
    reason: said,
    faults: [said],
    deep: { deeper: { deepest: [{ said }] } },
    err: new Error(said, { cause: new Error('cause', { cause: said }) }),
  }
  const line = format(facts, said, { user: said })
  expect(line).not.toContain(canary)
  expect(JSON.parse(line)).toMatchObject({ msg: expect.stringContaining('[redacted]') })
})

test.each([
  ['a token on a line of its own', { error: new Error(`bad answer:\neyJhbGciOiJIUzI1NiJ9.${canary}.c2lnbmF0dXJl`) }],
  ['a key of ours after a tab', { text: `\trwo_${canary}` }],
  ['a bearer on the next line', { text: `Bearer\n${canary}` }],
  ['a name with a quote in it', { 'secret"x': canary }],
  ['a name with a line break in it', { 'api\nkey': canary }],
])('no escape of JSON hides %s', (_what, facts) => {
  const line = format(facts)
  expect(line).not.toContain(canary)
  expect(line).toContain('[redacted]')
})

test('a text of many beginnings of tokens is looked through in no time to speak of', () => {
  const text = '-eyJ'.repeat(200_000)
  const began = performance.now()
  expect(JSON.parse(format({ text }))).toHaveProperty('text', text)
  expect(performance.now() - began).toBeLessThan(20_000)
})

test('what is no secret is not taken for one', () => {
  const facts = { route: '/w/:token', origin: 'https://app.example', by: 'opr_0123456789abcdef0123456789abcdef' }
  expect(read(facts)).toMatchObject(facts)
})

test('a line that is nested too deeply to be read is left out, and told of', () => {
  let deep: object = { token: canary }
  for (let depth = 0; depth < 3_000; depth += 1) deep = { deep }
  const line = redactLine(`${'{"deep":'.repeat(20_000)}{"token":"${canary}"}${'}'.repeat(20_000)}\n`)
  expect(JSON.parse(line)).toEqual({ level: 50, msg: expect.stringContaining('left out') })
  expect(format({ deep })).not.toContain(canary)
})

test('a request or an answer is not written at all', () => {
  expect(read({ req: { url: canary }, res: { url: canary }, status: 200 })).toEqual({
    level: 30,
    time,
    status: 200,
    msg: 'words',
  })
})

test('nothing that a fact can be keeps a line from being written', () => {
  const circle: Record<string, unknown> = { name: 'circle' }
  circle.self = circle
  const endless = new Error('endless')
  endless.cause = endless
  class Odd {
    kept = 'kept'
    get inherited() {
      throw new Error('never asked for')
    }
  }
  const bare = Object.assign(Object.create(null), { kept: 'kept' })
  const facts = { circle, err: endless, odd: new Odd(), bare, big: 10n, nan: Number.NaN, call: () => {} }
  expect(read(facts)).toEqual({
    level: 30,
    time,
    circle: { name: 'circle', self: '[Circular]' },
    err: expect.objectContaining({ message: 'endless' }),
    odd: { kept: 'kept' },
    bare: { kept: 'kept' },
    big: 10,
    nan: null,
    msg: 'words',
  })
})

test('a fact that cannot be read is not thrown at whoever tells it', () => {
  const fails = {
    enumerable: true,
    get: () => {
      throw new Error('unreadable')
    },
  }
  const unwritable = { level: 30, time, facts: '[unwritable]', msg: 'words' }
  expect(read(Object.defineProperty({ fine: 1 }, 'status', fails))).toEqual(unwritable)
  expect(read({ err: Object.defineProperty(new Error('x'), 'message', fails) })).toEqual(unwritable)
})
