import { expect, test } from 'vitest'
import { returnPage } from './return-page.ts'

const options = {
  language: 'en' as const,
  brand: null,
  sessionId: 'ses_0198c0de0000700080000000000000aa',
  supportCode: 'ABCD-2345',
  clientState: '{"cart":"<7>"}',
  status: 'returned' as const,
  asked: null,
  provider: null,
  allowedOrigins: ['https://wallet.example', 'https://beta.wallet.example'],
  returnLink: 'myapp://ramp/done?from=rampway&x=1',
}

test('the page says that the user is back, and never how the trade ended', () => {
  const page = returnPage(options)
  expect(page.status).toBe(200)
  expect(page.html).toContain('You are back')
  expect(page.html).not.toMatch(/\bpaid\b|success|complete|confirm|thank/i)
})

test.each([
  ['transacting', 'Your trade is under way'],
  ['completed', 'Your trade is complete'],
  ['failed', 'This trade did not go through'],
  ['cancelled', 'This trade was cancelled'],
  ['not_observed', 'You are back from the provider'],
  ['expired', 'You are back from the provider'],
] as const)('a session that is stored as %s is told as "%s"', (status, title) => {
  const { html } = returnPage({ ...options, status })
  expect(html).toContain(`<title>${title}</title>`)
  expect(html).toContain(`<h1>${title}</h1>`)
  expect(html).not.toMatch(/\bpaid\b|confirm/i)
  expect(/complete|went through/.test(html)).toBe(status === 'completed')
  expect(html).toContain(options.supportCode)
})

test('the script is given exactly the session, the origins and the link, through attributes', () => {
  const { html } = returnPage(options)
  expect(html).toContain('data-support-code="ABCD-2345" data-client-state="{&quot;cart&quot;:&quot;&lt;7&gt;&quot;}"')
  expect(html).toContain(`data-session-id="${options.sessionId}"`)
  expect(html).toContain('data-allowed-origins="https://wallet.example https://beta.wallet.example"')
  expect(html).toContain(
    `id="return-link" href="myapp://ramp/done?from=rampway&amp;x=1&amp;session_id=${options.sessionId}"`,
  )
  expect(html.match(/<script/g)).toHaveLength(1)
  expect(html).toMatch(/<script src="\.\.\/assets\/return-[0-9a-f]{12}\.js" defer><\/script>/)
  expect(html).not.toMatch(/http-equiv|style=|\son[a-z]+=/)
})

test('without a return link the page says what to do instead', () => {
  const { html } = returnPage({ ...options, returnLink: null })
  expect(html).toContain('You can close this page and go back to the app.')
  expect(html).not.toContain('return-link')
})

test('"any origin" and script links are refused', () => {
  expect(() => returnPage({ ...options, allowedOrigins: ['*'] })).toThrow(TypeError)
  expect(() => returnPage({ ...options, allowedOrigins: ['https://a.example https://b.example'] })).toThrow(TypeError)
  expect(() => returnPage({ ...options, returnLink: 'javascript:alert(1)' })).toThrow(TypeError)
})

test('the pages between the app and this one may frame it, whoever they belong to', () => {
  const { headers } = returnPage({ ...options, allowedOrigins: ['capacitor://localhost'] })
  expect(headers['content-security-policy']).toContain("frame-ancestors 'self' * capacitor://localhost")
})

test('without a client state there is no attribute of it, so that the app is told null', () => {
  const { html } = returnPage({ ...options, clientState: null })
  expect(html).not.toContain('data-client-state')
})

test('a hostile session id or client state stays an attribute value', () => {
  const hostile = '"><script>x</script>'
  const { html } = returnPage({ ...options, sessionId: hostile, clientState: hostile })
  expect(html.match(/<script/g)).toHaveLength(1)
})
