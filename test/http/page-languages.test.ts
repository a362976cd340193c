import { expect } from 'vitest'
import { type Language, languages, textsIn } from '../../src/pages/languages/languages.ts'
import { test } from '../support/fixtures/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { navigation, visit } from '../support/visit.ts'

async function ask(gateway: TestGateway, path: string, headers: Record<string, string> = {}) {
  return visit(`${gateway.url}${path}`, { headers })
}

async function newSession(gateway: TestGateway) {
  const { body } = await gateway.openSession()
  const call = (await gateway.widgetCalls()).at(-1)
  return {
    id: body.session.id,
    link: new URL(body.session.widget_url).pathname,
    back: new URL(call?.body.sessionData.redirectUrl).pathname,
  }
}

test.for(languages)('a link page speaks %s to who prefers it, and says so', async (language, { gateway }) => {
  const page = await ask(gateway, '/w/nothing', { 'accept-language': `${language}-XX, en;q=0.5` })
  const texts = textsIn(language).faults.unknown
  expect(page.status).toBe(404)
  expect(page.html).toContain(`<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">`)
  expect(page.html).toContain(`<title>${texts.title}</title>`)
  expect(page.html).toContain(`<h1>${texts.title}</h1>`)
  expect(page.headers.get('content-language')).toBe(language)
  expect(page.headers.get('vary')?.split(', ')).toContain('accept-language')
})

test('an address can ask for a language, also of the page that it leads to by itself', async ({ gateway }) => {
  const { link } = await newSession(gateway)
  const asked = await ask(gateway, '/w/nothing?lang=ja', { 'accept-language': 'de' })
  expect(asked.headers.get('content-language')).toBe('ja')

  // The first without a cookie from the same network is asked to keep one.
  await ask(gateway, link, navigation)
  const redirected = await ask(gateway, `${link}?lang=tr`, navigation)
  expect(redirected.headers.get('location')).toBe('?cookies=asked&lang=tr')
  const doubtful = await visit(`${gateway.url}${link}?lang=fr`, { agent: 'Something/1.0 (unknown)' })
  expect(doubtful.html).toContain('href="?continue=1&amp;lang=fr"')
  expect(doubtful.html).toContain(textsIn('fr').proceed.title)
  expect(doubtful.headers.get('vary')).toBe('user-agent, accept-language')
})

test('a language that an address cannot ask for is not repeated anywhere', async ({ gateway }) => {
  const { link } = await newSession(gateway)
  await ask(gateway, link, navigation)
  for (const query of ['lang=%22%3E%3Cscript%3E&lang=x', 'lang=%22%3E%3Cscript%3E', 'lang=xx', 'lang=']) {
    const redirected = await ask(gateway, `${link}?${query}`, navigation)
    expect(redirected.headers.get('location'), query).toBe('?cookies=asked')
  }
})

test.for([
  ['de', 'Sie sind zurück von', '100,00\u00a0$'],
  ['ar', 'لقد عدت من', 'USD'],
  ['en', 'You are back from', '$100.00'],
] as const)(
  'the return page in %s names provider and amount as its readers do',
  async ([language, words, amount], { gateway }) => {
    const { id, back } = await newSession(gateway)
    const { html } = await ask(gateway, back, { 'accept-language': language })
    const provider = (await gateway.get(`/v0/ramp/sessions/${id}`)).body.session.service_provider
    expect(provider).toBe('BANXA')
    expect(html).toContain(`<h1>${words} Banxa</h1>`)
    expect(html).toContain(amount)
    expect(html).toContain('USDC')
    expect(html).not.toContain('BANXA')
  },
)

test('a session’s pages show the code that finds it, and no id of 32 digits', async ({ gateway }) => {
  const { link, back } = await newSession(gateway)
  await ask(gateway, link)
  await gateway.advance(25 * 3600)
  const [expired, returned] = [await ask(gateway, link), await ask(gateway, back)]
  const codes = [expired, returned].map(({ html }) => />([0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4})</.exec(html)?.[1])
  expect(codes[0]).toBeDefined()
  expect(codes[1]).toBe(codes[0])
  expect(expired.html).not.toMatch(/[0-9a-f]{32}/)
})

test('a refused browser reads its own language, and the developer’s words in English', async ({ gateway }) => {
  const read = async (path: string, language: Language) =>
    (await ask(gateway, path, { 'accept-language': language, accept: 'text/html' })).html
  const page = await read('/nothing', 'ko')
  expect(page).toContain(`<h1>${textsIn('ko').refusals.route_not_found.title}</h1>`)
  expect(page).toContain('GEN-404-001의 의미')
  expect(await read('/errors/x', 'ko')).toContain(
    '<p lang="en" dir="ltr">No error has this code; /errors lists all.</p>',
  )
  expect(await read('/errors', 'ko')).toContain('<html lang="en" dir="ltr">')
})

test('a prefetch that is declined says what its answer depends on', async ({ gateway }) => {
  const { link } = await newSession(gateway)
  const declined = await ask(gateway, link, { 'sec-purpose': 'prefetch' })
  expect(declined.status).toBe(503)
  expect(declined.headers.get('vary')).toBe('sec-purpose, purpose, x-purpose, x-moz, accept-language')
})
