import { expect } from 'vitest'
import { openSession, pageOf, test, untilTold } from './console.ts'

/** There are fewer places to stop at before the acts. */
const tabsMax = 60

test('by keys alone: find a session by its support code, open it, check it', async ({ gateway, visit }) => {
  const session = await openSession(gateway)
  const tab = await visit('/')
  await tab.getByRole('heading', { name: 'Home' }).waitFor()
  await tab.keyboard.press('/')
  await tab.keyboard.type(session.support_code.toLowerCase())
  await tab.keyboard.press('Enter')
  await tab.getByRole('status').getByText('Support code').waitFor()
  await expect.poll(() => tab.evaluate('document.activeElement.textContent')).toContain('USDC on Base')
  await tab.keyboard.press('Enter')
  await tab.getByRole('heading', { name: 'Timeline' }).waitFor()
  expect(new URL(tab.url()).pathname).toBe(`/console${pageOf(session)}`)
  const focused = () => tab.evaluate('document.activeElement.textContent')
  for (let presses = 0; presses < tabsMax && (await focused()) !== 'Check now'; presses++) {
    await tab.keyboard.press('Tab')
  }
  await tab.keyboard.press('Enter')
  await untilTold(tab, 'Check now: done')
  await expect.poll(focused).toBe('Check now')
  await tab
    .getByTestId('timeline')
    .getByText(/by an operator/)
    .first()
    .waitFor()
})
