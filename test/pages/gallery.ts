import { type Amount, parseAmount } from '../../src/domain/amount.ts'
import type { ChainId } from '../../src/domain/chain.ts'
import { GatewayError } from '../../src/domain/errors.ts'
import type { LinkFault } from '../../src/domain/link.ts'
import type { TenantBrand } from '../../src/domain/tenant-brand.ts'
import { resolveTrade, type Trade } from '../../src/domain/trade.ts'
import { errorIndexPage, errorPage } from '../../src/pages/error-page.ts'
import type { Language } from '../../src/pages/languages/languages.ts'
import { type LinkPageOptions, linkPage } from '../../src/pages/link-pages.ts'
import type { Audience, Page } from '../../src/pages/page.ts'
import { continuePage, previewPage } from '../../src/pages/preview-page.ts'
import { refusalPage } from '../../src/pages/refusal-page.ts'
import { type ReturnPageOptions, returnPage } from '../../src/pages/return-page.ts'
import type { AskedTrade } from '../../src/pages/trade-summary.ts'

/** Why a link can lead to a page. */
export const faults: readonly LinkFault[] = [
  'foreign',
  'spent',
  'worn_out',
  'refused',
  'completed',
  'failed',
  'cancelled',
  'expired',
  'unknown',
  'unavailable',
  'out_of_service',
  'broken',
]

/** How a link page is made, for users of nobody in particular who read English. */
export const linkOptions: LinkPageOptions = {
  language: 'en',
  brand: null,
  frameAncestors: [],
  returnLink: 'myapp://ramp/done',
  provider: null,
  supportCode: null,
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
}

/** The same of the return page, after a buy of 100 dollars. */
export const returnOptions: ReturnPageOptions = {
  language: 'en',
  brand: null,
  sessionId: 'ses_0198c0de0000700080000000000000aa',
  supportCode: 'K7Q2-M0AB',
  clientState: null,
  status: 'returned',
  allowedOrigins: [],
  returnLink: 'myapp://ramp/done',
  asked: null,
  provider: null,
}

const purchase: AskedTrade = { trade: tradeOf('USD', 'USDC', 8453), sourceAmount: amountOf('1250.00') }
const sale: AskedTrade = { trade: tradeOf('ETH', 'EUR', 1), sourceAmount: amountOf('0.50') }

const nobody: Audience = { language: 'en', brand: null }

/** One of each page that people see, by a path to serve it at: as nobody's users meet it in English. */
export function pageGallery(): ReadonlyMap<string, Page> {
  return new Map([
    ...userPages(nobody, '', linkOptions, { ...returnOptions, asked: sale }),
    ['/errors', errorIndexPage()],
    ['/errors/rmp-409-001-r', requirePage('rmp-409-001-r')],
    ['/errors/gen-422-001', requirePage('gen-422-001')],
  ])
}

/** The same of those that a brand's users meet in a language, with all that can stand on them, below `/<language>/`. */
export function brandGallery(brand: TenantBrand, language: Language): ReadonlyMap<string, Page> {
  const audience = { brand, language }
  const known = { ...audience, provider: 'MoonPay', supportCode: returnOptions.supportCode }
  return userPages(
    audience,
    `/${language}`,
    { ...linkOptions, ...known },
    { ...returnOptions, ...known, asked: purchase },
  )
}

function userPages(
  audience: Audience,
  folder: string,
  link: LinkPageOptions,
  back: ReturnPageOptions,
): ReadonlyMap<string, Page> {
  const nothing = `${folder}/nothing-here`
  const pages: readonly (readonly [string, Page])[] = [
    ...faults.map((fault) => [`/${fault}`, linkPage(fault, link)] as const),
    ['/unavailable-alone', linkPage('unavailable', { ...link, returnLink: null })],
    ['/expired-alone', linkPage('expired', { ...link, returnLink: null })],
    // Without an app to open `myapp:`, the page stays as a user on a desktop would see it.
    ['/return', returnPage(back)],
    ['/return-alone', returnPage({ ...back, returnLink: null })],
    ['/return-under-way', returnPage({ ...back, status: 'transacting' })],
    ['/return-complete', returnPage({ ...back, status: 'completed' })],
    ['/return-failed', returnPage({ ...back, status: 'failed' })],
    ['/return-cancelled', returnPage({ ...back, status: 'cancelled', returnLink: null })],
    ['/preview', previewPage(audience)],
    ['/continue', continuePage(audience, [], '?continue=1')],
    ['/nothing-here', refusalPage(new GatewayError('route_not_found'), nothing, link.traceId, audience.language)],
  ]
  return new Map(pages.map(([path, page]) => [`${folder}${path}`, page]))
}

function tradeOf(from: string, to: string, chainId: ChainId): Trade {
  const trade = resolveTrade(from, to, chainId)
  if ('kind' in trade) throw new Error(trade.detail)
  return trade
}

function amountOf(text: string): Amount {
  const amount = parseAmount(text)
  if (amount === undefined) throw new Error(`${text} is no amount.`)
  return amount
}

function requirePage(code: string): Page {
  const page = errorPage(code)
  if (page === undefined) throw new Error(`${code} has no page.`)
  return page
}
