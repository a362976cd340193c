import { readOrigin, readReturnLink } from './address.ts'
import { html } from './html.ts'
import { renderIcon } from './icon.ts'
import { type Page, renderPage } from './page.ts'

/** What the return page needs to know. */
export interface ReturnPageOptions {
  readonly sessionId: string
  /** Exact origins that are told of the return; nobody else is. */
  readonly allowedOrigins: readonly string[]
  /** Where the user goes on to; null when the tenant has no return link. */
  readonly returnLink: string | null
}

/**
 * The page where a provider sends its user back: 200. It says "returned" and never how the trade ended, because the
 * truth comes from the provider's transaction. Its script (`return-script.ts`) tells the app and follows the return
 * link when the page is on its own; without script the visible link does. Throws a TypeError for an origin or a link
 * that the page must not hold.
 */
export function returnPage(options: ReturnPageOptions): Page {
  const { sessionId, allowedOrigins, returnLink } = options
  const link = returnLink === null ? null : readReturnLink(returnLink)
  return renderPage({
    status: 200,
    title: 'You are back from the provider',
    script: 'return',
    // The aggregator's and the provider's pages may stand between the app and this one, and every ancestor is checked.
    frameAncestors: ['*', ...allowedOrigins],
    body: html`<main class="card" id="return" data-session-id="${sessionId}" data-allowed-origins="${allowedOrigins.map(readOrigin).join(' ')}">
${renderIcon('back')}
<h1>You are back from the provider</h1>
<p>Your app shows how the trade is going. It can take a few minutes until the provider has confirmed it.</p>
${link === null && html`<p class="next">You can close this page and go back to the app.</p>`}
<div class="actions">
<button class="button" type="button" id="return-close" hidden>Close this window</button>
${link !== null && html`<a class="button" id="return-link" href="${link}" target="_top">Go back to the app</a>`}
</div>
</main>`,
  })
}
