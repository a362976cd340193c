import { expect } from 'vitest'
import { parseColour } from '../../src/domain/colour.ts'
import type { BrandLogo, TenantBrand } from '../../src/domain/tenant-brand.ts'
import { test } from '../support/fixtures/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { visit } from '../support/visit.ts'

const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><script>alert(1)</script></svg>'
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=',
  'base64',
)
const square: BrandLogo = { contentType: 'image/svg+xml', bytes: Buffer.from(svg), width: 8, height: 8 }
const wide: BrandLogo = { contentType: 'image/png', bytes: png, width: 300, height: 60 }
const acme: TenantBrand = {
  name: 'Acme & <Söhne>',
  logo: square,
  darkLogo: null,
  accent: parseColour('#ffd400') ?? null,
  support: 'mailto:help@acme.example',
}

async function expiredPage(gateway: TestGateway, tenant?: string): Promise<string> {
  const { body } = await gateway.openSession(undefined, tenant === undefined ? {} : { tenant })
  await gateway.advance(25 * 3600)
  return (await visit(body.session.widget_url)).html
}

function brand(gateway: TestGateway, changes: Partial<TenantBrand> | null): void {
  gateway.changeTenants((tenant) =>
    tenant.id === gateway.demo.id ? { ...tenant, brand: changes === null ? null : { ...acme, ...changes } } : tenant,
  )
}

/** The root-relative paths of the files that a page refers to. */
function filesOf(page: string, name: 'brand' | 'logo'): string[] {
  return [...page.matchAll(/"\.\.(\/assets\/[^"]+)"/g)]
    .map(([, path = '']) => path)
    .filter((path) => path.startsWith(`/assets/${name}-`))
}

test('a page shows whose it is: name, logo, colours, and where support is', async ({ gateway }) => {
  brand(gateway, {})
  const page = await expiredPage(gateway)
  expect(page).toContain('<title>This link has expired · Acme &amp; &lt;Söhne&gt;</title>')
  expect(page).toContain('<span>Acme &amp; &lt;Söhne&gt;</span>')
  expect(page).toMatch(/<a href="mailto:help@acme\.example\?subject=Support%20code%20[0-9A-Z]{4}-[0-9A-Z]{4}"/)
  const [stylesheet = '', ...further] = filesOf(page, 'brand')
  expect(further).toEqual([])
  const css = await gateway.send(stylesheet)
  expect(css.headers.get('content-type')).toBe('text/css; charset=utf-8')
  expect(css.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  const posted = await gateway.send(stylesheet, { method: 'POST' })
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
  // Black on the very yellow, and a darker one for text on white.
  expect(css.text).toContain('--fill: #ffd400;')
  expect(css.text).toContain('--on-fill: #000000;')
  expect(css.text).not.toContain('--accent: #ffd400; --accent-strong: #ffd400')
})

test('a logo is served as it is, for ever, and runs nothing when it is opened by itself', async ({ gateway }) => {
  brand(gateway, { darkLogo: wide })
  const page = await expiredPage(gateway)
  const [icon, dark = '', light = ''] = filesOf(page, 'logo')
  expect(page).toContain('media="(prefers-color-scheme: dark)" width="300" height="60"')
  expect(icon).toBe(light)
  const served = await gateway.send(light)
  expect(served.text).toBe(svg)
  expect(served.headers.get('content-type')).toBe('image/svg+xml')
  expect(served.headers.get('x-content-type-options')).toBe('nosniff')
  expect(served.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(served.headers.get('content-security-policy')).toBe("default-src 'none'; style-src 'unsafe-inline'; sandbox")
  const picture = await fetch(`${gateway.url}${dark}`)
  expect(picture.headers.get('content-type')).toBe('image/png')
  expect(Buffer.from(await picture.arrayBuffer()).equals(png)).toBe(true)
})

test('a logo that holds the name stands alone, and is no icon', async ({ gateway }) => {
  brand(gateway, { logo: wide })
  const page = await expiredPage(gateway)
  expect(page).toContain('alt="Acme &amp; &lt;Söhne&gt;" width="300" height="60"')
  expect(page).not.toContain('<span>Acme')
  expect(filesOf(page, 'logo')).toHaveLength(1)
})

test('another tenant’s pages show nothing of it, and nobody’s pages show nobody’s', async ({ gateway }) => {
  brand(gateway, {})
  for (const page of [await expiredPage(gateway, 'org-other:env-sandbox'), (await gateway.send('/w/nothing')).text]) {
    expect(page).not.toMatch(/Acme|\/assets\/(?:brand|logo)-|mailto:/)
  }
})

test('a page of a link that was miscopied, or that failed, shows whose link it is', async ({ gateway }) => {
  brand(gateway, {})
  const { body } = await gateway.openSession()
  for (const mangled of [`${body.session.widget_url}/`, `${body.session.widget_url}/x`]) {
    const page = await visit(mangled)
    expect(page.status, mangled).toBe(404)
    expect(page.html, mangled).toContain('<span>Acme &amp; &lt;Söhne&gt;</span>')
  }
})

test('a reload changes the pages at once, and what no tenant has any more is not found', async ({ gateway }) => {
  brand(gateway, {})
  const [before = ''] = filesOf(await expiredPage(gateway), 'brand')
  expect((await gateway.send(before)).status).toBe(200)
  brand(gateway, { accent: parseColour('#0e7c66') ?? null, support: 'https://acme.example/help' })
  const page = await expiredPage(gateway)
  const [after = ''] = filesOf(page, 'brand')
  expect(after).not.toBe(before)
  expect((await gateway.send(after)).status).toBe(200)
  expect((await gateway.send(before)).status).toBe(404)
  expect(page).toContain(
    '<a href="https://acme.example/help" target="_blank" rel="noopener noreferrer">Contact support</a>',
  )
  brand(gateway, null)
  expect(await expiredPage(gateway)).not.toMatch(/class="brand"|\/assets\/brand-/)
})

test.for(['/assets/brand-000000000000.css', '/assets/logo-..%2f..%2fx.svg', '/assets/logo-.png', '/assets/brand-x.js'])(
  'there is nothing at %s',
  async (path, { gateway }) => {
    expect((await gateway.send(path)).status).toBe(404)
  },
)

test('a preview in a chat tells whose link it is, and nothing of its session', async ({ gateway }) => {
  brand(gateway, {})
  const previews = []
  for (let time = 0; time < 2; time += 1) {
    const { body } = await gateway.openSession()
    const headers = { 'user-agent': 'Slackbot-LinkExpanding 1.0' }
    previews.push((await gateway.send(new URL(body.session.widget_url).pathname, { headers })).text)
  }
  expect(previews[0]).toContain('<meta property="og:site_name" content="Acme &amp; &lt;Söhne&gt;">')
  expect(previews[1]).toBe(previews[0])
})
