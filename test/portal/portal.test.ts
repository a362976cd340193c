import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { gzipSync } from 'node:zlib'
import type { Page as Tab } from 'playwright-core'
import { expect } from 'vitest'
import { closing } from '../support/fixtures/closing.ts'
import { freePort } from '../support/free-port.ts'
import { startReceiver } from '../support/receiver.ts'
import { test as base, makeLink } from './portal.ts'

const test = base.extend(
  'receiver',
  // Not one that an earlier receiver had, whose webhook endpoint is still there.
  closing(async () => startReceiver(await freePort())),
)

/** All scripts of the portal together, compressed: less than the console's, which shows much more. */
const portalScriptBytesMax = 155_000

/** A machine may be busy with everything else. */
const slow = { timeout: 120_000 }

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

async function faultsOf(tab: Tab): Promise<unknown> {
  await tab.evaluate(axe)
  return tab.evaluate(`axe.run().then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`)
}

/** Adds a webhook endpoint as a partner does. */
async function add(tab: Tab, url: string): Promise<void> {
  await tab.getByRole('button', { name: 'Add webhook endpoint' }).click()
  const dialog = tab.getByRole('dialog', { name: 'Add webhook endpoint' })
  expect(await dialog.getByLabel('Reason').count()).toBe(0)
  await dialog.getByLabel('URL').fill(url)
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  const shown = tab.getByRole('dialog', { name: 'Its secret' })
  await shown.getByText(/^whsec_/).waitFor()
  await shown.getByRole('button', { name: 'I have copied it' }).click()
  await tab.getByRole('link', { name: new URL(url).host }).click()
  await tab.getByRole('heading', { name: 'Webhook endpoint', exact: true }).waitFor()
}

test(
  'a partner adds a webhook endpoint, tries it, and sees what their server answered',
  slow,
  async ({ gateway, open, receiver }) => {
    receiver.answer((_call, response) => void response.writeHead(202).end('queued <i>here</i>'))
    const tab = await open(await makeLink(gateway))
    await add(tab, receiver.url)
    await tab.getByRole('button', { name: 'Send test event' }).click()
    await tab.getByRole('link', { name: 'See its delivery' }).click()
    await tab.getByRole('status').getByText('Delivered').waitFor()
    await tab.getByText('queued <i>here</i>').waitFor()
    await tab.reload()
    await tab.getByText('queued <i>here</i>').waitFor()
    await tab.getByRole('link', { name: /^evt_/ }).click()
    await tab.getByRole('heading', { name: 'rampway.test' }).waitFor()
    await tab.getByRole('button', { name: 'Replay', exact: true }).click()
    await tab.getByRole('dialog').getByRole('button', { name: 'Replay', exact: true }).click()
    await expect.poll(() => receiver.calls.length).toBe(2)
  },
)

test(
  'a partner replays what they missed, and deletes what they need no more, without saying why',
  slow,
  async ({ gateway, open, receiver }) => {
    const tab = await open(await makeLink(gateway))
    await add(tab, receiver.url)
    await tab.getByRole('button', { name: 'Replay …' }).click()
    const dialog = tab.getByRole('dialog', { name: 'Replay' })
    await dialog.getByRole('button', { name: 'Count' }).click()
    await dialog.getByRole('status').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await tab.getByRole('button', { name: 'Delete' }).click()
    await tab.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect.poll(() => tab.url()).toBe(`${gateway.url}/portal/webhook-endpoints`)
    await expect.poll(() => tab.getByRole('link', { name: receiver.url.replace('http://', '') }).count()).toBe(0)
  },
)

const variants = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [360, 1280].map((width) => ({ colorScheme, width })),
)

test.for(variants)(
  'axe finds nothing in the portal, and nothing runs out of it, in the $colorScheme scheme at $width px',
  slow,
  async ({ colorScheme, width }, { gateway, open, receiver }) => {
    const options = { colorScheme, reducedMotion: 'reduce', viewport: { width, height: 800 }, bypassCSP: true } as const
    const link = await makeLink(gateway)
    const tab = await open(link, options)
    const looksRight = async (what: string): Promise<void> => {
      expect(await faultsOf(tab), what).toEqual([])
      expect(await tab.evaluate('document.documentElement.scrollWidth - innerWidth'), what).toBeLessThanOrEqual(0)
    }
    await add(tab, `${receiver.url}?${'long='.repeat(80)}`)
    await looksRight('a webhook endpoint')
    await tab.getByRole('button', { name: 'Send test event' }).click()
    await tab.getByRole('link', { name: 'See its delivery' }).click()
    await tab.getByRole('heading', { name: 'Attempt 1' }).waitFor()
    await looksRight('a delivery')
    for (const page of ['Webhook endpoints', 'Deliveries', 'Events']) {
      await tab.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: page }).click()
      await tab.getByRole('table', { name: page }).waitFor()
      await looksRight(page)
    }
    await tab.getByRole('table', { name: 'Events' }).getByRole('link').first().click()
    await tab.getByRole('figure', { name: 'The event' }).waitFor()
    await looksRight('an event')
    await tab.goto(link)
    await tab.getByRole('alert').waitFor()
    await looksRight('a link that was used')
  },
)

test('the scripts of the portal weigh no more than they may', async () => {
  const page = createRequire(import.meta.url).resolve('@rampway/web/portal/index.html')
  const folder = new URL('assets/', `file://${page}`)
  const scripts = (await readdir(folder)).filter((name) => name.endsWith('.js'))
  const sizes = await Promise.all(scripts.map(async (name) => gzipSync(await readFile(new URL(name, folder))).length))
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(portalScriptBytesMax)
})
