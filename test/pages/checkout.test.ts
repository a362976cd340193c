import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { json as readJson } from 'node:stream/consumers'
import { startSimulator } from '@rampway/simulator'
import type { Page as Tab } from 'playwright-core'
import { describe, expect } from 'vitest'
import { test as base } from '../support/fixtures/browser.ts'
import { closing } from '../support/fixtures/closing.ts'
import { fetchJson, postJson } from '../support/gateway.ts'

/** Some 15 s alone for all pages in one scheme; this is for a machine that is busy with everything else. */
const galleryMs = 120_000
const wallet = '0x52908400098527886E0F7030069857D2E4169EE7'
const headers = {
  authorization: 'BASIC test-key:secret',
  'meld-version': '2026-02-03',
  'content-type': 'application/json',
}

const test = base
  .extend('world', { scope: 'file' }, closing(startWorld))
  .extend('axeSource', { scope: 'file' }, () =>
    readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
  )

/** Each test card as the documentation has it. */
const cards = readFileSync(new URL('../../docs/simulator.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => /^\| \d{4} /.test(line))
  .map((line) => {
    const [card = '', button = '', onTheWay = '', statuses = ''] = line
      .split('|')
      .slice(1)
      .map((cell) => cell.trim())
    return { card, name: button.replaceAll('`', ''), onTheWay, statuses: statuses.replaceAll('`', '').split(' → ') }
  })

describe('each test card leads where the documentation says', () => {
  test.for(cards)('$card: $name', async ({ card, onTheWay, statuses }, { world, context }) => {
    const tab = await context.newPage()
    const { id, url } = await world.open()
    await tab.goto(url)
    await tab.getByTestId('card').fill(card)
    await tab.getByTestId('pay').click()
    await passDetour(tab, onTheWay)
    await tab.waitForURL(world.appUrl)
    expect(await world.statusesOf(id)).toEqual(statuses)
  })
})

describe('where there is no card, each button leads there', () => {
  test.for(cards.filter(({ name }) => name !== 'pay'))(
    '$name',
    async ({ name, onTheWay, statuses }, { world, context }) => {
      const tab = await context.newPage()
      const { id, url } = await world.open({ paymentMethodType: 'SEPA' })
      await tab.goto(url)
      expect(await tab.getByTestId('card').count()).toBe(0)
      await tab.getByTestId(name).click()
      await passDetour(tab, onTheWay)
      await tab.waitForURL(world.appUrl)
      expect(await world.statusesOf(id)).toEqual(statuses)
    },
  )
})

test('the buyer reads names and amounts, and no codes', async ({ world, context }) => {
  const tab = await context.newPage()
  const { url } = await world.open({ sourceAmount: '1200' })
  await tab.goto(url)
  const order = await tab.getByRole('main').innerText()
  for (const text of [
    'Buy USDC with Transak',
    'USD Coin on Base',
    '€1,200.00',
    'Network fee',
    'Credit or debit card',
  ]) {
    expect(order).toContain(text)
  }
  expect(order).toMatch(/1,2\d\d\.\d+ USDC/)
  expect(order).not.toMatch(/USDC_BASE|CREDIT_DEBIT_CARD|TRANSAK/)
  expect(await tab.getByTestId('pay').innerText()).toBe('Pay €1,200.00')
})

test('the lines of an order add up to what is paid, or paid out', async ({ world, context }) => {
  const tab = await context.newPage()
  for (const [change, sum] of [
    [[], 'Total'],
    [sell, 'You receive'],
  ] as const) {
    await tab.goto((await world.open(...change)).url)
    const lines = (await tab.locator('.summary dl > div').allInnerTexts()).map((line) => line.split('\n'))
    const at = lines.findIndex(([label]) => label === sum)
    const cents = lines.map(
      ([, amount = '']) => Number(amount.replace(/[^\d]/g, '')) * (amount.startsWith('\u2212') ? -1 : 1),
    )
    expect(at).toBeGreaterThan(0)
    expect(cents.slice(0, at).reduce((total, one) => total + one)).toBe(cents[at])
  }
})

test('another amount is priced before it is paid, and what the button says is what is paid', async ({
  world,
  context,
}) => {
  const tab = await context.newPage()
  const { id, url } = await world.open()
  await tab.goto(url)
  await tab.getByTestId('amount').fill('75.5')
  await tab.getByTestId('amount').press('Enter')
  await tab.getByRole('button', { name: 'Pay €75.50' }).click()
  await tab.waitForURL(world.appUrl)
  expect(await world.transactionOf(id)).toMatchObject({ sourceAmount: 75.5 })
})

test('a card that is no test card is refused, and not shown again', async ({ world, context }) => {
  const tab = await context.newPage()
  const { id, url } = await world.open()
  await tab.goto(url)
  await tab.getByTestId('card').fill('5555 5555 5555 4444')
  await tab.getByTestId('pay').click()
  expect(await tab.getByRole('alert').innerText()).toContain('no test card')
  expect(await tab.content()).not.toMatch(/5555\s*5555/)
  expect(await world.transactionOf(id)).toBeUndefined()
})

test('a buyer who refuses at the bank, or whose documents are refused, may try again', async ({ world, context }) => {
  const tab = await context.newPage()
  const { id, url } = await world.open()
  await tab.goto(url)
  await tab.getByTestId('three_d_secure').click()
  await tab.goto(url)
  await tab.getByTestId('challenge_refused').click()
  await tab.waitForURL(world.appUrl)
  await tab.goto(url)
  expect(await tab.getByRole('alert').innerText()).toContain('refused at the bank')
  await tab.getByTestId('identity').click()
  await tab.getByTestId('refuse').click()
  await tab.waitForURL(world.appUrl)
  await tab.goto(url)
  expect(await tab.getByRole('alert').innerText()).toContain('identity check was refused')
  await tab.getByTestId('pay').click()
  await tab.waitForURL(world.appUrl)
  expect(await world.statusesOf(id)).toEqual([
    ...['PENDING', 'TWO_FA_REQUIRED', 'DECLINED', 'DECLINED', 'PENDING', 'SETTLING', 'SETTLED'],
  ])
})

test.for([
  ['refund', 'Your last order was refunded.'],
  ['fail', 'The order could not be delivered.'],
  ['cancel', 'You cancelled your last order.'],
] as const)('after %s the link is open again, and says why', async ([button, words], { world, context }) => {
  const tab = await context.newPage()
  const { id, url } = await world.open()
  await tab.goto(url)
  await tab.getByTestId(button).click()
  await tab.waitForURL(world.appUrl)
  await world.statusesOf(id)
  await tab.goto(url)
  expect(await tab.getByRole('alert').innerText()).toBe(`${words} You can try again.`)
  await tab.getByTestId('pay').waitFor()
})

test('a sell stays for the deposit step, and goes on when the crypto has arrived', async ({ world, context }) => {
  const tab = await context.newPage()
  const { id, url } = await world.open(...sell)
  await tab.goto(url)
  expect(await tab.getByTestId('pay').innerText()).toBe('Sell 0.5 ETH')
  await tab.getByTestId('identity').click()
  await tab.getByTestId('identity_sent').click()
  const step = tab.getByRole('main')
  for (const text of ['0.5 ETH', 'Ethereum', '€']) expect(await step.innerText()).toContain(text)
  expect(await tab.getByTestId('deposit-address').innerText()).toMatch(/^0x[0-9a-f]{40}$/)
  await tab.getByRole('img', { name: 'QR code of the deposit address' }).waitFor()
  expect(await step.getByTestId('crypto_arrived').count()).toBe(0)
  await tab.getByRole('complementary').getByTestId('crypto_arrived').click()
  await tab.getByRole('heading', { name: 'Your money is on its way' }).waitFor()
  await tab.getByRole('link', { name: 'Return to the app' }).click()
  await tab.waitForURL(world.appUrl)
  expect(await world.statusesOf(id)).toEqual(['PENDING', 'SETTLING', 'SETTLED'])
})

test('a payment can be made with the keyboard alone', async ({ world, context }) => {
  const tab = await context.newPage()
  const { id, url } = await world.open({ lockFields: ['sourceAmount'] })
  await tab.goto(url)
  const reached: unknown[] = []
  while (reached.at(-1) !== 'abandon' && reached.length < 40) {
    await tab.keyboard.press('Tab')
    reached.push(await tab.evaluate('document.activeElement.dataset.testid ?? document.activeElement.id'))
    expect(await tab.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid')
  }
  // What a buyer has comes first, and the test controls after all of it.
  expect(reached.slice(0, 6)).toEqual(['card', 'expiry', 'code', 'pay', 'cancel', 'decline'])
  await tab.getByTestId('card').focus()
  await tab.keyboard.press('Enter')
  await tab.waitForURL(world.appUrl)
  expect(await world.transactionOf(id)).toBeDefined()
})

describe('every page', () => {
  test.for(['light', 'dark'] as const)(
    'is without a fault to axe in the %s scheme, and silent on the console',
    { timeout: galleryMs },
    async (colorScheme, { world, newContext, axeSource }) => {
      const tab = await (await newContext({ colorScheme, bypassCSP: true })).newPage()
      const plain = await (await newContext({ colorScheme })).newPage()
      const words: string[] = []
      plain.on('console', (message) => {
        if (!message.text().startsWith('Failed to load resource')) words.push(message.text())
      })
      for (const [name, url] of await gallery(world)) {
        await plain.goto(url)
        // Proof that the stylesheet was let through.
        expect(await plain.evaluate(`getComputedStyle(document.querySelector('.ribbon')).borderBottomStyle`)).toBe(
          'dashed',
        )
        await tab.goto(url)
        await tab.evaluate(axeSource)
        const found: unknown = await tab.evaluate(
          `axe.run(document).then(({ violations, passes }) => ({
            checked: passes.length,
            faults: violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')),
          }))`,
        )
        expect(found, name).toEqual({ checked: expect.any(Number), faults: [] })
        expect(found, name).not.toMatchObject({ checked: 0 })
      }
      expect(words).toEqual([])
    },
  )

  test('fits a screen of 320 px, and what can be pressed is 44 px high', { timeout: galleryMs }, async ({
    world,
    newContext,
  }) => {
    const tab = await (await newContext({ viewport: { width: 320, height: 568 } })).newPage()
    for (const [name, url] of await gallery(world)) {
      await tab.goto(url)
      expect(
        await tab.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
        name,
      ).toBe(0)
      for (const target of await tab.locator('a:visible, button:visible, input:visible, summary:visible').all()) {
        expect((await target.boundingBox())?.height ?? 0, name).toBeGreaterThanOrEqual(44)
      }
    }
  })
})

const sell = [
  { sourceCurrencyCode: 'ETH', destinationCurrencyCode: 'EUR', sourceAmount: '0.5' },
  { sessionType: 'SELL' },
] as const

async function passDetour(tab: Tab, onTheWay: string): Promise<void> {
  if (onTheWay === '3-D Secure') await tab.getByTestId('challenge_approved').click()
  if (onTheWay === 'identity check') await tab.getByTestId('identity_sent').click()
}

/** One of each page, by name; the payment page of each provider, which has colours of its own. */
async function gallery(world: CheckoutWorld): Promise<[name: string, url: string][]> {
  const providers = ['TRANSAK', 'MOONPAY', 'STRIPE', 'BANXA', 'MERCURYO', 'UNLIMIT', 'PAYBIS', 'ALCHEMYPAY']
  const pages: [string, string][] = []
  for (const serviceProvider of providers) pages.push([serviceProvider, (await world.open({ serviceProvider })).url])
  const { url } = await world.open({ paymentMethodType: 'SEPA' })
  pages.push(
    ['bank transfer', url],
    ['too little', `${url}&amount=1`],
    ['identity', `${url}&step=identity&case=identity`],
  )
  pages.push(['sell', (await world.open(...sell)).url])
  const acts = [
    ['challenge', { case: 'three_d_secure' }, []],
    ['declined', { case: 'decline' }, []],
    ['receipt', { outcome: 'pay' }, []],
    ['deposit', { outcome: 'pay' }, sell],
    ['app sends', { outcome: 'pay' }, [{ ...sell[0], serviceProvider: 'BANXA' }, sell[1]]],
  ] as const
  for (const [name, form, change] of acts) {
    const { token, url } = await world.open(...change)
    await fetch(`${world.url}/checkout`, {
      method: 'POST',
      body: new URLSearchParams({ token, ...form }),
      redirect: 'manual',
    })
    pages.push([name, url])
  }
  return [...pages, ['unknown', `${world.url}/checkout?token=x`], ['kyc', `${world.url}/kyc`]]
}

interface Opened {
  readonly id: string
  readonly token: string
  readonly url: string
}

interface CheckoutWorld {
  /** The simulator's. */
  readonly url: string
  /** Where the app waits for its user. */
  readonly appUrl: string
  readonly open: (data?: Readonly<Record<string, unknown>>, top?: Readonly<Record<string, unknown>>) => Promise<Opened>
  /** What Meld announced of the session's trades once a minute has gone by, in order. */
  readonly statusesOf: (sessionId: string) => Promise<unknown[]>
  readonly transactionOf: (sessionId: string) => Promise<Record<string, unknown> | undefined>
  readonly close: () => Promise<void>
}

/** A simulator, and an app that its webhooks and its users come to. */
async function startWorld(): Promise<CheckoutWorld> {
  const announced: { sessionId?: string; paymentTransactionStatus?: string }[] = []
  const app = createServer(async (request, response) => {
    if (request.method === 'POST') announced.push(((await readJson(request)) as { payload?: object }).payload ?? {})
    response.setHeader('content-type', 'text/html').end('<title>App</title>')
  }).listen(0, '127.0.0.1')
  await once(app, 'listening')
  const address = app.address()
  if (address === null || typeof address === 'string') throw new Error('The app has no port.')
  const appUrl = `http://127.0.0.1:${address.port}/back`
  const simulator = await startSimulator({ seed: 'checkout' })
  simulator.addWebhook({ url: appUrl })
  const call = async (path: string, body?: unknown) => {
    const sent = body === undefined ? {} : postJson(body)
    const answer = await fetchJson(simulator.url + path, { ...sent, headers })
    expect(answer.status, answer.text).toBe(200)
    return answer.body
  }
  return {
    url: simulator.url,
    appUrl,
    open: async (data = {}, top = {}) => {
      const opened = await call('/crypto/session/widget', {
        sessionType: 'BUY',
        sessionData: {
          countryCode: 'DE',
          serviceProvider: 'TRANSAK',
          sourceCurrencyCode: 'EUR',
          destinationCurrencyCode: 'USDC_BASE',
          sourceAmount: '200',
          walletAddress: wallet,
          redirectUrl: appUrl,
          ...data,
        },
        ...top,
      })
      return { id: opened.id, token: opened.token, url: opened.widgetUrl }
    },
    statusesOf: async (sessionId) => {
      await call('/_sim/clock', { advance_seconds: 60 })
      return announced.filter((one) => one.sessionId === sessionId).map((one) => one.paymentTransactionStatus)
    },
    transactionOf: async (sessionId) => {
      const { transactions } = await call('/_sim/transactions')
      return transactions.find((one: Record<string, unknown>) => one.sessionId === sessionId)
    },
    close: async () => {
      await simulator.close()
      app.closeAllConnections()
      app.close()
      await once(app, 'close')
    },
  }
}
