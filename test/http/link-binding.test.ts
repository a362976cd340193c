import { describe, expect } from 'vitest'
import { test } from '../support/fixtures/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { agents, navigation, type Visitor, visit } from '../support/visit.ts'

test.override('gatewayOptions', { trustedProxies: ['127.0.0.1'] })

async function newLink(gateway: TestGateway): Promise<string> {
  const { status, body } = await gateway.openSession()
  expect(status).toBe(201)
  return body.session.widget_url
}

const someoneElse = { agent: agents.oldFirefox, ip: '198.51.100.200' }
const chrome = { agent: agents.chrome, headers: navigation }

async function expectUnbound(link: string): Promise<void> {
  expect(await visit(link, someoneElse)).toMatchObject({ status: 302, location: expect.stringMatching(/^http/) })
}

describe('a link is not bound', () => {
  test.for<[string, Visitor]>([
    ['SafeLinks, which wears Chrome', { agent: agents.chrome }],
    ['SafeLinks, which wears an old Chrome', { agent: agents.chrome.replace('141.0.0.0', '72.0.3626.109') }],
    ['no agent', { agent: null }],
    ['a blank agent', { agent: '' }],
    ['curl', { agent: 'curl/8.5.0' }],
    ['curl that claims to navigate', { agent: 'curl/8.5.0', headers: navigation }],
    ['a script that nobody knows', { agent: 'LinkChecker/1.0' }],
    ['Viber', { agent: 'Viber/23.1.0' }],
    ['Notion', { agent: 'Mozilla/5.0 (compatible; NotionEmbedder)' }],
    [
      'GPTBot',
      {
        agent: 'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
      },
    ],
    ['a headless browser', { agent: agents.chrome.replace('Chrome', 'HeadlessChrome'), headers: navigation }],
    ...['image', 'empty', 'script', 'style', 'font', 'object', 'embed', 'video', 'report'].map(
      (destination): [string, Visitor] => [
        `a browser that loads it as ${destination}`,
        { agent: agents.chrome, headers: { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': destination } },
      ],
    ),
    ['a script in a page', { headers: { 'sec-fetch-mode': 'cors' } }],
    ...['purpose', 'x-purpose', 'sec-purpose', 'x-moz'].map((name): [string, Visitor] => [
      `a browser's preview, told in ${name}`,
      { ...chrome, headers: { ...navigation, [name]: 'preview' } },
    ]),
  ] as const)('by %s, which gets the page for robots', async ([_name, visitor], { gateway }) => {
    const link = await newLink(gateway)
    const seen = await visit(link, visitor)
    expect([seen.status, seen.location, seen.headers.get('set-cookie')]).toEqual([200, null, null])
    expect(seen.html).toContain('one person')
    expect(seen.html).not.toContain('ses_')
    await expectUnbound(link)
  })

  test.for(['purpose', 'x-purpose', 'sec-purpose', 'x-moz'])(
    'by a prefetch that %s tells of',
    async (name, { gateway }) => {
      const link = await newLink(gateway)
      const blankFirst = { ...navigation, 'sec-purpose': '', [name]: 'prefetch;prerender' }
      const seen = await visit(link, { ...chrome, headers: blankFirst })
      expect([seen.status, seen.headers.get('set-cookie')]).toEqual([503, null])
      await expectUnbound(link)
    },
  )

  test('by whoever has a forged link, robots included', async ({ gateway }) => {
    expect((await visit(`${gateway.url}/w/${'A'.repeat(51)}`, { agent: 'curl/8.5.0' })).status).toBe(404)
  })
})

describe('a link is bound', () => {
  test.for<[string, Visitor]>([
    ['a window', chrome],
    ...['iframe', 'frame', 'fencedframe'].map((destination): [string, Visitor] => [
      `a frame (${destination})`,
      { agent: agents.chrome, headers: { ...navigation, 'sec-fetch-dest': destination } },
    ]),
    ['a browser that tells the mode alone', { agent: agents.chrome, headers: { 'sec-fetch-mode': 'navigate' } }],
    ['a WebView with a name of its own', { agent: 'AcmeWallet/3.1', headers: navigation }],
    ['a Safari that tells nothing', { agent: agents.oldSafari }],
    ['a Firefox that tells nothing', { agent: agents.oldFirefox }],
  ] as const)('by %s', async ([_name, visitor], { gateway }) => {
    const link = await newLink(gateway)
    expect((await visit(link, visitor)).status).toBe(302)
    expect((await visit(link, { agent: agents.oldFirefox, ip: '198.51.100.200' })).status).toBe(410)
  })

  test('by a person who was taken for a robot and presses the button', async ({ gateway }) => {
    const link = await newLink(gateway)
    const page = await visit(link, { agent: 'AcmeWallet/3.1', ip: '203.0.113.7' })
    const [, button = ''] = /class="button" href="([^"]+)"/.exec(page.html) ?? []
    const opened = await visit(new URL(button, link).href, { agent: 'AcmeWallet/3.1', ip: '203.0.113.7' })
    expect([opened.status, opened.location]).toEqual([302, expect.stringContaining(gateway.simulator.url)])
    expect((await visit(link, someoneElse)).status).toBe(410)
    expect((await visit(`${link}?continue=1`, { agent: 'curl/8.5.0' })).status).toBe(200)
  })

  test('by a Chrome that tells nothing, where browsers do not trust the address', async ({ gateway, startGateway }) => {
    const plain = await startGateway({
      database: gateway.database,
      simulator: gateway.simulator,
      publicUrl: 'http://192.168.1.5:8080',
    })
    const { body } = await plain.openSession()
    const path = new URL(body.session.widget_url).pathname
    expect((await visit(`${plain.url}${path}`, { agent: agents.chrome })).status).toBe(302)
  })
})

