import { rm } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { freePort } from '../support/free-port.ts'
import { fetchJson, type JsonAnswer, postJson, wallet } from '../support/gateway.ts'
import { makeFolder, type Program, startProgram, untilHealthy } from '../support/program.ts'
import { until } from '../support/until.ts'

const tenant = 'org-demo:env-sandbox'

let folder: string
let url: string
let rampway: Program
let browser: Browser

/** The program as a newcomer runs it: gateway, simulator, PostgreSQL and background work, with nothing configured. */
beforeAll(async () => {
  folder = await makeFolder('rampway-quick-start-')
  const port = await freePort()
  url = `http://127.0.0.1:${port}`
  rampway = startProgram(['dev'], { PORT: String(port) }, folder)
  await untilHealthy(rampway, url)
  // So long that every status is met while it lasts, however busy the machine is; the clock is moved past it.
  const timings = { settling_seconds: 300, settled_seconds: 300 }
  expect((await fetchJson(`${url}/_sim/timings`, postJson(timings))).status).toBe(200)
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  rampway?.child.kill('SIGTERM')
  await rampway?.ended
  await rm(folder, { recursive: true, force: true })
})

/** A user of the partner's app, with a fresh token at each call. */
function appOf(sub: string) {
  const headers = async (): Promise<Record<string, string>> => {
    const { token } = (await fetchJson(`${url}/dev/token`, postJson({ sub, tenant }))).body
    return { 'x-juno-orgid': tenant, 'x-juno-jwt': token }
  }
  return {
    get: async (path: string): Promise<JsonAnswer> => fetchJson(`${url}${path}`, { headers: await headers() }),
    post: async (path: string, body: unknown): Promise<JsonAnswer> => {
      const call = postJson(body)
      return fetchJson(`${url}${path}`, { ...call, headers: { ...call.headers, ...(await headers()) } })
    },
  }
}

type App = ReturnType<typeof appOf>

/** Takes the best quote and opens a session for exactly it, as its own link says. */
async function openBestQuote(app: App, query: Record<string, string>, more: Record<string, unknown> = {}) {
  const quotes = await app.get(`/v0/ramp/quotes?${new URLSearchParams(query)}`)
  expect(quotes.status).toBe(200)
  const [best] = quotes.body.quotes
  const { href, body, requires } = best._links.open
  expect(requires).toEqual(['wallet_address'])
  const opened = await app.post(href, { ...body, wallet_address: wallet, idempotency_key: 'quick start', ...more })
  expect(opened.status).toBe(201)
  expect(opened.body.session).toMatchObject({ status: 'ready', service_provider: best.service_provider })
  return { best, session: opened.body.session }
}

/** The user's newest transaction, read by its id; rejects while there is none or it stands otherwise. */
async function newestTransaction(app: App, status: string): Promise<JsonAnswer['body']> {
  return until(async () => {
    const list = await app.get('/v0/ramp/transactions?count=1')
    expect(list.status).toBe(200)
    const { id } = list.body.transactions[0]
    const read = await app.get(`/v0/ramp/transactions/${id}`)
    expect(read.body.transaction).toMatchObject({ id, status })
    return read.body.transaction
  })
}

/** The provider takes ten minutes, which nobody waits for. */
async function letTimePass(): Promise<void> {
  await fetchJson(`${url}/_sim/clock`, postJson({ advance_seconds: 700 }))
}

/** Opens the hosted link and confirms on the provider's page, as the user would. */
async function confirmInWidget(link: string): Promise<Page> {
  const page = await browser.newPage()
  await page.goto(link)
  expect(await page.textContent('body')).toContain(wallet)
  await page.getByTestId('pay').click()
  return page
}

/** The same, up to the return page. */
async function returnFromWidget(link: string): Promise<Page> {
  const page = await confirmInWidget(link)
  await page.waitForURL(`${url}/r/**`)
  return page
}

test('a buy goes from the quote through the hosted page to a completed transaction', async () => {
  const app = appOf('quick-start-buyer')
  const query = { source_amount: '100.00', from_asset: 'USD', to_asset: 'USDC', chain_id: '8453', country_code: 'US' }
  const { best, session } = await openBestQuote(app, query)
  const page = await returnFromWidget(session.widget_url)
  await page.close()
  const pending = await newestTransaction(app, 'pending')
  expect(pending).toMatchObject({ transaction_type: 'CRYPTO_PURCHASE', session_id: session.id })
  expect((await app.get(`/v0/ramp/sessions/${session.id}`)).body.session.status).toBe('transacting')

  await letTimePass()
  const completed = await newestTransaction(app, 'completed')
  expect(completed).toMatchObject({
    id: pending.id,
    from_asset: 'USD',
    to_asset: 'USDC',
    chain_id: 8453,
    source_amount: '100',
    destination_amount: best.destination_amount,
    service_provider: best.service_provider,
    transaction_hash: expect.any(String),
  })
  const read = await app.get(`/v0/ramp/sessions/${session.id}`)
  expect(read.body.session).toMatchObject({ status: 'completed', observation: null })
})

const sellQuery = { source_amount: '150', from_asset: 'USDC', to_asset: 'USD', chain_id: '8453', country_code: 'US' }

test('a sell goes from the quote to completed when the user sends the crypto from the provider’s page', async () => {
  const app = appOf('quick-start-seller')
  const { session } = await openBestQuote(app, sellQuery)
  const page = await confirmInWidget(session.widget_url)
  expect(await newestTransaction(app, 'pending')).toMatchObject({ transaction_type: 'CRYPTO_SELL' })
  expect(await page.getByTestId('deposit-address').textContent()).toMatch(/^0x[0-9a-f]{40}$/)
  await page.getByTestId('crypto_arrived').click()
  await page.close()
  await letTimePass()
  expect(await newestTransaction(app, 'completed')).toMatchObject({ session_id: session.id, to_asset: 'USD' })
  expect((await app.get(`/v0/ramp/sessions/${session.id}`)).body.session.status).toBe('completed')
})

test('a sell goes from the quote to completed when the app sends the crypto after the user’s return', async () => {
  const app = appOf('quick-start-returner')
  const { session } = await openBestQuote(app, { ...sellQuery, redirect_flow: 'true' })
  const page = await returnFromWidget(session.widget_url)
  await page.close()
  const { deposit } = await until(async () => {
    const read = await app.get(`/v0/ramp/sessions/${session.id}`)
    expect(read.body.session).toMatchObject({
      status: 'transacting',
      deposit: { sent_by: 'app', asset: 'USDC', chain_id: 8453 },
    })
    return read.body.session
  })
  expect(deposit.address).toMatch(/^0x[0-9a-f]{40}$/)
  // The app sends the crypto, and the provider sees it arrive.
  const arrived = await fetchJson(
    `${url}/_sim/checkout`,
    postJson({ session_id: session.id, outcome: 'crypto_arrived' }),
  )
  expect(arrived.status).toBe(200)
  await letTimePass()
  await newestTransaction(app, 'completed')
  const ended = (await app.get(`/v0/ramp/sessions/${session.id}`)).body.session
  expect(ended).toMatchObject({ status: 'completed' })
  expect(ended.deposit).toBeUndefined()
})
