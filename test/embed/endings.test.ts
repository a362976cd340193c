import type { BrowserContext } from 'playwright-core'
import { expect } from 'vitest'
import type { TestGateway } from '../support/gateway.ts'
import { test } from './shop.ts'

test('a window that the user closes ends it, after one more look', async ({ openShop }) => {
  const shop = await openShop({ options: { mode: 'popup' } })
  const [popup] = await Promise.all([shop.tab.waitForEvent('popup'), shop.buy()])
  await popup.getByTestId('pay').waitFor()
  await expect.poll(shop.news).toContain('opened')
  await popup.close()
  expect(await shop.outcome()).toMatchObject({ status: 'opened', reason: 'user' })
  expect(await shop.news()).toEqual(['opening', 'opened', 'closed'])
})

test('Escape closes the dialog, and the focus goes back to where it was', async ({ openShop }) => {
  const shop = await openShop()
  const { tab } = shop
  await shop.buy()
  await shop.provider()
  await expect.poll(shop.news).toContain('opened')
  expect(await tab.evaluate('document.activeElement.shadowRoot.activeElement.tagName')).toBe('IFRAME')
  await tab.getByRole('button', { name: 'Close' }).focus()
  await tab.keyboard.press('Escape')
  expect(await shop.outcome()).toMatchObject({ status: 'opened', reason: 'user' })
  expect(await tab.locator('dialog').count()).toBe(0)
  expect(await tab.evaluate('document.activeElement.id')).toBe('open')
})

test('while a payment is under way, closing is a question', async ({ gateway, openShop }) => {
  const shop = await openShop()
  const { tab, session } = shop
  await shop.buy()
  await shop.provider()
  await gateway.checkout({ session_id: session.id, outcome: 'pay' })
  await expect.poll(shop.statuses).toContain('transacting')
  await tab.getByRole('button', { name: 'Close' }).click()
  const question = tab.getByRole('alert')
  expect(await question.innerText()).toContain('Your payment goes on')
  expect(await tab.evaluate('document.activeElement.shadowRoot.activeElement.textContent')).toBe('Stay')
  await tab.keyboard.press('Enter')
  expect(await question.count()).toBe(0)
  expect(await tab.locator('iframe').count()).toBe(1)
  await tab.getByRole('button', { name: 'Close' }).press('Escape')
  await question.waitFor()
  await tab.getByRole('button', { name: 'Close' }).click()
  expect(await shop.outcome()).toMatchObject({ status: 'transacting', reason: 'user' })
  expect(await tab.evaluate('window.violations')).toEqual([])
})

test('a final status fulfils the promise, and leaves the provider’s last page to the reader', async ({
  gateway,
  openShop,
}) => {
  const shop = await openShop()
  await shop.buy()
  await shop.provider()
  await gateway.checkout({ session_id: shop.session.id, outcome: 'pay' })
  await expect.poll(shop.statuses).toContain('transacting')
  await gateway.advance(600)
  expect(await shop.outcome()).toMatchObject({ status: 'completed', reason: 'settled' })
  expect(await shop.tab.locator('iframe').count()).toBe(1)
  await shop.tab.evaluate('window.handle.close()')
  await expect.poll(shop.news).toContain('closed')
  expect((await shop.events()).at(-1).outcome).toMatchObject({ status: 'completed', reason: 'app' })
})

test('who was declined may try again, and is told of when they leave', async ({ gateway, openShop }) => {
  const shop = await openShop()
  await shop.buy()
  await shop.provider()
  await gateway.checkout({ session_id: shop.session.id, outcome: 'decline' })
  await expect.poll(shop.news).toContain('is failed')
  expect(await shop.tab.evaluate('window.outcome')).toBeUndefined()
  await shop.tab.evaluate('window.handle.close()')
  expect(await shop.outcome()).toMatchObject({ status: 'failed', reason: 'app' })
})

test('a signal takes it away at once, and nothing is asked any more', async ({ openShop }) => {
  const shop = await openShop()
  const { tab } = shop
  // Before the first timer is set, so that it belongs to this clock.
  await tab.clock.install()
  await shop.buy()
  await shop.provider()
  await expect.poll(shop.news).toContain('opened')
  await tab.evaluate('window.aborting.abort()')
  expect(await shop.outcome()).toMatchObject({ reason: 'aborted' })
  expect(await tab.locator('iframe').count()).toBe(0)
  const polls = await tab.evaluate('window.polls')
  await tab.clock.runFor(60_000)
  await tab.evaluate("window.dispatchEvent(new Event('focus'))")
  expect(await tab.evaluate('window.polls')).toBe(polls)
})

test('with a signal that is aborted already nothing is opened', async ({ openShop }) => {
  const shop = await openShop()
  await shop.tab.evaluate('window.aborting.abort()')
  await shop.buy()
  expect(await shop.outcome()).toMatchObject({ status: null, reason: 'aborted' })
  expect(await shop.news()).toEqual(['closed'])
  expect(await shop.tab.locator('iframe').count()).toBe(0)
})

test('nobody else can say that the user is back', async ({ context, gateway, openShop }) => {
  const page = await putPage(context, gateway)
  const shop = await openShop()
  const { tab, session } = shop
  await shop.buy()
  const provider = await shop.provider()
  const message = JSON.stringify({ type: 'rampway:returned', version: 1, session_id: session.id })
  // From the page itself, from the provider in our frame, and from the gateway's origin in a frame that is not ours.
  await tab.evaluate(`window.postMessage(${message}, '*')`)
  await provider.evaluate(`parent.postMessage(${message}, '*')`)
  await tab.evaluate(`new Promise((resolve) => {
    const frame = document.createElement('iframe')
    frame.src = '${page}'
    frame.onload = resolve
    document.body.append(frame)
  })`)
  await tab.frame({ url: page })?.evaluate(`parent.postMessage(${message}, '*')`)
  // Messages keep their order: once this one is there, so are those.
  await tab.frame({ url: page })?.evaluate("parent.postMessage('last', '*')")
  await expect.poll(() => tab.evaluate('window.heard')).toContain('last')
  expect(await tab.evaluate('window.heard.length')).toBe(4)
  expect(await shop.news()).not.toContain('returned')
})

test('a message of another version or session is passed over, and one of an older gateway is not', async ({
  context,
  gateway,
  openShop,
}) => {
  const page = await putPage(context, gateway)
  const shop = await openShop()
  const { tab, session } = shop
  await shop.buy()
  await (await shop.provider()).goto(page)
  const message = { type: 'rampway:returned', version: 1, session_id: session.id }
  const say = (said: unknown) => tab.frame({ url: page })?.evaluate(`parent.postMessage(${JSON.stringify(said)}, '*')`)
  for (const said of [null, 'text', { ...message, version: 2 }, { ...message, session_id: 'ses_2' }]) await say(said)
  await expect.poll(() => tab.evaluate('window.heard.length')).toBe(4)
  expect(await shop.news()).not.toContain('returned')
  await say({ ...message, version: undefined })
  await expect.poll(shop.news).toContain('returned')
})

/** A page of the gateway's origin that may be framed. */
async function putPage(context: BrowserContext, gateway: TestGateway): Promise<string> {
  const url = `${gateway.url}/framed`
  await context.route(url, (route) => route.fulfill({ contentType: 'text/html', body: '<p>A page' }))
  return url
}
