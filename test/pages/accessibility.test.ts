import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page as Tab } from 'playwright-core'
import { expect } from 'vitest'
import { demoBrand } from '../../src/dev/demo-brand.ts'
import { test as base } from '../support/fixtures/browser.ts'
import { closing } from '../support/fixtures/closing.ts'
import { brandGallery, pageGallery } from './gallery.ts'
import { startPageServer } from './page-server.ts'

const own = pageGallery()
/** A brand's pages, with long words, and from the right. */
const german = brandGallery(demoBrand, 'de')
const arabic = brandGallery(demoBrand, 'ar')
const gallery = new Map([...own, ...german, ...arabic])

/** Some 15 s alone for all pages; this is for a machine that is busy with everything else. */
const galleryMs = 120_000

const test = base
  .extend('server', { scope: 'file' }, closing(startPageServer))
  .extend('axeSource', { scope: 'file' }, () =>
    readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
  )

test.beforeAll(({ server }) => {
  for (const [path, page] of gallery) server.put(path, page)
})

test.for(['light', 'dark'] as const)(
  'axe finds no fault on any page in the %s scheme',
  { timeout: galleryMs },
  async (colorScheme, { newContext, server, axeSource }) => {
    const context = await newContext({ colorScheme, bypassCSP: true })
    const tab = await context.newPage()
    for (const path of [...own.keys(), ...arabic.keys()]) {
      await tab.goto(server.origin + path)
      await tab.evaluate(axeSource)
      const found: unknown = await tab.evaluate(
        `axe.run(document).then(({ violations, passes }) => ({
        checked: passes.length,
        faults: violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')),
      }))`,
      )
      expect(found, path).toEqual({ checked: expect.any(Number), faults: [] })
      expect(found, path).not.toMatchObject({ checked: 0 })
    }
  },
)

test('every page loads without a word on the console, under its own content security policy, and nothing of others', {
  timeout: galleryMs,
}, async ({ context, server }) => {
  const tab = await context.newPage()
  const words: string[] = []
  tab.on('request', (request) => {
    if (new URL(request.url()).origin !== server.origin && !request.url().startsWith('myapp://'))
      words.push(request.url())
  })
  tab.on('response', (response) => {
    if (response.status() === 404 && response.url().includes('/assets/')) words.push(response.url())
  })
  tab.on('pageerror', (error) => words.push(error.message))
  tab.on('console', (message) => {
    // Chromium reports our own 404, 410 and 503 as a failed resource; that is the page's status, not a fault of it.
    const isOwnStatus =
      message.text().startsWith('Failed to load resource') && gallery.has(pathOf(message.location().url))
    if (!isOwnStatus) words.push(message.text())
  })
  for (const path of [...own.keys(), ...german.keys()]) {
    await tab.goto(server.origin + path)
    // Proof that the stylesheet was let through.
    expect(await tab.evaluate(`getComputedStyle(document.querySelector('main')).borderStyle`), path).toBe('solid')
  }
  expect(words).toEqual([])
})

test('on a screen of 320 px, and with text twice as large, nothing runs out of the page', {
  timeout: galleryMs,
}, async ({ newContext, server }) => {
  const context = await newContext({ viewport: { width: 320, height: 568 }, bypassCSP: true })
  const tab = await context.newPage()
  for (const path of [...own.keys(), ...german.keys()]) {
    await tab.goto(server.origin + path)
    expect(await overflowOf(tab), path).toBe(0)
    await tab.addStyleTag({ content: 'html { font-size: 200% }' })
    expect(await overflowOf(tab), `${path} with large text`).toBe(0)
  }
})

test('everything that can be pressed is at least 44 px high, and shows when it has the focus', {
  timeout: galleryMs,
}, async ({ newContext, server }) => {
  const context = await newContext({ viewport: { width: 390, height: 700 } })
  const tab = await context.newPage()
  for (const path of [...own.keys(), ...german.keys()]) {
    await tab.goto(server.origin + path)
    for (const target of await tab.locator('a:visible, button:visible').all()) {
      expect((await target.boundingBox())?.height ?? 0, path).toBeGreaterThanOrEqual(44)
      await tab.keyboard.press('Tab')
      const focused = await tab.evaluate(
        `({ text: document.activeElement.textContent, outline: getComputedStyle(document.activeElement).outlineStyle })`,
      )
      expect(focused, path).toEqual({ text: await target.textContent(), outline: 'solid' })
    }
  }
})

test('nothing moves for a user who asked for less motion', async ({ newContext, server }) => {
  const durations: unknown[] = []
  for (const reducedMotion of ['no-preference', 'reduce'] as const) {
    const context = await newContext({ reducedMotion })
    const tab = await context.newPage()
    await tab.goto(`${server.origin}/expired`)
    durations.push(await tab.evaluate(`getComputedStyle(document.querySelector('a.button')).transitionDuration`))
  }
  expect(durations).toEqual(['0.12s, 0.12s', '0s'])
})

test('nothing moves while a page loads', async ({ newContext, server }) => {
  const context = await newContext({ viewport: { width: 390, height: 700 } })
  const tab = await context.newPage()
  await context.route(/\/assets\/logo-/, async (route) => {
    // Once the page was painted without it.
    await tab.evaluate('new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))')
    await route.continue()
  })
  await context.addInitScript(`
    window.shifted = 0
    new PerformanceObserver((list) => { for (const { value } of list.getEntries()) window.shifted += value })
      .observe({ type: 'layout-shift', buffered: true })
  `)
  for (const path of ['/de/expired', '/ar/return-complete']) {
    await tab.goto(server.origin + path)
    expect(await tab.evaluate('document.querySelector(".brand img").naturalWidth'), path).toBeGreaterThan(0)
    expect(await tab.evaluate('window.shifted'), path).toBe(0)
  }
})

test('in forced colours a button has an edge, and an icon is seen', async ({ newContext, server }) => {
  const context = await newContext({ forcedColors: 'active' })
  const tab = await context.newPage()
  await tab.goto(`${server.origin}/de/unavailable`)
  const seen = await tab.evaluate(`[...document.querySelectorAll('.button')].map((button) => {
    const { borderColor, backgroundColor } = getComputedStyle(button)
    return borderColor !== backgroundColor
  }).concat(getComputedStyle(document.querySelector('.icon')).stroke !== getComputedStyle(document.body).backgroundColor)`)
  expect(seen).toEqual([true, true, true])
})

test('in Arabic everything begins at the right, and the arrow of a return points there', async ({
  newContext,
  server,
}) => {
  const context = await newContext({ viewport: { width: 390, height: 700 } })
  const tab = await context.newPage()
  await tab.goto(`${server.origin}/ar/return`)
  const [logo, name] = [await tab.locator('.brand img').boundingBox(), await tab.locator('.brand span').boundingBox()]
  expect(logo?.x ?? 0).toBeGreaterThan(name?.x ?? 0)
  const [label, value] = [await tab.locator('dt').first().boundingBox(), await tab.locator('dd').first().boundingBox()]
  expect(label?.x ?? 0).toBeGreaterThan(value?.x ?? 0)
  expect(await tab.evaluate(`getComputedStyle(document.querySelector('.icon')).transform`)).toBe(
    'matrix(-1, 0, 0, 1, 0, 0)',
  )
})

async function overflowOf(tab: Tab): Promise<unknown> {
  return tab.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : ''
}
