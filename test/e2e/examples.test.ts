import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { test as base } from '../support/fixtures/browser.ts'
import { closing } from '../support/fixtures/closing.ts'
import { freePort } from '../support/free-port.ts'
import { fetchJson, postJson } from '../support/gateway.ts'
import { makeFolder, startProgram, untilHealthy } from '../support/program.ts'
import { until } from '../support/until.ts'

const root = new URL('../../', import.meta.url)
const readText = (path: string): Promise<string> => readFile(new URL(path, root), 'utf8')

/** Where the examples expect `npm start`. */
const usualUrl = 'http://127.0.0.1:8080'

/** The program as `npm start` runs it, on a port of its own. */
async function startRampway() {
  const folder = await makeFolder('rampway-examples-')
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const program = startProgram(['dev'], { PORT: String(port) }, folder)
  await untilHealthy(program, url)
  return {
    url,
    control: (path: string, body: unknown) => fetchJson(`${url}/_sim${path}`, postJson(body)),
    close: async () => {
      program.child.kill('SIGTERM')
      await program.ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

type Rampway = Awaited<ReturnType<typeof startRampway>>

const test = base.extend('rampway', { scope: 'file' }, closing(startRampway))
// A hook, so that starting it is not part of the time that the first test may take.
test.beforeEach(({ rampway }) => void rampway)

/** Serves one page at the root of an origin, and to browsers a site, of its own, as any static server would. */
async function serve(html: string): Promise<{ url: string; close: () => void }> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return { url: `http://localhost:${port}/`, close: () => void server.close() }
}

/** The code blocks of that language in a document, as they stand. */
function blocksOf(markdown: string, language: string): string[] {
  return [...markdown.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, code = '']) => code)
}

/** Pays on the provider's page in the frame, as the buyer would, and lets the provider's quarter of a minute pass. */
async function payInFrame(page: Page, { url, control }: Rampway): Promise<void> {
  const frame = await until(async () => {
    const shown = page.frames().find((one) => one.url().includes('/checkout'))
    if (shown === undefined) throw new Error(`no frame shows the provider:\n${await page.content()}`)
    return shown
  })
  await frame.getByTestId('pay').click()
  await until(async () => {
    const { transactions } = (await fetchJson(`${url}/_sim/transactions`)).body
    expect(transactions[0]).toMatchObject({ status: 'PENDING' })
  })
  await control('/clock', { advance_seconds: 60 })
}

/** Opens a page that a person made, and buys. */
async function buyOn(page: Page, html: string, rampway: Rampway): Promise<void> {
  const site = await serve(html.replaceAll(usualUrl, rampway.url))
  await page.goto(site.url)
  await payInFrame(page, rampway)
  await page.getByText('Your purchase is completed.').waitFor()
  site.close()
}

test('a person with only the README embeds a working buy into a page of their own in ten lines', async ({
  rampway,
  context,
}) => {
  const [lines = ''] = blocksOf(await readText('README.md'), 'html')
  expect(lines.trimEnd().split('\n').length).toBeLessThanOrEqual(10)
  const ownPage = `<!doctype html><html lang="en"><head><title>My wallet</title></head>
<body><h1>My wallet</h1><p>USDC: 0</p>
${lines}</body></html>`
  await buyOn(await context.newPage(), ownPage, rampway)
})

test('the HTML example is those lines, word for word, and buys', async ({ rampway, context }) => {
  const [lines = ''] = blocksOf(await readText('README.md'), 'html')
  const page = await readText('examples/html/index.html')
  expect(page.slice(page.indexOf('<script'))).toBe(lines)
  await buyOn(await context.newPage(), page, rampway)
})

test('the Node example quotes, opens, waits for the buyer and lists', async ({ rampway }) => {
  const script = fileURLToPath(new URL('examples/node/buy.mjs', root))
  const child = spawn(process.execPath, [script, rampway.url], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const said: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line)
    if (!line.includes('/w/')) continue
    const [session] = (await fetchJson(`${rampway.url}/_sim/sessions`)).body.sessions
    await rampway.control('/checkout', { session_id: session.id, outcome: 'pay' })
    await rampway.control('/clock', { advance_seconds: 60 })
  }
  expect(await ended).toEqual([0, null])
  expect(said).toContainEqual(expect.stringMatching(/^BANXA gives [\d.]+ USDC; its fees are [\d.]+ USD\.$/))
  expect(said).toContainEqual(expect.stringMatching(/ is out: \w+\.$/))
  expect(said).toContain('The session is completed.')
  expect(said.at(-1)).toMatch(/: 100 USD to USDC, completed$/)
})
