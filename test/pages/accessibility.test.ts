import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page as Tab } from 'playwright-core'
import { expect } from 'vitest'
import { test as base } from '../support/fixtures/browser.ts'
import { closing } from '../support/fixtures/closing.ts'
import { pageGallery } from './gallery.ts'
import { startPageServer } from './page-server.ts'

const gallery = pageGallery()
const paths = [...gallery.keys()]

/** Some 7 s alone for all pages; this is for a machine that is busy with everything else. */
const axeMs = 60_000

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
  { timeout: axeMs },
  async (colorScheme, { newContext, server, axeSource }) => {
    const context = await newContext({ colorScheme, bypassCSP: true })
    const tab = await context.newPage()
    for (const path of paths) {
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

test('every page loads without a word on the console, under its own content security policy', async ({
  context,
  server,
}) => {
  const tab = await context.newPage()
  const words: string[] = []
  tab.on('pageerror', (error) => words.push(error.message))
  tab.on('console', (message) => {
    // Chromium reports our own 404, 410 and 503 as a failed resource; that is the page's status, not a fault of it.
    const isOwnStatus =
      message.text().startsWith('Failed to load resource') && gallery.has(pathOf(message.location().url))
    if (!isOwnStatus) words.push(message.text())
  })
  for (const path of paths) {
    await tab.goto(server.origin + path)
    // Proof that the stylesheet was let through.
    expect(await tab.evaluate(`getComputedStyle(document.querySelector('main')).borderStyle`), path).toBe('solid')
  }
  expect(words).toEqual([])
})

test('on a screen of 320 px, and with text twice as large, nothing runs out of the page', async ({
  newContext,
  server,
}) => {
  const context = await newContext({ viewport: { width: 320, height: 568 }, bypassCSP: true })
  const tab = await context.newPage()
  for (const path of paths) {
    await tab.goto(server.origin + path)
    expect(await overflowOf(tab), path).toBe(0)
    await tab.addStyleTag({ content: 'html { font-size: 200% }' })
    expect(await overflowOf(tab), `${path} with large text`).toBe(0)
  }
})

test('everything that can be pressed is at least 44 px high, and shows when it has the focus', async ({
  newContext,
  server,
}) => {
  const context = await newContext({ viewport: { width: 390, height: 700 } })
  const tab = await context.newPage()
  for (const path of paths) {
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

async function overflowOf(tab: Tab): Promise<unknown> {
  return tab.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : ''
}
