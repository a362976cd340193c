import { expect, test } from 'vitest'
import type { LinkFault } from '../domain/link.ts'
import { linkPage } from './link-pages.ts'

const statuses: Readonly<Record<LinkFault, number>> = {
  foreign: 410,
  spent: 410,
  completed: 410,
  failed: 410,
  cancelled: 410,
  expired: 410,
  worn_out: 410,
  refused: 410,
  unknown: 404,
  unavailable: 503,
  out_of_service: 503,
  broken: 500,
}
const faults = Object.keys(statuses).filter((name): name is LinkFault => Object.hasOwn(statuses, name))
const options = {
  language: 'en',
  brand: null,
  frameAncestors: ['https://wallet.example'],
  returnLink: 'myapp://done',
  provider: null,
  supportCode: null,
  traceId: '4bf92f3577b34da6',
} as const

test.each(faults)('%s has its status, a reference for support, and a way back to the app', (fault) => {
  const page = linkPage(fault, options)
  expect(page.status).toBe(statuses[fault])
  expect(page.html).toContain('<code>4bf92f3577b34da6</code>')
  expect(page.html).toContain('href="myapp://done" target="_top">Go back to the app</a>')
  expect(page.html).not.toContain('<script')
  expect(page.headers['content-security-policy']).toContain("frame-ancestors 'self' https://wallet.example")
})

test('each fault says something else', () => {
  const titles = faults.map((fault) => /<h1>(.*)<\/h1>/.exec(linkPage(fault, options).html)?.[1])
  expect(new Set(titles).size).toBe(faults.length)
})

test('no charge is promised where a trade stands behind the link', () => {
  const promised = faults.filter((fault) => linkPage(fault, options).html.includes('Nothing was charged'))
  expect(promised).toEqual(['foreign', 'expired', 'worn_out', 'refused', 'unknown', 'unavailable'])
})

test('only what passes invites a retry, in a link and, where nothing has failed, in a header', () => {
  const passing: readonly LinkFault[] = ['unavailable', 'out_of_service', 'broken']
  for (const fault of passing) {
    const page = linkPage(fault, { ...options, retryUrl: '/w/abc' })
    expect(page.headers['retry-after']).toBe(fault === 'broken' ? undefined : '10')
    expect(page.html).toContain('href="/w/abc">Try again</a>')
  }
  for (const fault of faults.filter((name) => !passing.includes(name))) {
    expect(linkPage(fault, { ...options, retryUrl: '/w/abc' }).html).not.toContain('Try again')
    expect(linkPage(fault, options).headers['retry-after']).toBeUndefined()
  }
})

test('without a retry address the page itself is tried again', () => {
  expect(linkPage('unavailable', options).html).toContain('href="">Try again</a>')
})

test('without a return link there is no dead button', () => {
  expect(linkPage('expired', { ...options, returnLink: null }).html).not.toContain('class="button')
})

test('nothing that the caller passes can become markup or script', () => {
  const hostile = { ...options, traceId: '"><script>x</script>', returnLink: 'myapp://done?x="><script>x</script>' }
  expect(linkPage('unknown', hostile).html).not.toContain('<script')
  expect(() => linkPage('unknown', { ...options, returnLink: 'javascript:alert(1)' })).toThrow(TypeError)
  expect(() => linkPage('unavailable', { ...options, retryUrl: 'javascript:alert(1)' })).toThrow(TypeError)
})
