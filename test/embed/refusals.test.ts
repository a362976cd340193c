import type { BrowserContext } from 'playwright-core'
import { expect } from 'vitest'
import type { TestGateway } from '../support/gateway.ts'
import { strictPolicy } from './partner.ts'
import { test } from './shop.ts'

const open_in = ['iframe', 'popup', 'redirect'].map((surface) => ({ surface, reason: null }))

test('a blocked popup is told, and a button opens it', async ({ openShop }) => {
  const shop = await openShop({ options: { mode: 'popup' }, atOnce: true })
  await expect.poll(shop.news).toEqual(['opening', 'blocked'])
  expect((await shop.events())[1]).toMatchObject({ surface: 'popup', reason: 'popup_blocked' })
  const button = shop.tab.getByRole('button', { name: 'Open in a window' })
  const [popup] = await Promise.all([shop.tab.waitForEvent('popup'), button.click()])
  await popup.getByTestId('pay').waitFor()
  await shop.tab.getByText('Continue in the window.').waitFor()
  await expect.poll(shop.news).toEqual(['opening', 'blocked', 'opening', 'opened'])
  expect(await shop.tab.evaluate('window.violations')).toEqual([])
})

test.for([
  { refused: 'the link', frames: () => "'none'" },
  { refused: 'where the link leads to', frames: (gateway: TestGateway) => gateway.url },
])(
  'where the page’s own policy refuses $refused, a window takes its place',
  async ({ frames }, { gateway, openShop }) => {
    const policy = strictPolicy.replace('frame-src *', `frame-src ${frames(gateway)}`)
    const shop = await openShop({ policy, change: { open_in }, atOnce: true })
    await expect.poll(shop.news).toEqual(['opening', 'blocked', 'opening', 'blocked'])
    expect((await shop.events()).filter(({ type }) => type !== 'status')).toMatchObject([
      { surface: 'iframe' },
      { surface: 'iframe', reason: 'frame_refused' },
      { surface: 'popup' },
      { surface: 'popup', reason: 'popup_blocked' },
    ])
    expect(await shop.tab.locator('iframe').count()).toBe(0)
    const button = shop.tab.getByRole('button', { name: 'Open in a window' })
    const [popup] = await Promise.all([shop.tab.waitForEvent('popup'), button.click()])
    await popup.getByTestId('pay').waitFor()
  },
)

test.for([
  { what: 'a session without a link', change: { widget_url: null }, options: {} },
  { what: 'a link that runs script', change: { widget_url: 'javascript:alert(1)' }, options: {} },
  { what: 'an element that is not there', change: {}, options: { mount: '#nowhere' } },
])('$what is refused before anything is followed', async ({ change, options }, { openShop }) => {
  const { tab, buy } = await openShop({ change, options })
  await tab.clock.install()
  const thrown = tab.waitForEvent('pageerror')
  await buy()
  expect((await thrown).name).toBe('TypeError')
  await tab.clock.runFor(60_000)
  expect(await tab.evaluate('window.polls')).toBe(0)
})

test('with nothing else to try, a refused frame is the end', async ({ openShop }) => {
  const policy = strictPolicy.replace('frame-src *', "frame-src 'none'")
  const shop = await openShop({ policy, options: { mode: 'iframe' }, atOnce: true })
  expect(await shop.outcome()).toMatchObject({ status: 'ready', reason: 'blocked' })
  expect((await shop.news()).filter((what) => what !== 'poll_failed')).toEqual(['opening', 'blocked', 'closed'])
  expect(await shop.tab.locator('dialog').count()).toBe(0)
})

test('a provider that refuses frames cannot be seen, and a button leads on', async ({ context, gateway, openShop }) => {
  await refuseFrames(context, gateway)
  const shop = await openShop()
  await shop.buy()
  await expect.poll(shop.news).toEqual(['opening', 'opened'])
  const button = shop.tab.getByRole('button', { name: 'Open in a window' })
  const [popup] = await Promise.all([shop.tab.waitForEvent('popup'), button.click()])
  await popup.getByTestId('pay').click()
  await expect.poll(shop.news).toContain('returned')
  expect((await shop.news()).slice(0, 5)).toEqual(['opening', 'opened', 'opening', 'opened', 'returned'])
})

test('a link that does not answer is told as stalled, and may still come', async ({ context, gateway, openShop }) => {
  let goOn = (): void => {}
  const waiting = new Promise<void>((resolve) => {
    goOn = resolve
  })
  await context.route(`${gateway.url}/w/**`, async (route) => {
    await waiting
    await route.continue()
  })
  const shop = await openShop()
  // The moved clock uses up a poll's patience before its answer can come.
  const news = async () => (await shop.news()).filter((type) => type !== 'poll_failed')
  await shop.tab.clock.install()
  await shop.buy()
  // Real time goes on beside it.
  await shop.tab.clock.runFor(10_000)
  expect(await news()).toEqual(['opening'])
  await shop.tab.clock.runFor(6_000)
  expect(await news()).toEqual(['opening', 'stalled'])
  goOn()
  await shop.provider()
  await shop.tab.clock.runFor(1_000)
  await expect.poll(news).toEqual(['opening', 'stalled', 'opened'])
})

/** As many a provider does. */
async function refuseFrames(context: BrowserContext, gateway: TestGateway): Promise<void> {
  await context.route(`${gateway.simulator.url}/checkout**`, async (route) => {
    if (route.request().method() !== 'GET') return route.continue()
    const response = await route.fetch()
    const headers = { ...response.headers(), 'content-security-policy': "frame-ancestors 'none'" }
    return route.fulfill({ response, headers })
  })
}
