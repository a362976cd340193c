import { mkdir, readFile, writeFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { test } from '../support/fixtures/dev-program.ts'

/** Set by `npm run pictures`, which writes them; else they are taken, and those of the repository looked at. */
const writes = process.env.RAMPWAY_PICTURES === 'write'
/** A page with pictures is read on mobile networks too. */
const pictureBytesMax = 200 * 1024
const pngSignature = '89504e470d0a1a0a'

const pictureOf = (scheme: string): URL => new URL(`../../docs/images/playground-${scheme}.png`, import.meta.url)

/** The playground with a session under way, as a reader of the README sees it. */
async function showTrade(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/`)
  await page.getByTestId('quote').first().waitFor()
  await page.getByTestId('open-session').click()
  await page.getByTestId('open-widget').click()
  await page.frameLocator('[data-testid=stage] iframe').getByTestId('pay').waitFor()
  await page.getByTestId('session-status').getByText('Opened').waitFor()
  await page.evaluate('document.fonts.ready.then(() => undefined)')
  // The frame took the focus, and the page went to it.
  await page.evaluate('scrollTo(0, 0)')
}

test.for(['light', 'dark'] as const)(
  'the README shows the playground as it is, %s',
  async (scheme, { rampway, newContext }) => {
    const context = await newContext({
      colorScheme: scheme,
      viewport: { width: 1280, height: 728 },
      reducedMotion: 'reduce',
    })
    const page = await context.newPage()
    await showTrade(page, rampway.url)
    const taken = await page.screenshot({ animations: 'disabled', scale: 'css' })
    if (writes) {
      await mkdir(new URL('.', pictureOf(scheme)), { recursive: true })
      await writeFile(pictureOf(scheme), taken)
    }
    const shown = await readFile(pictureOf(scheme))
    expect(shown.subarray(0, 8).toString('hex')).toBe(pngSignature)
    expect([shown.readUInt32BE(16), shown.readUInt32BE(20)]).toEqual([taken.readUInt32BE(16), taken.readUInt32BE(20)])
    expect(shown.length).toBeLessThanOrEqual(pictureBytesMax)
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
    expect(readme.includes(`docs/images/playground-${scheme}.png`)).toBe(true)
  },
)