describe('without its cookie, a browser that tells nothing is known', () => {
  test.for([
    ['from another address of its /64', {}, '2001:db8:1:2::5', {}, '2001:db8:1:2:ffff::9'],
    ['by another way to write its address', {}, '203.0.113.9', {}, '[::ffff:203.0.113.9]:51234'],
    [
      'after an update',
      { agent: agents.oldSafari },
      '203.0.113.9',
      { agent: agents.oldSafari.replace('15_6', '15_8_3').replace('15.6', '15.8.3') },
      '203.0.113.9',
    ],
  ] as const)('%s', async ([_name, first, firstIp, then, thenIp], { gateway }) => {
    const link = await newLink(gateway)
    expect((await visit(link, { ...first, ip: firstIp })).status).toBe(302)
    const again = await visit(link, { ...then, ip: thenIp })
    expect([again.status, again.location]).toEqual([302, expect.stringContaining(gateway.simulator.url)])
  })

  test('and another network, another /64 and another browser are not it', async ({ gateway }) => {
    const link = await newLink(gateway)
    await visit(link, { ip: '2001:db8:1:2::5' })
    for (const other of [
      { ip: '2001:db8:1:3::5' },
      { ip: '203.0.113.9' },
      { ip: '2001:db8:1:2::5', agent: agents.oldFirefox },
    ]) {
      expect((await visit(link, other)).status, JSON.stringify(other)).toBe(410)
    }
  })
})

test.for([
  ['from Wi-Fi to mobile', '203.0.113.9', '198.51.100.20'],
  ['from IPv4 to IPv6', '203.0.113.9', '2001:db8:1:2::5'],
] as const)('with its cookie a browser is known %s', async ([_name, before, after], { gateway }) => {
  const link = await newLink(gateway)
  const { cookie = '' } = await visit(link, { ...chrome, ip: before })
  const moved = await visit(link, { ...chrome, ip: after, cookie })
  expect([moved.status, moved.location]).toEqual([302, expect.stringContaining(gateway.simulator.url)])
})

describe('a browser that tells what it does is asked to keep a cookie', () => {
  const ip = '203.0.113.30'
  const asked = (link: string, { location }: { location: string | null }) => new URL(location ?? '', link).href

  test('and is somebody else if it does', async ({ gateway }) => {
    const link = await newLink(gateway)
    await visit(link, { ...chrome, ip })
    const check = await visit(link, { ...chrome, ip })
    expect([check.status, check.location]).toEqual([302, expect.not.stringContaining('http')])
    expect(check.cookie).toBe('rampway_check=1')
    const { cookie = '' } = check
    expect((await visit(asked(link, check), { ...chrome, ip, cookie })).status).toBe(410)
  })

  test('and is the first if it does not, as far as can be told', async ({ gateway }) => {
    const link = await newLink(gateway)
    await visit(link, { ...chrome, ip })
    const check = await visit(link, { ...chrome, ip })
    const opened = await visit(asked(link, check), { ...chrome, ip })
    expect([opened.status, opened.location]).toEqual([302, expect.stringContaining(gateway.simulator.url)])
  })

  test('not if its cookie of the first time comes after all, as from two tabs at once', async ({ gateway }) => {
    const link = await newLink(gateway)
    const { cookie = '' } = await visit(link, { ...chrome, ip })
    const check = await visit(link, { ...chrome, ip })
    const opened = await visit(asked(link, check), { ...chrome, ip, cookie: `${check.cookie}; ${cookie}` })
    expect(opened.location).toContain(gateway.simulator.url)
  })

  test('not when the network or the browser says already that it is somebody else', async ({ gateway }) => {
    const link = await newLink(gateway)
    await visit(link, { ...chrome, ip })
    expect((await visit(link, { ...chrome, ip: '198.51.100.20' })).status).toBe(410)
  })

  test('not when it goes from a frame to a window, which do not share cookies; each is then known by its own', async ({
    gateway,
  }) => {
    const link = await newLink(gateway)
    const framed = { agent: agents.chrome, headers: { ...navigation, 'sec-fetch-dest': 'iframe' }, ip }
    const inFrame = (await visit(link, framed)).cookie ?? ''
    const window = await visit(link, { ...chrome, ip })
    expect(window.location).toContain(gateway.simulator.url)
    const elsewhere = '198.51.100.20'
    for (const [visitor, cookie] of [
      [framed, inFrame],
      [chrome, window.cookie ?? ''],
      [framed, inFrame],
    ] as const) {
      expect((await visit(link, { ...visitor, ip: elsewhere, cookie })).status).toBe(302)
    }
  })
})
