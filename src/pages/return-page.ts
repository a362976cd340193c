import type { ShownSessionStatus } from '../domain/session.ts'
import { readOrigin, readReturnLink, withSession } from './address.ts'
import { html } from './html.ts'
import { type Icon, renderIcon } from './icon.ts'
import { textsIn } from './languages/languages.ts'
import type { ReturnKind } from './languages/texts.ts'
import { sayOf } from './languages/wording.ts'
import { type Audience, type Page, renderPage } from './page.ts'
import { renderSupport } from './support.ts'
import { type AskedTrade, renderTrade } from './trade-summary.ts'

/** What the return page needs to know. */
export interface ReturnPageOptions extends Audience {
  readonly sessionId: string
  /** What the user tells support to have the session found. */
  readonly supportCode: string
  /** What the app gave the session to carry; null when nothing. Told to the app, and shown nowhere. */
  readonly clientState: string | null
  /** What is known of the session now; an outcome is shown only when it is stored. */
  readonly status: ShownSessionStatus
  /**
   * Origins that are told of the return; nobody else is. With a pattern among them, as dev tenants have it, any window
   * whose origin the browser does not reveal is told too.
   */
  readonly allowedOrigins: readonly string[]
  /** Where the user goes on to, without the session; null when the tenant has no return link. */
  readonly returnLink: string | null
  /** What was asked for; null shows nothing of it. */
  readonly asked: AskedTrade | null
  /** The provider that the user comes back from, by the name that users know; null where that is not known. */
  readonly provider: string | null
}

const icons: Readonly<Record<ReturnKind, Icon>> = {
  returned: 'back',
  transacting: 'clock',
  completed: 'done',
  failed: 'failed',
  cancelled: 'info',
}

/**
 * The page where a provider sends its user back: 200. It shows what is stored of the session, and "returned" as long as
 * that is all: the outcome comes from the provider's transaction and nowhere else. Its script (`return-script.ts`) tells the
 * app and follows the return link when the page is on its own; without script the visible link does. Throws a TypeError
 * for an origin or a link that the page must not hold.
 */
export function returnPage(options: ReturnPageOptions): Page<200> {
  const { sessionId, supportCode, clientState, allowedOrigins, returnLink, asked, provider, language } = options
  const hasPattern = allowedOrigins.some((origin) => origin.endsWith(':*'))
  const kind = isTold(options.status) ? options.status : 'returned'
  const texts = textsIn(language)
  const { buttons } = texts
  const title = sayOf(provider, texts.returns[kind].title)
  const link = returnLink === null ? null : withSession(readReturnLink(returnLink), sessionId)
  return renderPage({
    status: 200,
    title,
    audience: options,
    layout: 'card',
    script: 'return',
    // The aggregator's and the provider's pages may stand between the app and this one, and every ancestor is checked.
    frameAncestors: ['*', ...allowedOrigins],
    body: html`<main class="card" id="return" data-session-id="${sessionId}" data-support-code="${supportCode}"${clientState !== null && html` data-client-state="${clientState}"`} data-allowed-origins="${allowedOrigins.map(readOrigin).join(' ')}"${hasPattern && html` data-untold-origin="*"`}>
<div class="words">
${renderIcon(icons[kind])}
<h1>${title}</h1>
<p>${sayOf(provider, texts.returns[kind].happened)}</p>
${asked !== null && renderTrade(asked, provider, language)}
${link === null && html`<p class="next" id="return-words" role="status" data-told="${texts.appIsTold}" data-yourself="${texts.closeTabYourself}">${texts.closeAndGoBack}</p>`}
</div>
<div class="actions">
<button class="button" type="button" id="return-close" data-back="${buttons.back}" hidden>${buttons.close}</button>
${link !== null && html`<a class="button" id="return-link" href="${link}" target="_top">${buttons.back}</a>`}
</div>
</main>
${renderSupport(options, { kind: 'code', code: supportCode })}`,
  })
}

/** Whether a status tells of a trade; of any other nothing is known, or there is none. */
function isTold(status: ShownSessionStatus): status is ShownSessionStatus & ReturnKind {
  return Object.hasOwn(icons, status)
}
