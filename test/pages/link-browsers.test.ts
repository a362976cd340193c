import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'

let browser: Browser
let rampway: TestGateway

beforeAll(async () => {
  ;[browser, rampway] = await Promise.all([launchBrowser(), startTestGateway()])
})
afterAll(async () => {
  await browser.close()
  await rampway.close()
})

async function newLink(): Promise<{ link: string; id: string }> {
  const { body } = await rampway.openSession()
  return { link: body.session.widget_url, id: body.session.id }
}

test('of two fresh contexts of one machine the first has the link, also when it comes back', async () => {
  const { link } = await newLink()
  const [first, second] = await Promise.all([browser.newContext(), browser.newContext()])
  const [mine, theirs] = await Promise.all([first.newPage(), second.newPage()])
  await mine.goto(link)
  expect(new URL(mine.url()).origin).toBe(rampway.simulator.url)
  const answer = await theirs.goto(link)
  expect(answer?.status()).toBe(410)
  expect(await theirs.textContent('h1')).toContain('already in use')
  await mine.goto(link)
  expect(new URL(mine.url()).origin).toBe(rampway.simulator.url)
  expect((await theirs.goto(link))?.status()).toBe(410)
  await Promise.all([first.close(), second.close()])
})

test('the other one has it after its release', async () => {
  const { link, id } = await newLink()
  const [first, second] = await Promise.all([browser.newContext(), browser.newContext()])
  await (await first.newPage()).goto(link)
  const headers = { 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': await rampway.mintToken() }
  const released = await rampway.send(`/v0/ramp/sessions/${id}/release-link`, { method: 'POST', headers })
  expect(released.status).toBe(200)
  const theirs = await second.newPage()
  await theirs.goto(link)
  expect(new URL(theirs.url()).origin).toBe(rampway.simulator.url)
  await Promise.all([first.close(), second.close()])
})

test('a page that loads the link as a picture, a script or data opens nothing', async () => {
  const { link, id } = await newLink()
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${rampway.url}/errors`)
  await page.evaluate(`(async (address) => {
    await fetch(address, { mode: 'no-cors', redirect: 'manual' }).catch(() => {})
    for (const name of ['img', 'script']) {
      const element = document.createElement(name)
      const done = new Promise((resolve) => { element.onload = element.onerror = resolve })
      element.src = address
      document.body.append(element)
      await done
    }
  })(${JSON.stringify(link)})`)
  const headers = { 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': await rampway.mintToken() }
  const { body } = await rampway.send(`/v0/ramp/sessions/${id}`, { headers })
  expect(body.session.status).toBe('ready')
  await context.close()
})

test('a frame on another site, whose cookies are refused, keeps its link', async () => {
  const { link } = await newLink()
  // To a browser, localhost is another site than 127.0.0.1.
  const site = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end(`<iframe src="${link}"></iframe>`)
  }).listen(0, 'localhost')
  await once(site, 'listening')
  const { port } = site.address() as AddressInfo
  const context = await browser.newContext()
  const page = await context.newPage()
  for (let time = 0; time < 2; time++) {
    await page.goto(`http://localhost:${port}`)
    const frame = page.frames().at(-1)
    expect(new URL(frame?.url() ?? '').origin).toBe(rampway.simulator.url)
  }
  expect(await context.cookies(link)).toEqual([])
  await context.close()
  site.close()
})
