import { describe, expect, it } from 'vitest'
import { changeCommand, createCommand } from '../webhooks-out/commands.ts'
import { subjectOf } from '../webhooks-out/event-subject.ts'
import { type ReplayPlan, rangeOf, replayCommand } from '../webhooks-out/replay-plan.ts'
import { outcomeInWords, pendingInWords, shortUrl } from '../webhooks-out/words.ts'

const of = { tenant: 'org-demo:env-sandbox', id: 'whe_1' }
const settings = {
  url: 'https://partner.example/hooks?a=1&b=2',
  types: [],
  description: "the partner's own",
  timestamp_format: 'iso8601',
  signature: 'hmac',
} as const
const plan: ReplayPlan = { from: 'range', since: '2026-11-27T09:15', until: '', isFailedOnly: false, types: [] }

describe('a command', () => {
  it('sets what the form sets, quoted for a shell', () => {
    expect(createCommand(of.tenant, settings)).toBe(
      "rampway webhook-endpoint create --tenant org-demo:env-sandbox --url 'https://partner.example/hooks?a=1&b=2' --description 'the partner'\\''s own' --timestamp-format iso8601 --signature hmac",
    )
    expect(changeCommand(of, { ...settings, types: ['rampway.test'], description: null })).toBe(
      "rampway webhook-endpoint change whe_1 --tenant org-demo:env-sandbox --url 'https://partner.example/hooks?a=1&b=2' --types rampway.test --timestamp-format iso8601 --signature hmac",
    )
  })

  it('replays the range that is counted', () => {
    const since = Date.parse(plan.since)
    expect(rangeOf(plan)).toEqual({ since })
    expect(replayCommand(of, rangeOf(plan))).toBe(
      `rampway webhook-endpoint replay whe_1 --tenant org-demo:env-sandbox --since ${new Date(since).toISOString()}`,
    )
    const missed = rangeOf({ ...plan, from: 'last_success', isFailedOnly: true, types: ['rampway.test'] })
    expect(missed).toEqual({ since_last_success: true, only_failed: true, types: ['rampway.test'] })
    expect(replayCommand(of, missed)).toContain('--since-last-success --only-failed --types rampway.test')
  })
})

it('an event is about what its data names', () => {
  const session = { type: 'ramp.session.opened', data: { id: 'ses_1' } }
  const transaction = { type: 'ramp.transaction.created', data: { id: 'WQ', session_id: null } }
  const own = { type: 'rampway.test', data: { id: 'x' } }
  expect(subjectOf(session)).toEqual({ session_id: 'ses_1', transaction_id: null })
  expect(subjectOf(transaction)).toEqual({ session_id: null, transaction_id: 'WQ' })
  expect(subjectOf(own)).toEqual({ session_id: null, transaction_id: null })
})

it('what came of an attempt, and what is pending, fit a row', () => {
  expect(outcomeInWords(503, 'status')).toBe('503')
  expect(outcomeInWords(null, 'connection_refused')).toBe('connection refused')
  expect(pendingInWords(100_000)).toMatch(/^100.000 or more$/)
  expect(shortUrl(`https://partner.example/${'x'.repeat(60)}`)).toHaveLength(48)
})
