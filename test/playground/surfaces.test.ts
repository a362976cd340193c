import { expect } from 'vitest'
import { openSession, test, untilPaid } from './playground.ts'

test('in a popup the buyer pays there, and the page follows beside it', async ({ visit }) => {
  const { tab } = await visit('?show=popup')
  await openSession(tab)
  const [popup] = await Promise.all([tab.waitForEvent('popup'), tab.getByTestId('open-widget').click()])
  await popup.getByTestId('pay').first().waitFor()
  const card = await tab.getByTestId('stage').boundingBox()
  const below = await tab.getByTestId('timeline').boundingBox()
  expect((card?.y ?? 0) + (card?.height ?? 0)).toBeLessThanOrEqual(below?.y ?? 0)
  await popup.getByTestId('pay').first().click()
  await untilPaid(tab)
})

test('in a tab the buyer pays there, and the page follows by asking', async ({ visit }) => {
  const { tab } = await visit('?show=tab')
  await openSession(tab)
  const [other] = await Promise.all([tab.context().waitForEvent('page'), tab.getByTestId('open-widget').click()])
  await other.getByTestId('pay').first().click()
  await untilPaid(tab)
})

test('on a phone within the page the widget moves over from the frame', async ({ visit }) => {
  const { tab } = await visit()
  await openSession(tab)
  await tab.getByTestId('open-widget').click()
  const pay = tab.getByTestId('stage').locator('iframe').contentFrame().getByTestId('pay').first()
  await pay.waitFor()
  await tab.getByRole('radio', { name: 'Phone' }).click()
  await expect.poll(async () => (await tab.getByTestId('stage').boundingBox())?.width).toBeLessThan(420)
  await pay.waitFor()
})

test('a sell says what is to be sent and where to, and goes on once it has arrived', async ({ visit }) => {
  const { tab } = await visit('?direction=sell&amount=50&fiat=EUR&country=DE')
  await openSession(tab)
  await tab.getByTestId('open-widget').click()
  await tab.getByTestId('stage').locator('iframe').contentFrame().getByTestId('pay').first().click()
  await tab.getByText(/The user sends 50 USDC/).waitFor()
  await tab.getByRole('button', { name: 'Let it arrive' }).click()
  await tab.getByTestId('timeline').getByText('Transaction processing').waitFor()
})

test('a session of another user is not shown', async ({ visit }) => {
  const { tab } = await visit()
  const session = await openSession(tab)
  const other = await visit(`?user=mallory&session=${session}`)
  await other.tab.getByRole('alert').getByText(/^404 /).waitFor()
})
