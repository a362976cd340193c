import { randomUUID } from 'node:crypto'
import type { BrowserContext, Frame, Page as Tab } from 'playwright-core'
import { expect } from 'vitest'
import type { Language } from '../../src/pages/languages/languages.ts'
import { returnPage } from '../../src/pages/return-page.ts'
import { test as base } from '../support/fixtures/browser.ts'
import { closing } from '../support/fixtures/closing.ts'
import { type PageServer, startPageServer } from './page-server.ts'

const sessionId = 'ses_0198c0de0000700080000000000000aa'
const supportCode = 'ABCD-2345'
/** What only a JSON-safe and HTML-safe way of carrying it brings back unchanged. */
const clientState = '{"cart":7,"note":"<b>\'&amp;\\n\r\n  Grüße 🙂"}'
const message = {
  type: 'rampway:returned',
  version: 1,
  session_id: sessionId,
  support_code: supportCode,
  client_state: clientState,
}

const test = base
  .extend('gateway', { scope: 'file' }, closing(startPageServer))
  .extend('stranger', { scope: 'file' }, closing(startPageServer))
  .extend('app', { scope: 'file' }, closing(startPageServer))

test.beforeAll(({ gateway, app, stranger }) => {
  for (const server of [app, stranger]) {
    server.put('/frame', listener(`<iframe src="${gateway.origin}/r/1" title="Ramp"></iframe>`))
    server.put('/nested', listener(`<iframe src="${stranger.origin}/frame" title="Ramp"></iframe>`))
    server.put('/popup', listener(`<button onclick="window.open('${gateway.origin}/r/1')">Buy</button>`))
    server.put('/popup-later', listener(`<button onclick="window.open('${app.origin}/before')">Buy</button>`))
    server.put('/done', '<title>Done</title><p>Back in the app')
    server.put('/before', '<title>Before</title><p>Before the trade')
  }
})

test('a framed page tells its parent, and leaves every page where it is', async ({ gateway, app, context }) => {
  putReturnPage({ gateway, app })
  const tab = await openTab(context, `${app.origin}/frame`)
  expect(await messagesAfter(tab, returnFrame(gateway, tab), 'parent')).toEqual([
    { data: message, origin: gateway.origin },
  ])
  expect(tab.url()).toBe(`${app.origin}/frame`)
  expect(returnFrame(gateway, tab).url()).toBe(`${gateway.origin}/r/1`)
})

test('a framed page in an aggregator’s frame tells the app at the top, and not the aggregator', async ({
  gateway,
  app,
  stranger,
  context,
}) => {
  putReturnPage({ gateway, app })
  const tab = await openTab(context, `${app.origin}/nested`)
  expect(await messagesAfter(tab, returnFrame(gateway, tab), 'top')).toEqual([
    { data: message, origin: gateway.origin },
  ])
  const aggregator = tab.frames().find((frame) => frame.url() === `${stranger.origin}/frame`)
  expect(await messagesAfter(aggregator ?? tab, returnFrame(gateway, tab), 'parent')).toEqual([])
})

test('a parent whose origin is not on the list hears nothing', async ({ gateway, app, stranger, context }) => {
  putReturnPage({ gateway, app })
  const tab = await openTab(context, `${stranger.origin}/frame`)
  expect(await messagesAfter(tab, returnFrame(gateway, tab), 'parent')).toEqual([])
  expect(tab.url()).toBe(`${stranger.origin}/frame`)
})

test('the button of a framed page brings the app back in the whole window', async ({ gateway, app, context }) => {
  putReturnPage({ gateway, app })
  const tab = await openTab(context, `${app.origin}/frame`)
  await returnFrame(gateway, tab).getByRole('link', { name: 'Go back to the app' }).click()
  await tab.waitForURL(`${app.origin}/done?session_id=${sessionId}`)
})

test('a popup tells its opener, stays, and can be closed', async ({ gateway, app, context }) => {
  putReturnPage({ gateway, app })
  const [tab, popup] = await openPopup(context, app, `${gateway.origin}/r/1`)
  expect(await messagesAfter(tab, popup, 'opener')).toEqual([{ data: message, origin: gateway.origin }])
  expect(popup.url()).toBe(`${gateway.origin}/r/1`)
  await popup.getByRole('link', { name: 'Go back to the app' }).waitFor()
  const closed = popup.waitForEvent('close')
  // The window may be gone before the browser has confirmed the click that closed it.
  await popup
    .getByRole('button', { name: 'Close this window' })
    .click()
    .catch((error: unknown) => {
      if (!popup.isClosed()) throw error
    })
  await closed
})

