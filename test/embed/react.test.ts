import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { test as base } from './shop.ts'

const bundleMs = 60_000

const test = base.extend('app', { scope: 'file' }, bundle)

/** The app in `packages/embed/test/react-app` as one script. */
async function bundle(): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'rampway-react-app-'))
  const inPackage = (path: string) => fileURLToPath(new URL(`../../packages/embed/${path}`, import.meta.url))
  const vite = fileURLToPath(new URL('../../node_modules/vite/bin/vite.js', import.meta.url))
  const options = ['--config', inPackage('test/react-app/vite.config.ts'), '--outDir', outDir, '--logLevel', 'warn']
  await promisify(execFile)(process.execPath, [vite, 'build', ...options], { timeout: bundleMs })
  const script = await readFile(join(outDir, 'app.js'), 'utf8')
  await rm(outDir, { recursive: true })
  return script
}

test.beforeEach(({ app }) => void app, bundleMs)

test('in strict mode the component opens once, and is gone with what it stood in', async ({
  app,
  openShop,
  gateway,
}) => {
  const shop = await openShop({ script: app })
  const { tab } = shop
  await tab.getByRole('button', { name: 'Component' }).click()
  await (await shop.provider()).getByTestId('pay').click()
  await expect.poll(shop.news).toContain('returned')
  await expect.poll(shop.statuses).toContain('transacting')
  await gateway.advance(600)
  await tab.getByText('done: completed').waitFor()
  expect(await shop.news()).toEqual(['opening', 'opened', 'returned', 'is completed', 'closed'])
  expect(await tab.evaluate('window.violations')).toEqual([])
})

test('a component that goes takes its frame along', async ({ app, openShop }) => {
  const shop = await openShop({ script: app })
  const { tab } = shop
  await tab.getByRole('button', { name: 'Component' }).click()
  await shop.provider()
  await tab.getByRole('button', { name: 'Neither' }).click()
  await expect.poll(shop.news).toContain('closed')
  expect((await shop.events()).at(-1).outcome).toMatchObject({ reason: 'aborted' })
  expect(await tab.locator('iframe').count()).toBe(0)
})

test('a session without a link goes to the error boundary of the app', async ({ app, openShop }) => {
  const { tab } = await openShop({ script: app, change: { widget_url: null } })
  await tab.getByRole('button', { name: 'Component' }).click()
  await tab.getByText('not shown: TypeError').waitFor()
})

test('in strict mode the hook opens once, and tells the phase and the status', async ({ app, openShop }) => {
  const shop = await openShop({ script: app })
  const { tab } = shop
  await tab.getByRole('button', { name: 'Hook' }).click()
  await shop.provider()
  await tab.getByText('opened opened').waitFor()
  await tab.getByRole('button', { name: 'Close' }).press('Escape')
  await tab.getByText('closed opened').waitFor()
  expect(await shop.news()).toEqual(['opening', 'opened', 'closed'])
})
