import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createLog } from '../observe/log.ts'
import { linesPerSecondMax, showLines } from './log-lines.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function start() {
  const written: string[] = []
  const log = createLog(
    'info',
    showLines((text) => written.push(text)),
  )
  return { log, written }
}

it('shows a refused request with its reason, in a line', () => {
  const { log, written } = start()
  const facts = { error_code: 'USR-401-001', reason: 'expired', method: 'POST', route: '/v0/ramp/sessions' }
  log.info({ trace_id: 'abc', tenant: 'org-demo:env-sandbox', ...facts }, 'refused')
  expect(written).toEqual([
    expect.stringMatching(
      /^\d\d:\d\d:\d\d refused: 401 .+, because: expired · POST \/v0\/ramp\/sessions · tenant org-demo:env-sandbox · trace abc\n$/,
    ),
  ])
})

it('says of a mistyped path that it is not there', () => {
  const { log, written } = start()
  log.info({ error_code: 'GEN-404-001', method: 'GET', route: undefined }, 'refused')
  expect(written).toEqual([expect.stringMatching(/ refused: 404 Route Not Found · GET of a path that is not there\n$/)])
})

it('says of a wrong method that the path has others', () => {
  const { log, written } = start()
  log.info({ error_code: 'GEN-405-001', method: 'DELETE', route: undefined }, 'refused')
  expect(written).toEqual([
    expect.stringMatching(/ refused: 405 Method Not Allowed · DELETE of a path with other methods\n$/),
  ])
})

it('shows warnings and errors, an error with its stack, and nothing of what went well', () => {
  const { log, written } = start()
  log.info({ status: 201, note: 'refused' }, 'answered')
  log.warn({ origin: 'https://evil.example' }, 'origin refused')
  log.error({ err: new Error('boom') }, 'internal error')
  expect(written).toEqual([
    expect.stringMatching(/ warning origin refused · origin https:\/\/evil\.example\n$/),
    expect.stringMatching(/ ERROR internal error\nError: boom\n {4}at /),
  ])
})

it('passes on nothing that a terminal would obey', () => {
  const { log, written } = start()
  log.warn({ origin: 'x\u001b[2J\u0007\n\u009b' }, 'origin refused')
  expect(written.join('')).toMatch(/^[^\p{Cc}]*\n$/u)
})

it('counts the rest of a flood, and hides no error in it', () => {
  const { log, written } = start()
  for (let sent = 0; sent < 500; sent++) log.info({ error_code: 'USR-401-001' }, 'refused')
  expect(written).toHaveLength(linesPerSecondMax)
  log.error({}, 'internal error')
  vi.advanceTimersByTime(1_000)
  expect(written.slice(linesPerSecondMax)).toEqual([
    expect.stringContaining('ERROR internal error'),
    `          … and ${500 - linesPerSecondMax} more like these within a second\n`,
  ])
  log.info({ error_code: 'USR-401-001' }, 'refused')
  expect(written).toHaveLength(linesPerSecondMax + 3)
})
