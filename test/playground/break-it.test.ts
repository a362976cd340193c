import type { Page as Tab } from 'playwright-core'
import { expect } from 'vitest'
import { openSession, payInFrame, test } from './playground.ts'

/** Tries an experiment, and gives what is shown of its outcome. */
async function tryIt(tab: Tab, id: string): Promise<string> {
  const row = tab.getByTestId(`try-${id}`)
  await row.getByRole('button').click()
  await row.locator('.finding').waitFor()
  return row.locator('.finding').innerText()
}

test('whatever is tried on a session shows that nothing came of it', async ({ gateway, visit }) => {
  const { tab } = await visit()
  const session = await openSession(tab)
  await tab.getByRole('tab', { name: 'Break it' }).click()
  expect(await tab.getByTestId('try-other-browser').getByRole('button').isDisabled()).toBe(true)
  await payInFrame(tab)
  await tab.getByTestId('session-status').getByText('Under way').waitFor()

  expect(await tryIt(tab, 'same-key')).toMatch(new RegExp(`208[\\s\\S]*Idempotent-Replayed\\s+true[\\s\\S]*${session}`))
  expect(await tryIt(tab, 'other-body')).toMatch(
    /208[\s\S]*Rampway-Idempotency-Mismatch\s+true[\s\S]*source_amount\s+100/,
  )
  expect(await tryIt(tab, 'other-browser')).toMatch(/410[\s\S]*already/)
  expect(await tryIt(tab, 'tampered-webhook')).toMatch(/401[\s\S]*MLD-401-001/)
  expect(await tryIt(tab, 'expired-token')).toMatch(/401[\s\S]*USR-401-001[\s\S]*token_expired/)

  const { body } = await gateway.get(`/v0/ramp/sessions`)
  expect(body.sessions).toHaveLength(1)
})

test('a link that nobody has opened yet is not lost to the experiment', async ({ visit }) => {
  const { tab } = await visit()
  await openSession(tab)
  await tab.getByRole('tab', { name: 'Break it' }).click()
  await tab.getByText('Open the widget here first').waitFor()
  expect(await tryIt(tab, 'tampered-webhook')).toMatch(/401/)
  await payInFrame(tab)
})
