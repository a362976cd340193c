import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished } from 'vitest'
import { test } from '../support/fixtures/browsed-gateway.ts'
import type { TestGateway } from '../support/gateway.ts'

async function newLink(gateway: TestGateway): Promise<{ link: string; id: string }> {
  const { body } = await gateway.openSession()
  return { link: body.session.widget_url, id: body.session.id }
}

test('of two fresh contexts of one machine the first has the link, also when it comes back', async ({
  gateway,
  newContext,
  context,
}) => {
  const { link } = await newLink(gateway)
  const second = await newContext()
  const [mine, theirs] = await Promise.all([context.newPage(), second.newPage()])
  await mine.goto(link)
  expect(new URL(mine.url()).origin).toBe(gateway.simulator.url)
  const answer = await theirs.goto(link)
  expect(answer?.status()).toBe(410)
  expect(await theirs.textContent('h1')).toContain('already in use')
  await mine.goto(link)
  expect(new URL(mine.url()).origin).toBe(gateway.simulator.url)
  expect((await theirs.goto(link))?.status()).toBe(410)
})

test('the other one has it after its release', async ({ gateway, newContext, context }) => {
  const { link, id } = await newLink(gateway)
  const second = await newContext()
  await (await context.newPage()).goto(link)
  const headers = { 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': await gateway.mintToken() }
  const released = await gateway.send(`/v0/ramp/sessions/${id}/release-link`, { method: 'POST', headers })
  expect(released.status).toBe(200)
  const theirs = await second.newPage()
  await theirs.goto(link)
  expect(new URL(theirs.url()).origin).toBe(gateway.simulator.url)
})

test('a page that loads the link as a picture, a script or data opens nothing', async ({ gateway, context }) => {
  const { link, id } = await newLink(gateway)
  const page = await context.newPage()
  await page.goto(`${gateway.url}/errors`)
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
  const { body } = await gateway.get(`/v0/ramp/sessions/${id}`)
  expect(body.session.status).toBe('ready')
})

test('a frame on another site, whose cookies are refused, keeps its link', async ({ gateway, context }) => {
  const { link } = await newLink(gateway)
  // To a browser, localhost is another site than 127.0.0.1.
  const site = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end(`<iframe src="${link}"></iframe>`)
  }).listen(0, 'localhost')
  await once(site, 'listening')
  onTestFinished(() => void site.close())
  const { port } = site.address() as AddressInfo
  const page = await context.newPage()
  for (let time = 0; time < 2; time++) {
    await page.goto(`http://localhost:${port}`)
    const frame = page.frames().at(-1)
    expect(new URL(frame?.url() ?? '').origin).toBe(gateway.simulator.url)
  }
  expect(await context.cookies(link)).toEqual([])
})
