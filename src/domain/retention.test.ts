import { expect, it } from 'vitest'
import { defaultRetention, eventsDaysMin, retentionCutoffs, sessionsDaysMin } from './retention.ts'
import { sessionLifetimeMs } from './session.ts'

const dayMs = 86_400_000
const now = Date.UTC(2026, 10, 22)

it('keeps sessions, webhooks and events for their days, and keys an hour longer than they live', () => {
  expect(retentionCutoffs(defaultRetention, now, now)).toEqual({
    sessions: now - 400 * dayMs,
    webhooks: now - 30 * dayMs,
    events: now - 30 * dayMs,
    keys: now - 3_600_000,
  })
})

it('keeps what was opened just now, however far ahead the clock was moved', () => {
  expect(retentionCutoffs(defaultRetention, now + 900 * dayMs, now)).toMatchObject({
    sessions: now - sessionsDaysMin * dayMs,
    events: now - eventsDaysMin * dayMs,
  })
})

it('never lets a session go whose key is still there, not even with the least retention', () => {
  const { sessions, keys } = retentionCutoffs({ ...defaultRetention, sessionsDays: sessionsDaysMin }, now, now)
  expect(sessions).toBeLessThan(keys - sessionLifetimeMs)
})
