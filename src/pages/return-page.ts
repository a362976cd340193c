import type { ShownSessionStatus } from '../domain/session.ts'
import { readOrigin, readReturnLink, withSession } from './address.ts'
import { type Html, html } from './html.ts'
import { type Icon, renderIcon } from './icon.ts'
import { type Page, renderPage } from './page.ts'

/** What the return page needs to know. */
export interface ReturnPageOptions {
  readonly sessionId: string
  /** What the user tells support to have the session found; null where there is none. */
  readonly supportCode: string | null
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
  /** Shown as the reference for support. */
  readonly traceId: string
}

interface Words {
  readonly icon: Icon
  readonly title: string
  readonly happened: string
}

/** Nothing is known of a trade: there may be one that is not reported yet, or none. */
const returned: Words = {
  icon: 'back',
  title: 'You are back from the provider',
  happened: 'If you made a trade, your app shows how it goes. If you left without making one, there is nothing to do.',
}

const words: Readonly<Partial<Record<ShownSessionStatus, Words>>> = {
  transacting: {
    icon: 'clock',
    title: 'Your trade is under way',
    happened: 'The provider is working on it, which can take a few minutes. Your app shows how it goes.',
  },
  completed: {
    icon: 'done',
    title: 'Your trade is complete',
    happened: 'The provider has told us that it went through. Your app shows the details.',
  },
  failed: {
    icon: 'failed',
    title: 'This trade did not go through',
    happened:
      'The provider told us that it failed. If money has left your account, contact support before you try again; otherwise start again in the app.',
  },
  cancelled: {
    icon: 'info',
    title: 'This trade was cancelled',
    happened: 'Start again in the app if you still want to trade.',
  },
}

/**
 * The page where a provider sends its user back: 200. It shows what is stored of the session, and "returned" as long as
 * that is all: the outcome comes from the provider's transaction and nowhere else. Its script (`return-script.ts`) tells the
 * app and follows the return link when the page is on its own; without script the visible link does. Throws a TypeError
 * for an origin or a link that the page must not hold.
 */
export function returnPage(options: ReturnPageOptions): Page<200> {
  const { sessionId, supportCode, clientState, allowedOrigins, returnLink, traceId } = options
  const hasPattern = allowedOrigins.some((origin) => origin.endsWith(':*'))
  const { icon, title, happened } = words[options.status] ?? returned
  const link = returnLink === null ? null : withSession(readReturnLink(returnLink), sessionId)
  return renderPage({
    status: 200,
    title,
    script: 'return',
    // The aggregator's and the provider's pages may stand between the app and this one, and every ancestor is checked.
    frameAncestors: ['*', ...allowedOrigins],
    body: html`<main class="card" id="return" data-session-id="${sessionId}"${attribute('data-support-code', supportCode)}${attribute('data-client-state', clientState)} data-allowed-origins="${allowedOrigins.map(readOrigin).join(' ')}"${hasPattern && html` data-untold-origin="*"`}>
${renderIcon(icon)}
<h1>${title}</h1>
<p>${happened}</p>
${link === null && html`<p class="next" id="return-words" role="status">You can close this page and go back to the app.</p>`}
<div class="actions">
<button class="button" type="button" id="return-close" hidden>Close this window</button>
${link !== null && html`<a class="button" id="return-link" href="${link}" target="_top">Go back to the app</a>`}
</div>
</main>
<footer class="support"><p>If you contact support, quote this reference:<br><code>${traceId}</code></p></footer>`,
  })
}

function attribute(name: string, value: string | null): Html | false {
  return value !== null && html` ${name}="${value}"`
}
