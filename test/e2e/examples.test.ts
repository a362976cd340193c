import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import { type DevProgram, test } from '../support/fixtures/dev-program.ts'
import { freePort } from '../support/free-port.ts'
import { fetchJson } from '../support/gateway.ts'
import { until } from '../support/until.ts'

const root = new URL('../../', import.meta.url)
const readText = (path: string): Promise<string> => readFile(new URL(path, root), 'utf8')

/** Where the examples expect `npm start`. */
const usualUrl = 'http://127.0.0.1:8080'

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
async function payInFrame(page: Page, { url, control }: DevProgram): Promise<void> {
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
async function buyOn(page: Page, html: string, rampway: DevProgram): Promise<void> {
  const site = await serve(html.replaceAll(usualUrl, rampway.url))
  await page.goto(site.url)
  await payInFrame(page, rampway)
  await expect.poll(() => page.textContent('body')).toMatch(/opening opened .*returned .*completed closed/)
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

/** `vite FOLDER`, on a port of its own. */
async function startVite(folder: string, env: Record<string, string>) {
  const port = String(await freePort())
  const vite = fileURLToPath(new URL('node_modules/vite/bin/vite.js', root))
  const child = spawn(process.execPath, [vite, folder, '--port', port, '--strictPort'], {
    cwd: fileURLToPath(root),
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = once(child, 'exit')
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await ended
  })
  const url = `http://localhost:${port}/`
  await until(async () => expect((await fetch(url)).status).toBe(200))
  return url
}

test('the React example opens one session for one click, in strict mode, and buys', async ({ rampway, context }) => {
  const site = await startVite('examples/react', { VITE_RAMPWAY_URL: rampway.url })
  const sessions = async (): Promise<number> => (await fetchJson(`${rampway.url}/_sim/sessions`)).body.total
  const before = await sessions()
  const page = await context.newPage()
  await page.goto(site)
  await page.getByRole('button', { name: 'Buy USDC for 100 USD' }).click()
  await payInFrame(page, rampway)
  await page.getByText('Your purchase is completed.').waitFor()
  expect(await sessions()).toBe(before + 1)
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
