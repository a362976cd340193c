import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { BrowserContext, Page as Tab } from 'playwright-core'
import { expect } from 'vitest'
import { createApp } from '../../src/http/app.ts'
import { test } from '../support/fixtures/browsed-gateway.ts'
import type { TestGateway } from '../support/gateway.ts'

/** The page parses some 4 MB of script, on a machine that may be busy with everything else. */
const readingMs = 90_000

const openSession = '#tag/sessions/POST/v0/ramp/sessions'

/** The page in a tab, and all that it does but should not. */
interface Reading {
  readonly tab: Tab
  /** Faults on the console, breaches of the page's policy, requests to others and for what is not there. */
  readonly faults: () => Promise<readonly string[]>
}

async function read(context: BrowserContext, address: string): Promise<Reading> {
  const { origin } = new URL(address)
  const met: string[] = []
  const tab = await context.newPage()
  tab.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') met.push(`console: ${message.text()}`)
  })
  tab.on('pageerror', (error) => met.push(`thrown: ${error.message}`))
  tab.on('request', (request) => {
    const url = new URL(request.url())
    if (url.protocol.startsWith('http') && url.origin !== origin) met.push(`foreign request: ${url.href}`)
  })
  tab.on('response', (response) => {
    if (response.status() >= 400) met.push(`${response.status()}: ${response.url()}`)
  })
  await tab.addInitScript(`globalThis.breaches = []
    addEventListener('securitypolicyviolation', (event) => {
      breaches.push('breach of ' + event.effectiveDirective + ': ' + event.blockedURI + ' ' + event.sample)
    })`)
  await tab.goto(address)
  await tab.getByRole('heading', { name: 'Rampway', exact: true }).waitFor({ timeout: readingMs })
  const breaches = async (): Promise<string[]> => {
    const found: unknown = await tab.evaluate('breaches')
    return Array.isArray(found) ? found.map(String) : []
  }
  return { tab, faults: async () => [...met, ...(await breaches())] }
}

function listenAsInProduction(gateway: TestGateway) {
  return createApp(gateway.deps, { trustedProxies: [], keepAliveSeconds: 75, isDraining: () => false })
}

test('a developer reads an operation, its fields and answers, searches, and opens a session from the page', {
  timeout: readingMs,
}, async ({ gateway, newContext }) => {
  const context = await newContext({ viewport: { width: 1280, height: 900 } })
  const { tab, faults } = await read(context, `${gateway.url}/docs`)
  expect(await tab.title()).toBe('Rampway API reference')
  await tab
    .getByRole('link', { name: /v0\/ramp\/sessions\/\{id\}.*GET/ })
    .first()
    .click()
  await tab.goto(`${gateway.url}/docs${openSession}`)
  const operation = tab.locator('section').filter({ hasText: 'wallet_address' }).first()
  await operation.getByText('208', { exact: true }).first().click()

  await tab.keyboard.press('Control+k')
  await tab
    .getByRole('dialog')
    .getByRole('combobox')
    .or(tab.getByRole('dialog').getByRole('textbox'))
    .first()
    .fill('release')
  await tab
    .getByRole('dialog')
    .getByRole('option', { name: /release-link/ })
    .first()
    .click()
  await expect.poll(() => tab.url()).toContain('release-link')

  await tab.goto(`${gateway.url}/docs${openSession}`)
  const answered = tab.waitForResponse(
    (response) => response.request().method() === 'POST' && response.url().endsWith('/v0/ramp/sessions'),
  )
  await tab.getByRole('button', { name: 'Test Request' }).first().click()
  await tab.getByRole('dialog').getByRole('button', { name: /^Send/ }).first().click()
  expect((await answered).status()).toBe(201)
  await tab.getByText('201 Created').waitFor()
  expect(await faults()).toEqual([])
})

test('on a phone an operation can be tried out without scrolling sideways', { timeout: readingMs }, async ({
  gateway,
  newContext,
}) => {
  const context = await newContext({ viewport: { width: 360, height: 800 }, colorScheme: 'dark' })
  const { tab, faults } = await read(context, `${gateway.url}/docs${openSession}`)
  await tab.getByRole('button', { name: 'Test Request' }).first().click()
  const send = tab.getByRole('dialog').getByRole('button', { name: /^Send/ }).first()
  await send.waitFor()
  const box = await send.boundingBox()
  expect((box?.x ?? Infinity) + (box?.width ?? 0)).toBeLessThanOrEqual(360)
  await send.click()
  await tab.getByText(/201 Created|208 Already Reported/).waitFor()
  expect(await tab.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
  expect(await faults()).toEqual([])
})

test.for(['light', 'dark'] as const)(
  'in the %s scheme all text has contrast, and axe finds no fault in what is ours',
  { timeout: readingMs },
  async (colorScheme, { gateway, newContext }) => {
    const context = await newContext({ colorScheme, bypassCSP: true })
    const { tab } = await read(context, `${gateway.url}/docs${openSession}`)
    await tab.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
    const faultsOf = (where: string, options: string): Promise<unknown> =>
      tab.evaluate(`axe.run(${where}, ${options}).then(({ violations }) =>
        violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`)
    expect(await faultsOf(`'.bar'`, '{}')).toEqual([])
    expect(await faultsOf('document', `{ runOnly: ['color-contrast'] }`)).toEqual([])
  },
)

test('outside rampway dev the page fills nothing in and asks nobody for a token', { timeout: readingMs }, async ({
  gateway,
  context,
}) => {
  const app = listenAsInProduction(gateway)
  try {
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    const { tab, faults } = await read(context, `${url}/docs`)
    const asked: string[] = []
    tab.on('request', (request) => asked.push(request.url()))
    await tab.reload()
    await tab.getByText('x-juno-jwt').first().waitFor()
    expect(asked.filter((address) => address.includes('token'))).toEqual([])
    expect(await tab.content()).not.toMatch(/org-demo|eyJ/)
    expect(await faults()).toEqual([])
  } finally {
    await app.close()
  }
})

test('every page has a nonce of its own, and its policy lets through no script but ours', async ({ gateway }) => {
  const [first, second] = await Promise.all([gateway.send('/docs'), gateway.send('/docs')])
  const nonceOf = ({ text }: { readonly text: string }) => /csp-nonce" content="([^"]{24})"/.exec(text)?.[1]
  expect(nonceOf(first)).toBeDefined()
  expect(nonceOf(first)).not.toBe(nonceOf(second))
  const policy = first.headers.get('content-security-policy')
  expect(policy).toContain("script-src 'self';")
  expect(policy).toContain(`style-src-elem 'self' 'nonce-${nonceOf(first)}';`)
  expect(policy).toContain("connect-src 'self';")
})
