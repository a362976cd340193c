import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
test('sheet', { timeout: 120000 }, async () => {
  const b = await launchBrowser()
  for (const set of ['light-390', 'dark-390']) {
    const page = await b.newPage({ viewport: { width: 1560, height: 900 } })
    const imgs = readdirSync('/tmp/shots').filter(f => f.includes(set) && !f.startsWith('errors')).map(f => `<img style="width:300px;vertical-align:top" src="data:image/png;base64,${readFileSync('/tmp/shots/' + f).toString('base64')}">`)
    await page.setContent(imgs.join(' '))
    await page.screenshot({ path: `/tmp/shots/sheet-${set}.png`, fullPage: true })
  }
  await b.close()
})