test('an opener whose origin is not on the list hears nothing', async ({ gateway, app, stranger, context }) => {
  putReturnPage({ gateway, app })
  const [tab, popup] = await openPopup(context, stranger, `${gateway.origin}/r/1`)
  expect(await messagesAfter(tab, popup, 'opener')).toEqual([])
})

test('on its own the page follows the return link, and Back does not lead to it again', async ({
  gateway,
  app,
  context,
}) => {
  putReturnPage({ gateway, app })
  const tab = await openTab(context, `${app.origin}/before`)
  await tab.goto(`${gateway.origin}/r/1`, { waitUntil: 'commit' })
  await tab.waitForURL(`${app.origin}/done?session_id=${sessionId}`)
  await tab.goBack()
  expect(tab.url()).toBe(`${app.origin}/before`)
})

test('a deep link that no app answers to leaves the page and its button in place', async ({
  gateway,
  app,
  context,
}) => {
  putReturnPage({ gateway, app }, { returnLink: 'rampwaytest://done?x=1' })
  const tab = await context.newPage()
  const tried = tab.waitForEvent(
    'requestfailed',
    (request) => request.url() === `rampwaytest://done?x=1&session_id=${sessionId}`,
  )
  await tab.goto(`${gateway.origin}/r/1`, { waitUntil: 'commit' })
  await tried
  expect(tab.url()).toBe(`${gateway.origin}/r/1`)
  const button = tab.getByRole('link', { name: 'Go back to the app' })
  await button.waitFor()
  expect(await button.getAttribute('href')).toBe(`rampwaytest://done?x=1&session_id=${sessionId}`)
})

test('a framed page without a return link has a button that tells the app once more', async ({
  gateway,
  app,
  context,
}) => {
  putReturnPage({ gateway, app }, { returnLink: null })
  const tab = await openTab(context, `${app.origin}/frame`)
  const frame = returnFrame(gateway, tab)
  expect(await messagesAfter(tab, frame, 'parent')).toHaveLength(1)
  await frame.getByRole('button', { name: 'Go back to the app' }).click()
  expect(await messagesAfter(tab, frame, 'parent')).toHaveLength(2)
  await frame.getByRole('status').filter({ hasText: 'The app has been told' }).waitFor()
})

test('what the script says is in the language of the page', async ({ gateway, app, context }) => {
  putReturnPage({ gateway, app }, { returnLink: null, language: 'ko' })
  const tab = await openTab(context, `${app.origin}/frame`)
  const frame = returnFrame(gateway, tab)
  await frame.getByRole('button', { name: '앱으로 돌아가기' }).click()
  await frame.getByRole('status').filter({ hasText: '돌아오셨음을 앱에 알렸습니다' }).waitFor()
  const alone = await openTab(context, `${gateway.origin}/r/1`)
  await alone.getByRole('button', { name: '이 창 닫기' }).waitFor()
})

test('a framed page that nobody may hear, without a return link, shows no button that does nothing', async ({
  gateway,
  app,
  context,
}) => {
  putReturnPage({ gateway, app }, { returnLink: null, allowedOrigins: [] })
  const tab = await openTab(context, `${app.origin}/frame`)
  const frame = returnFrame(gateway, tab)
  expect(await messagesAfter(tab, frame, 'parent')).toEqual([])
  await expect.poll(() => frame.getByRole('button').count()).toBe(0)
  await frame.getByRole('status').filter({ hasText: 'You can close this page' }).waitFor()
})

test('on its own without a return link the button gives way to words where the browser closes nothing', async ({
  gateway,
  app,
  context,
}) => {
  putReturnPage({ gateway, app }, { returnLink: null })
  const tab = await context.newPage()
  // A tab with a history of its own, as after a provider's redirect, is one that no script may close.
  await tab.goto(`${app.origin}/before`)
  await tab.goto(`${gateway.origin}/r/1`)
  await tab.getByRole('button', { name: 'Close this window' }).click()
  await tab.getByRole('status').filter({ hasText: 'lets only you close this tab' }).waitFor()
  await expect.poll(() => tab.getByRole('button').count()).toBe(0)
})

