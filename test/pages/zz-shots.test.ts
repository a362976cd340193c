import { test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { pageGallery } from './gallery.ts'
import { startPageServer } from './page-server.ts'

test('shots', { timeout: 120000 }, async () => {
  const server = await startPageServer()
  for (const [p, c] of pageGallery()) server.put(p, c)
  const b = await launchBrowser()
  for (const scheme of ['light', 'dark'] as const)
    for (const width of [390, 1100]) {
      const ctx = await b.newContext({ colorScheme: scheme, viewport: { width, height: width === 390 ? 700 : 760 } })
      const page = await ctx.newPage()
      for (const path of pageGallery().keys()) {
        await page.goto(server.origin + path)
        await page.screenshot({
          path: `/tmp/shots/${path.slice(1).replaceAll('/', '_')}-${scheme}-${width}.png`,
          fullPage: true,
        })
      }
      await ctx.close()
    }
  await b.close()
  await server.close()
})
