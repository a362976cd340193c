import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { freePort } from '../support/free-port.ts'
import { fetchJson } from '../support/gateway.ts'
import { makeFolder, type Program, startProgram, untilHealthy } from '../support/program.ts'
import { until } from '../support/until.ts'

let folder: string
let url: string
let rampway: Program
let browser: Browser

beforeAll(async () => {
  folder = await makeFolder('rampway-e2e-')
  const port = await freePort()
  url = `http://127.0.0.1:${port}`
  rampway = startProgram(['dev'], { PORT: String(port) }, folder)
  await untilHealthy(rampway, url)
  await until(async () => expect(rampway.output()).toContain('Ctrl-C stops everything'))
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  rampway?.child.kill('SIGTERM')
  await rampway?.ended
  await rm(folder, { recursive: true, force: true })
})

/** The command that `rampway dev` prints, run as a newcomer would run it; gives its JSON. */
async function runPrintedCurl(): Promise<{ status: number; session: Record<string, string> }> {
  const printed = /^ {2}curl [\s\S]*?-d '\{"source_amount.*$/m.exec(rampway.output())?.[0]
  if (printed === undefined) throw new Error(`no curl was printed:\n${rampway.output()}`)
  const command = `${printed.trim()} -w '\\n%{http_code}'`
  const { stdout } = await promisify(execFile)('sh', ['-c', command])
  const [body = '', status] = stdout.trim().split('\n')
  return { status: Number(status), session: JSON.parse(body).session }
}

test('from the printed curl through the checkout to the return page, and 208 for the same call again', async () => {
  const first = await runPrintedCurl()
  expect(first.status).toBe(201)
  const again = await runPrintedCurl()
  expect(again.status).toBe(208)
  expect(again.session).toEqual(first.session)

  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(first.session.widget_url ?? '')
  expect(await page.textContent('body')).toContain('0x52908400098527886E0F7030069857D2E4169EE7')
  await page.getByTestId('pay').click()
  await page.waitForURL(`${url}/r/**`)
  await expect(page.getByRole('heading', { level: 1 }).textContent()).resolves.toContain('under way')
  expect((await page.textContent('body'))?.toLowerCase()).not.toContain('paid')
  expect(complaints).toEqual([])

  const spent = await page.goto(first.session.widget_url ?? '')
  expect(spent?.status()).toBe(410)
  await context.close()
})

test.each(['decline', 'cancel', 'abandon'])('a buyer can %s on the checkout page', async (outcome) => {
  const { token } = (await fetchJson(`${url}/dev/token`, json({ sub: `buyer-${outcome}` }))).body
  const opened = await fetchJson(`${url}/v0/ramp/sessions`, {
    ...json({
      source_amount: '50',
      from_asset: 'EUR',
      to_asset: 'ETH',
      chain_id: 8453,
      country_code: 'DE',
      wallet_address: `0x${'a1'.repeat(20)}`,
    }),
    headers: { 'content-type': 'application/json', 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': token },
  })
  expect(opened.status).toBe(201)
  const page = await browser.newPage()
  await page.goto(opened.body.session.widget_url)
  await page.getByTestId(outcome).click()
  await page.waitForLoadState()
  expect(page.url()).toMatch(outcome === 'abandon' ? /checkout/ : /\/r\//)
  await page.close()
})

function json(body: unknown): RequestInit & { headers: Record<string, string> } {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
