import { describe, expect, test } from 'vitest'
import { browserFamily, isNamedRobot, kindOfAgent } from './robots.ts'

const safari =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1'
const inApp =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148'
const chromeOn = (system: string, version = '141.0.0.0') =>
  `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version} Safari/537.36`

describe('robots', () => {
  test.each([
    'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    'Slack-ImgProxy (+https://api.slack.com/robots)',
    'WhatsApp/2.23.20.0 A',
    'TelegramBot (like TwitterBot)',
    'Twitterbot/1.0',
    'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
    'facebookexternalhit/1.1;line-poker/1.0',
    'meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0',
    'Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.10; rv:38.0) Gecko/20100101 Firefox/38.0',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 11.6; rv:92.0) Gecko/20100101 Firefox/92.0',
    'LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)',
    'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com',
    'Mozilla/5.0 (compatible; NotionEmbedder)',
    'Bluesky Cardyb/1.1; +mailto:support@bsky.app',
    'Mozilla/4.0 (compatible; ms-office; MSOffice 16)',
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot',
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0; +claudebot@anthropic.com)',
    'Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Mobile Safari/537.36 (compatible; Bytespider; spider-feedback@bytedance.com)',
    chromeOn('X11; Linux x86_64').replace('Chrome', 'HeadlessChrome'),
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/538.1 (KHTML, like Gecko) PhantomJS/2.1.1 Safari/538.1',
  ])('%s names itself', (agent) => {
    expect(kindOfAgent(agent)).toBe('robot')
    expect(isNamedRobot(agent)).toBe(true)
  })

  test.each([
    undefined,
    '',
    ' ',
    'curl/8.5.0',
    'Wget/1.21.4',
    'python-requests/2.32.3',
    'Python/3.12 aiohttp/3.9.5',
    'Go-http-client/2.0',
    'Java/17.0.10',
    'Java-http-client/21',
    'Apache-HttpClient/5.3 (Java/17)',
    'okhttp/4.12.0',
    'Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8)',
    'Wallet/7 CFNetwork/1494.0.7 Darwin/23.4.0',
    'node',
    'undici',
    'axios/1.7.7',
    'Dart/3.5 (dart:io)',
    'PostmanRuntime/7.40.0',
    'GuzzleHttp/7',
  ])('%s is nobody’s', (agent) => {
    expect(kindOfAgent(agent)).toBe('robot')
  })

  test.each(['AcmeWallet/3.1', 'Scanner/1', 'Mozilla/5.0', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)', 'Viber/23.1'])(
    '%s may be anybody’s',
    (agent) => {
      expect(kindOfAgent(agent)).toBe('doubtful')
    },
  )

  test.each([
    safari,
    `${inApp} [FBAN/FBIOS;FBAV/500.0]`,
    `${inApp} Instagram 380.0`,
    `${inApp} [Pinterest/iOS]`,
    `${inApp} MicroMessenger/8.0.50 NetType/WIFI Language/en`,
    chromeOn('Linux; Android 15; CUBOT X90'),
    chromeOn('Linux; Android 15; Pixel 9; wv').replace('Chrome', 'Version/4.0 Chrome'),
    `${chromeOn('Windows NT 10.0; Win64; x64')} Edg/141.0.0.0`,
    'Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko',
    'Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.1; Trident/6.0)',
    'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0',
    'Opera/9.80 (Android; Opera Mini/36.2/119.132; U; id) Presto/2.12.423 Version/12.16',
  ])('the person behind %s is not taken for one', (agent) => {
    expect(kindOfAgent(agent)).toBe('browser')
    expect(isNamedRobot(agent)).toBe(false)
  })
})

describe('the family of a browser', () => {
  test.each([
    [safari, safari.replaceAll('18_5', '26_0_1').replace('18.5', '26.0')],
    [chromeOn('Linux; Android 10; K'), chromeOn('Linux; Android 15; Pixel 9', '142.0.1.2')],
    [
      'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
      'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0',
    ],
    ['AcmeWallet/3.1 (build 7)', 'AcmeWallet/4.0 (build 9)'],
  ])('stays the same through an update: %s', (before, after) => {
    expect(browserFamily(before)).toBe(browserFamily(after))
  })

  test('tells browsers and systems apart', () => {
    const agents = [
      safari,
      inApp,
      `${inApp} Instagram 380.0`,
      safari.replace('Version/18.5', 'CriOS/141.0'),
      chromeOn('Windows NT 10.0; Win64; x64'),
      chromeOn('Linux; Android 10; K'),
      chromeOn('Linux; Android 10; K; wv'),
      chromeOn('X11; Linux x86_64'),
      `${chromeOn('Windows NT 10.0; Win64; x64')} Edg/141.0.0.0`,
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0',
      'AcmeWallet/3.1',
      'OtherWallet/3.1',
    ]
    expect(new Set(agents.map(browserFamily)).size).toBe(agents.length)
  })
})
