import { expect } from 'vitest'
import { test, tradeSeconds } from './shop.ts'

const wholeTrade = ['opening', 'opened', 'returned', 'is completed', 'closed']

test('a buy in a frame over the page, and no violation of a strict policy', async ({ gateway, openShop }) => {
  const shop = await openShop({ body: { client_state: '{"cart":7}' } })
  await shop.buy()
  await (await shop.provider()).getByTestId('pay').click()
  await expect.poll(shop.news).toContain('returned')
  await expect.poll(shop.statuses).toContain('transacting')
  await expect.poll(() => shop.tab.locator('iframe').count()).toBe(0)
  await gateway.advance(tradeSeconds)
  expect(await shop.outcome()).toEqual({
    sessionId: shop.session.id,
    supportCode: shop.session.support_code,
    status: 'completed',
    reason: 'returned',
  })
  expect(await shop.news()).toEqual(wholeTrade)
  expect((await shop.events()).find(({ type }) => type === 'returned')).toEqual({
    type: 'returned',
    sessionId: shop.session.id,
    supportCode: shop.session.support_code,
    clientState: '{"cart":7}',
  })
  expect(await shop.tab.evaluate('window.violations')).toEqual([])
})

test('a buy in a frame within the page', async ({ gateway, openShop }) => {
  const shop = await openShop({ options: { mount: '#mount', mode: 'iframe' } })
  await shop.buy()
  const frame = shop.tab.locator('#mount iframe')
  await frame.waitFor()
  const box = await frame.boundingBox()
  expect(box?.width).toBeGreaterThanOrEqual(400)
  expect(box?.height).toBeGreaterThanOrEqual(600)
  expect(await frame.getAttribute('sandbox')).toBeNull()
  const provider = await shop.provider()
  // By way of the link's redirect.
  for (const feature of ['payment', 'camera', 'microphone', 'publickey-credentials-get']) {
    expect(await provider.evaluate(`document.featurePolicy.allowsFeature('${feature}')`), feature).toBe(true)
  }
  await provider.getByTestId('pay').click()
  await expect.poll(shop.news).toContain('returned')
  await expect.poll(shop.statuses).toContain('transacting')
  await gateway.advance(tradeSeconds)
  expect(await shop.outcome()).toMatchObject({ status: 'completed', reason: 'returned' })
  expect(await shop.tab.locator('#mount').innerHTML()).toBe('')
})

test.for([
  { where: 'over the page', options: {} },
  { where: 'within it', options: { mount: '#mount' } },
])('on a narrow phone a frame $where fits', async ({ options }, { openShop }) => {
  const shop = await openShop({ options: { mode: 'iframe', ...options } })
  await shop.tab.setViewportSize({ width: 360, height: 640 })
  await shop.buy()
  await shop.provider()
  const box = await shop.tab.locator('iframe').boundingBox()
  expect(box?.width).toBeGreaterThan(340)
  expect(await shop.tab.evaluate('document.documentElement.scrollWidth')).toBe(360)
})

test('a buy in a popup', async ({ gateway, openShop }) => {
  const shop = await openShop({ options: { mode: 'popup' } })
  const [popup] = await Promise.all([shop.tab.waitForEvent('popup'), shop.buy()])
  await popup.getByTestId('pay').click()
  await expect.poll(shop.news).toContain('returned')
  await expect.poll(shop.statuses).toContain('transacting')
  await expect.poll(() => popup.isClosed()).toBe(true)
  await gateway.advance(tradeSeconds)
  expect(await shop.outcome()).toMatchObject({ status: 'completed', reason: 'returned' })
  expect(await shop.news()).toEqual(wholeTrade)
})

test('a buy in place of the page, which goes on where the user comes back', async ({ gateway, partner, openShop }) => {
  const shop = await openShop({ options: { mode: 'redirect' }, body: { client_state: 'cart 7' } })
  const { tab } = shop
  await shop.buy()
  await tab.getByTestId('pay').click()
  await tab.waitForURL(`${partner.origin}/back?session_id=${shop.session.id}`)
  await expect.poll(shop.statuses).toContain('transacting')
  await gateway.advance(tradeSeconds)
  expect(await shop.outcome()).toMatchObject({ sessionId: shop.session.id, status: 'completed', reason: 'returned' })
  expect((await shop.news()).filter((what) => what !== 'opened')).toEqual(
    wholeTrade.filter((what) => what !== 'opened'),
  )
  expect((await shop.events()).find(({ type }) => type === 'returned')).toMatchObject({
    clientState: 'cart 7',
    supportCode: shop.session.support_code,
  })
  await tab.reload()
  await expect.poll(() => tab.evaluate('window.isReady')).toBe(true)
})

test('the Back button from a redirect ends it with what is known', async ({ openShop }) => {
  const shop = await openShop({ options: { mode: 'redirect' } })
  const { tab } = shop
  await shop.buy()
  await tab.getByTestId('pay').waitFor()
  await tab.goBack()
  expect(await shop.outcome()).toMatchObject({ sessionId: shop.session.id, status: 'opened', reason: 'user' })
  expect((await shop.events()).at(-1)).toMatchObject({ type: 'closed', outcome: { reason: 'user' } })
  await tab.reload()
  await expect.poll(() => tab.evaluate('window.isReady')).toBe(true)
  expect(await tab.evaluate('window.handle')).toBeUndefined()
})

test('what the session says decides where it is shown, unknown surfaces aside', async ({ openShop }) => {
  const open_in = [{ surface: 'hologram' }, { surface: 'popup', reason: 'frames are refused' }, { surface: 'iframe' }]
  const shop = await openShop({ change: { open_in } })
  const [popup] = await Promise.all([shop.tab.waitForEvent('popup'), shop.buy()])
  await popup.getByTestId('pay').waitFor()
  expect(await shop.tab.locator('iframe').count()).toBe(0)
  expect((await shop.events())[0]).toMatchObject({ type: 'opening', surface: 'popup' })
})

test('a session of an older gateway is shown in a frame', async ({ openShop }) => {
  const shop = await openShop({ change: { open_in: undefined, support_code: undefined, client_state: undefined } })
  await shop.buy()
  await shop.provider()
  expect((await shop.events())[0]).toMatchObject({ type: 'opening', surface: 'iframe', supportCode: null })
})
