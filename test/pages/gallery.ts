import type { LinkFault } from '../../src/domain/link.ts'
import { errorIndexPage, errorPage } from '../../src/pages/error-page.ts'
import { linkPage } from '../../src/pages/link-pages.ts'
import type { Page } from '../../src/pages/page.ts'
import { continuePage, previewPage } from '../../src/pages/preview-page.ts'
import { returnPage } from '../../src/pages/return-page.ts'

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

const linkOptions = { frameAncestors: [], returnLink: 'myapp://ramp/done', traceId: '4bf92f3577b34da6a3ce929d0e0e4736' }
const returnOptions = {
  sessionId: 'ses_0198c0de0000700080000000000000aa',
  supportCode: 'ABCD-2345',
  clientState: null,
  status: 'returned' as const,
  allowedOrigins: [],
  traceId: linkOptions.traceId,
}

/** One of each page that people see, by a path to serve it at. */
export function pageGallery(): ReadonlyMap<string, Page> {
  return new Map([
    ...faults.map((fault) => [`/${fault}`, linkPage(fault, linkOptions)] as const),
    ['/unavailable-alone', linkPage('unavailable', { ...linkOptions, returnLink: null })],
    ['/expired-alone', linkPage('expired', { ...linkOptions, returnLink: null })],
    // Without an app to open `myapp:`, the page stays as a user on a desktop would see it.
    ['/return', returnPage({ ...returnOptions, returnLink: 'myapp://ramp/done' })],
    ['/return-alone', returnPage({ ...returnOptions, returnLink: null })],
    ['/return-under-way', returnPage({ ...returnOptions, status: 'transacting', returnLink: 'myapp://ramp/done' })],
    ['/return-failed', returnPage({ ...returnOptions, status: 'failed', returnLink: 'myapp://ramp/done' })],
    ['/return-cancelled', returnPage({ ...returnOptions, status: 'cancelled', returnLink: null })],
    ['/preview', previewPage()],
    ['/continue', continuePage([], '?continue=1')],
    ['/errors', errorIndexPage()],
    ['/errors/rmp-409-001-r', requirePage('rmp-409-001-r')],
    ['/errors/gen-422-001', requirePage('gen-422-001')],
  ])
}

function requirePage(code: string): Page {
  const page = errorPage(code)
  if (page === undefined) throw new Error(`${code} has no page.`)
  return page
}
