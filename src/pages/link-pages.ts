import type { LinkFault } from '../domain/link.ts'
import { sessionLifetimeMs } from '../domain/session.ts'
import { readReturnLink, readWebLink } from './address.ts'
import { html } from './html.ts'
import { type Icon, renderIcon } from './icon.ts'
import { type Page, renderPage } from './page.ts'

/** What a link page shows besides its text. */
export interface LinkPageOptions {
  /** Origins that may frame the page: those that may frame the widget. */
  readonly frameAncestors: readonly string[]
  /** Where "Go back to the app" leads; null leaves the button out. */
  readonly returnLink: string | null
  /** Shown as the reference for support. */
  readonly traceId: string
  /** Where retrying helps: where "Try again" leads. By default the page's own address. */
  readonly retryUrl?: string
  /** The relative path from the page to our root, when the page is not at a link's path. */
  readonly root?: string
}

type LinkPageStatus = 404 | 410 | 500 | 503

interface Words {
  readonly status: LinkPageStatus
  readonly icon: Icon
  readonly title: string
  readonly happened: string
  readonly next: string
  /** True where there cannot be a trade behind the link, so that the page can say so. */
  readonly nothingCharged: boolean
}

/** How long a browser or robot should wait after 503: long enough for a brief hiccup, short enough for a person. */
const retryAfterSeconds = 10

const lifetimeHours = sessionLifetimeMs / 3_600_000

const words: Readonly<Record<LinkFault, Words>> = {
  foreign: {
    status: 410,
    icon: 'info',
    title: 'This link is already in use',
    happened: 'It was opened before in another browser or on another device, and it works in only one.',
    next: 'Continue where you opened it first, or ask the app for a new link.',
    nothingCharged: true,
  },
  spent: {
    status: 410,
    icon: 'clock',
    title: 'Your trade is already under way',
    happened: 'A trade was started with this link, so the link cannot be used again.',
    next: 'Go back to the app to see how it is going, and please do not start a second trade.',
    nothingCharged: false,
  },
  completed: {
    status: 410,
    icon: 'done',
    title: 'This trade is complete',
    happened: 'The provider has confirmed the trade that was made with this link.',
    next: 'Go back to the app to see it, or to start another one.',
    nothingCharged: false,
  },
  failed: {
    status: 410,
    icon: 'failed',
    title: 'This trade did not go through',
    happened: 'The provider reported that the trade made with this link failed.',
    next: 'If money has left your account, contact support before you try again; otherwise start again in the app.',
    nothingCharged: false,
  },
  cancelled: {
    status: 410,
    icon: 'info',
    title: 'This trade was cancelled',
    happened: 'The trade that was started with this link has been cancelled, so the link is closed.',
    next: 'Start again in the app if you still want to trade.',
    nothingCharged: false,
  },
  expired: {
    status: 410,
    icon: 'clock',
    title: 'This link has expired',
    happened: `For your safety a link works for ${lifetimeHours} hours, and this one is older.`,
    next: 'Go back to the app and start again there; it makes a new link.',
    nothingCharged: true,
  },
  worn_out: {
    status: 410,
    icon: 'info',
    title: 'This link has been used up',
    happened: 'It was opened too many times without a trade, and opening it again will not help.',
    next: 'Go back to the app and start again there; it makes a new link.',
    nothingCharged: true,
  },
  refused: {
    status: 410,
    icon: 'info',
    title: 'This trade is not offered any more',
    happened: 'No provider takes it now as it was asked for, with this amount, payment method and country.',
    next: 'Go back to the app and start again there, perhaps with another amount or payment method.',
    nothingCharged: true,
  },
  unknown: {
    status: 404,
    icon: 'unknown',
    title: 'We cannot find this link',
    happened: 'The address is incomplete or mistyped, or the link no longer exists.',
    next: 'Open the link again from the app, and make sure that you have copied all of it.',
    nothingCharged: true,
  },
  unavailable: {
    status: 503,
    icon: 'clock',
    title: 'Please try again in a moment',
    happened: 'The payment provider cannot be reached just now.',
    next: 'Wait a few seconds and try again; your link stays valid.',
    nothingCharged: true,
  },
  out_of_service: {
    status: 503,
    icon: 'clock',
    title: 'We will be back in a moment',
    happened:
      'This service cannot answer just now. Nothing is wrong with your link, and a trade that you have made goes on.',
    next: 'Wait a few seconds and try again.',
    nothingCharged: false,
  },
  broken: {
    status: 500,
    icon: 'failed',
    title: 'Something went wrong on our side',
    happened: 'This page could not be made. A trade that you have made goes on.',
    next: 'Try again; if it stays so, contact support with the reference below.',
    nothingCharged: false,
  },
}

/** Those that a retry may get past. */
const passing: ReadonlySet<LinkFault> = new Set(['unavailable', 'out_of_service', 'broken'])

/**
 * The page shown at a session's link when it does not lead on: 410, 404 for an unknown link, 503 with `retry-after` for
 * a provider out of reach or a gateway that cannot serve, 500 for one that failed. Usable without script. Throws a
 * TypeError for an address that a page must not hold.
 */
export function linkPage(fault: LinkFault, options: LinkPageOptions): Page<LinkPageStatus> {
  const { status, icon, title, happened, next, nothingCharged } = words[fault]
  const retry = passing.has(fault) && html`<a class="button" href="${readRetryUrl(options)}">Try again</a>`
  const back =
    options.returnLink !== null &&
    // `_top`: inside a frame the app's page must replace the app, not appear inside it.
    html`<a class="button${retry && ' quiet'}" href="${readReturnLink(options.returnLink)}" target="_top">Go back to the app</a>`
  return renderPage({
    status,
    title,
    frameAncestors: options.frameAncestors,
    ...(options.root === undefined ? {} : { root: options.root }),
    ...(status === 503 ? { headers: { 'retry-after': String(retryAfterSeconds) } } : {}),
    body: html`<main class="card">
${renderIcon(icon)}
<h1>${title}</h1>
<p>${happened}</p>
<p class="next">${next}</p>
${nothingCharged && html`<p class="calm-note">Nothing was charged by opening this page.</p>`}
${(retry || back) && html`<div class="actions">${retry}${back}</div>`}
</main>
<footer class="support"><p>If you contact support, quote this reference:<br><code>${options.traceId}</code></p></footer>`,
  })
}

/** An empty address is the page's own. */
function readRetryUrl({ retryUrl }: LinkPageOptions): string {
  return retryUrl === undefined ? '' : readWebLink(retryUrl)
}
