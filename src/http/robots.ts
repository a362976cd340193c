/**
 * Programs that fetch a link only to show a preview of it in a chat, a mail or a feed, or to index or to check it. Parts
 * of their User-Agent, in lower case. As of November 2026.
 *
 * Each must be a part that the same company's in-app *browser* does not send, or people would be stopped: hence
 * `facebookexternalhit` and not `facebook`, `pinterestbot` and not `pinterest`. iMessage and LINE name themselves
 * `facebookexternalhit` too; Signal calls itself WhatsApp. Names with `bot`, `crawl`, `spider` and the like need no entry.
 */
const robotNames = [
  'slack-imgproxy',
  'whatsapp/',
  'facebookexternalhit',
  'facebookcatalog',
  'meta-external',
  'skypeuripreview',
  'microsoftpreview',
  'ms-office',
  'microsoft office',
  'vkshare',
  'kakaotalk-scrap',
  'line-poker',
  'snap url preview service',
  'rocket.chat',
  'mastodon/',
  'cardyb',
  'notionembedder',
  'iframely',
  'embedly',
  'google-',
  'googleother',
  'mediapartners',
  'feedfetcher',
  'ggpht.com',
  'yahoomailproxy',
  'chatgpt-user',
  'oai-search',
  'claude-user',
  'claude-web',
  'anthropic-ai',
  'perplexity-user',
  'mistralai-user',
  'cohere-ai',
  'urlscan',
  'virustotal',
  'barracuda',
  'mimecast',
  'proofpoint',
  // The proxy of Discord's previews says nothing else.
  'rv:38.0) gecko/20100101 firefox/38.0',
  'rv:92.0) gecko/20100101 firefox/92.0',
] as const

/** What robots call themselves; CUBOT makes phones. */
const robotWords =
  /(?<!cu)bot(?![a-z])|crawl|spider|slurp|scrap[ei]|preview|unfurl|fetcher|imageproxy|imgproxy|mailproxy|validator|headless|phantomjs|puppeteer|playwright|selenium|webdriver|lighthouse|compatible(?!; (?:msie|konqueror))|https?:\/\/|@[\w.-]+\.[a-z]{2,}/

/** Libraries and tools that programs make requests with, at the head of the name they send when nobody changes it. */
const toolNames =
  /^(?:curl|wget|httpie|libwww|lwp|python|aiohttp|httpx|urllib|scrapy|java|jakarta|okhttp|apache|jetty|ktor|go|node|undici|axios|got|superagent|deno|bun|ruby|faraday|rest-client|perl|php|guzzlehttp|symfony|dart|reqwest|rust|hyper|postmanruntime|insomnia|bruno|powershell|winhttp|microsoft|dalvik|http|k6|ab|hey|vegeta|artillery)\b|\bcfnetwork\//

/** What every browser's User-Agent begins with, and the engine it goes on to name; that of a plain library does not. */
const browserPattern = /^(?:mozilla\/\d\.\d \(|opera\/\d).*(?:applewebkit|gecko|khtml|trident|presto|msie)/

/** Names of chat apps that both their previews and their in-app browsers send. */
const doubtfulNames = /\b(?:viber|notion|discord)\b/

/** Browsers that have told of every request what it is for, to addresses they trust, for years. */
const tellsPurpose = /\bchrom(?:e|ium)\/|\bfirefox\/(?:9\d|\d{3})/

/**
 * Who a User-Agent says is there. `robot`: a program that names itself as one, or that names nobody. `doubtful`: what may
 * be a program, or a person with an app that calls itself as it likes. `browser`: what may well be a person.
 */
export type AgentKind = 'robot' | 'doubtful' | 'browser'

/** Reads a User-Agent; programs that pass themselves off as browsers are `browser`. */
export function kindOfAgent(userAgent: string | undefined): AgentKind {
  const agent = (userAgent ?? '').trim().toLowerCase()
  if (agent === '' || toolNames.test(agent) || isRobot(agent)) return 'robot'
  return browserPattern.test(agent) && !doubtfulNames.test(agent) ? 'browser' : 'doubtful'
}

/** True for a robot that names itself as one; tools and blank names are not. */
export function isNamedRobot(userAgent: string | undefined): boolean {
  return isRobot((userAgent ?? '').toLowerCase())
}

function isRobot(agent: string): boolean {
  return robotWords.test(agent) || robotNames.some((name) => agent.includes(name))
}

/** True when the browser it says it is would send `Sec-Fetch-*` to an address that it trusts. */
export function wouldTellPurpose(userAgent: string): boolean {
  return tellsPurpose.test(userAgent.toLowerCase())
}

/** In-app browsers and browsers by the name that tells them apart; the first that fits counts. */
const families: readonly (readonly [string, RegExp])[] = [
  ['facebook', /\bfb(?:an|av|_iab)\b/],
  ['instagram', /\binstagram\b/],
  ['line', /\bline\//],
  ['wechat', /\bmicromessenger\b/],
  ['kakaotalk', /\bkakaotalk\b/],
  ['snapchat', /\bsnapchat\b/],
  ['tiktok', /\bmusical_ly|bytedancewebview\b/],
  ['linkedin', /\blinkedinapp\b/],
  ['telegram', /\btelegram\b/],
  ['google app', /\bgsa\//],
  ['edge', /\bedg(?:e|a|ios)?\//],
  ['opera', /\bopr\/|\bopera\b|\bopt\/|\bopx\//],
  ['samsung', /\bsamsungbrowser\//],
  ['yandex', /\byabrowser\//],
  ['uc', /\bucbrowser\//],
  ['vivaldi', /\bvivaldi\//],
  ['duckduckgo', /\bduckduckgo\//],
  ['electron', /\belectron\//],
  ['firefox', /\bfirefox\/|\bfxios\//],
  ['android webview', /; wv\)/],
  ['chrome', /\bchrom(?:e|ium)\/|\bcrios\//],
  ['internet explorer', /\btrident\/|\bmsie /],
  ['safari', /\bversion\/.*\bsafari\//],
  ['webview', /\bapplewebkit\//],
]

const platforms: readonly (readonly [string, RegExp])[] = [
  ['iphone', /\biphone\b|\bipod\b/],
  ['ipad', /\bipad\b/],
  ['android', /\bandroid\b/],
  ['windows', /\bwindows\b/],
  ['mac', /\bmac(?:intosh| os x)\b/],
  ['chrome os', /\bcros\b/],
  ['linux', /\blinux\b/],
]

/** Which browser on which system, without any version, so that an update changes nothing. */
export function browserFamily(userAgent: string): string {
  const agent = userAgent.trim().toLowerCase()
  const named = (list: typeof families) => list.find(([, form]) => form.test(agent))?.[0]
  const family = named(families) ?? /^[^/\s(]*/.exec(agent)?.[0] ?? ''
  return `${family} on ${named(platforms) ?? 'something else'}`
}