test('a popup whose opener has gone follows the return link, and without one it can be closed', async ({
  gateway,
  app,
  context,
}) => {
  putReturnPage({ gateway, app })
  for (const returnLink of [`${app.origin}/done`, null]) {
    putReturnPage({ gateway, app }, { returnLink })
    const tab = await openTab(context, `${app.origin}/popup-later`)
    const opening = tab.waitForEvent('popup')
    await tab.getByRole('button').click()
    const popup = await opening
    await popup.waitForURL(`${app.origin}/before`)
    await tab.close()
    await popup.goto(`${gateway.origin}/r/1`, { waitUntil: 'commit' })
    if (returnLink !== null) await popup.waitForURL(`${app.origin}/done?session_id=${sessionId}`)
    else await popup.getByRole('button', { name: 'Close this window' }).waitFor()
  }
})

test('a React Native webview is told in JSON, and its button tells the app once more', async ({
  gateway,
  app,
  context,
}) => {
  putReturnPage({ gateway, app }, { returnLink: null })
  await context.addInitScript(
    'window.told = []; window.ReactNativeWebView = { postMessage: (text) => window.told.push(text) }',
  )
  const tab = await openTab(context, `${gateway.origin}/r/1`)
  await tab.getByRole('button', { name: 'Go back to the app' }).click()
  expect(await tab.evaluate('window.told.map((text) => JSON.parse(text))')).toEqual([message, message])
})

test('without JavaScript the page stays, and its button leads on', async ({ gateway, app, newContext }) => {
  putReturnPage({ gateway, app })
  const plain = await newContext({ javaScriptEnabled: false })
  const tab = await plain.newPage()
  await tab.goto(`${gateway.origin}/r/1`)
  await expect.poll(() => tab.getByRole('button').count()).toBe(0)
  await tab.getByRole('link', { name: 'Go back to the app' }).click()
  await tab.waitForURL(`${app.origin}/done?session_id=${sessionId}`)
})

/** The gateway that serves the page, and the app that it belongs to. */
interface Servers {
  readonly gateway: PageServer
  readonly app: PageServer
}

function putReturnPage(
  { gateway, app }: Servers,
  changes: {
    readonly returnLink?: string | null
    readonly allowedOrigins?: string[]
    readonly language?: Language
  } = {},
): void {
  gateway.put(
    '/r/1',
    returnPage({
      sessionId,
      supportCode,
      clientState,
      status: 'returned',
      language: 'en',
      brand: null,
      asked: null,
      provider: null,
      // One more than needed: the page must cope with origins that are not the one it talks to.
      allowedOrigins: ['capacitor://localhost', app.origin],
      returnLink: `${app.origin}/done`,
      ...changes,
    }),
  )
}

/** A page that keeps every message it receives. */
function listener(body: string): string {
  return `<!doctype html><title>Host</title><script>
    window.received = []
    addEventListener('message', ({ data, origin }) => window.received.push({ data, origin }))
  </script>${body}`
}

async function openTab(context: BrowserContext, url: string): Promise<Tab> {
  const tab = await context.newPage()
  await tab.goto(url)
  return tab
}

async function openPopup(context: BrowserContext, host: PageServer, url: string): Promise<[Tab, Tab]> {
  const tab = await openTab(context, `${host.origin}/popup`)
  const opening = tab.waitForEvent('popup')
  await tab.getByRole('button').click()
  const popup = await opening
  await popup.waitForURL(url)
  return [tab, popup]
}

function returnFrame(gateway: PageServer, tab: Tab): Frame {
  const frame = tab.frames().find((candidate) => candidate.url() === `${gateway.origin}/r/1`)
  if (frame === undefined) throw new Error('The return page is in no frame.')
  return frame
}

/**
 * What `host` has received from the return page. A last message from the same sender marks the end: the browser keeps
 * their order, so whatever the page's own script sent has arrived by then. Each call has a mark of its own, since the
 * one of an earlier call is there already.
 */
async function messagesAfter(
  host: Tab | Frame,
  sender: Tab | Frame,
  target: 'parent' | 'top' | 'opener',
): Promise<unknown> {
  const mark = randomUUID()
  await sender.evaluate(`${target}.postMessage('${mark}', '*')`)
  await host.waitForFunction(`window.received.some(({ data }) => data === '${mark}')`)
  return host.evaluate(`window.received.filter(({ data }) => typeof data === 'object')`)
}
