import { expect } from 'vitest'
import { until } from '../support/until.ts'
import { openSession, payInFrame, test, untilPaid } from './playground.ts'

/** How soon whoever opens the page sees a price. */
const firstResultMsMax = 2_000

test('the first prices are there within two seconds of opening the page, without a click', async ({ visit }) => {
  // The first visit also reads what Meld offers, which a running gateway has read already.
  await (await visit()).tab.getByTestId('quote').first().waitFor()
  // A machine that was busy with something else is asked again.
  const tab = await until(async () => {
    const { tab: visited } = await visit()
    await visited.getByTestId('quote').first().waitFor()
    expect(await visited.evaluate('performance.now()')).toBeLessThan(firstResultMsMax)
    return visited
  })
  expect(await tab.getByTestId('quote').count()).toBeGreaterThan(3)
})

test('a buy through the frame ends completed, with all of it on the timeline', async ({ gateway, visit }) => {
  const { tab } = await visit()
  await openSession(tab)
  await payInFrame(tab)
  const timeline = tab.getByTestId('timeline')
  await untilPaid(tab)
  await gateway.advance(30)
  await expect.poll(() => tab.getByTestId('session-status').textContent()).toBe('Completed')
  await expect
    .poll(() => timeline.locator('.timeline-title').allTextContents())
    .toEqual(expect.arrayContaining(['Session requested', 'Link opened by the user', 'Transaction completed']))
  await tab.getByRole('tab', { name: 'Webhooks' }).click()
  await tab.getByText('TRANSACTION_CRYPTO_COMPLETE').first().waitFor()
  await tab.getByRole('tab', { name: 'Calls to Meld' }).click()
  await tab.getByText('/crypto/session/widget').first().waitFor()
})
