import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { gzipSync } from 'node:zlib'
import { expect } from 'vitest'
import { openSession, test } from './console.ts'

/** All scripts together, compressed. */
const scriptBytesMax = 200_000

test('every figure of Home leads to the list behind it', async ({ gateway, visit }) => {
  await openSession(gateway)
  const tab = await visit('/')
  await tab.getByRole('link', { name: /^\d/ }).first().waitFor()
  const failed = tab.locator('.tile', { has: tab.getByText('Failed', { exact: true }) })
  await failed.getByRole('link').click()
  await tab.getByRole('heading', { name: 'Sessions', exact: true }).waitFor()
  expect(new URL(tab.url()).searchParams.get('status')).toBe('failed')
})

test('the chart has its figures beside it as a table', async ({ visit }) => {
  const tab = await visit('/')
  await tab.getByText('Figures of the chart').click()
  await tab.getByRole('table', { name: 'Per hour' }).getByRole('row').nth(24).waitFor()
  await tab.getByRole('img', { name: /in 24 hours/ }).waitFor()
})

test('Health, Tenants and Audit show what is', async ({ gateway, visit }) => {
  const tab = await visit('/health')
  await tab.getByRole('table', { name: 'Jobs' }).waitFor()
  await tab.getByRole('table', { name: 'Processes' }).getByText('answered this page').waitFor()
  await tab.getByRole('link', { name: 'Tenants' }).click()
  await tab.getByRole('region', { name: 'org-demo:env-sandbox' }).getByText('Serving').waitFor()
  await tab.getByRole('link', { name: 'Audit' }).first().click()
  const log = tab.getByRole('table', { name: 'Audit log' })
  await log.getByText('operator.sign_in').first().waitFor()
  await tab.getByRole('textbox', { name: 'Act' }).fill('operator_token.create')
  await expect.poll(() => log.getByText('operator.sign_in').count()).toBe(0)
  const [download] = await Promise.all([tab.waitForEvent('download'), tab.getByRole('link', { name: 'CSV' }).click()])
  expect(download.suggestedFilename()).toBe('audit.csv')
  expect(gateway.operatorUrl).toBe(new URL(download.url()).origin)
})

test('the audit log is closed to a token without its scope', async ({ visit }) => {
  const tab = await visit('/audit', { scopes: ['read'] })
  await tab.getByText('Your token lacks the scope “audit”').waitFor()
})

test('the scripts weigh no more than they may', async () => {
  const page = createRequire(import.meta.url).resolve('@rampway/web/console/index.html')
  const folder = new URL('assets/', `file://${page}`)
  const scripts = (await readdir(folder)).filter((name) => name.endsWith('.js'))
  const sizes = await Promise.all(scripts.map(async (name) => gzipSync(await readFile(new URL(name, folder))).length))
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(scriptBytesMax)
})
