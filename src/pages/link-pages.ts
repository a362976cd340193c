import type { LinkFault } from '../domain/link.ts'
import { sessionLifetimeMs } from '../domain/session.ts'
import { readReturnLink, readWebLink } from './address.ts'
import { html } from './html.ts'
import { type Icon, renderIcon } from './icon.ts'
import { type Language, textsIn } from './languages/languages.ts'
import { sayOf } from './languages/wording.ts'
import { type Audience, type Page, renderPage } from './page.ts'
import { renderSupport } from './support.ts'

/** What a link page shows besides its text. */
export interface LinkPageOptions extends Audience {
  /** Origins that may frame the page: those that may frame the widget. */
  readonly frameAncestors: readonly string[]
  /** Where "Go back to the app" leads; null leaves the button out. */
  readonly returnLink: string | null
  /** The provider that the session is with, by the name that users know; null where none is to be named. */
  readonly provider: string | null
  /** The code of the session, which is what a user tells support; null where no session is known. */
  readonly supportCode: string | null
  /** What they tell where there is no code, or where it is the request that went wrong. */
  readonly traceId: string
  /** Where retrying helps: where "Try again" leads. By default the page's own address. */
  readonly retryUrl?: string
  /** The relative path from the page to our root, when the page is not at a link's path. */
  readonly root?: string
}

type LinkPageStatus = 404 | 410 | 500 | 503

interface Look {
  readonly status: LinkPageStatus
  readonly icon: Icon
  /** True where there cannot be a trade behind the link, so that the page can say so. */
  readonly nothingCharged: boolean
}

/** How long a browser or robot should wait after 503: long enough for a brief hiccup, short enough for a person. */
const retryAfterSeconds = 10

const looks: Readonly<Record<LinkFault, Look>> = {
  foreign: { status: 410, icon: 'info', nothingCharged: true },
  spent: { status: 410, icon: 'clock', nothingCharged: false },
  completed: { status: 410, icon: 'done', nothingCharged: false },
  failed: { status: 410, icon: 'failed', nothingCharged: false },
  cancelled: { status: 410, icon: 'info', nothingCharged: false },
  expired: { status: 410, icon: 'clock', nothingCharged: true },
  worn_out: { status: 410, icon: 'info', nothingCharged: true },
  refused: { status: 410, icon: 'info', nothingCharged: true },
  unknown: { status: 404, icon: 'unknown', nothingCharged: true },
  unavailable: { status: 503, icon: 'clock', nothingCharged: true },
  out_of_service: { status: 503, icon: 'clock', nothingCharged: false },
  broken: { status: 500, icon: 'failed', nothingCharged: false },
}

/** Those that a retry may get past. */
const passing: ReadonlySet<LinkFault> = new Set(['unavailable', 'out_of_service', 'broken'])

/**
 * The page shown at a session's link when it does not lead on: 410, 404 for an unknown link, 503 with `retry-after` for
 * a provider out of reach or a gateway that cannot serve, 500 for one that failed. Usable without script. Throws a
 * TypeError for an address that a page must not hold.
 */
export function linkPage(fault: LinkFault, options: LinkPageOptions): Page<LinkPageStatus> {
  const { language, provider, supportCode, traceId } = options
  const { status, icon, nothingCharged } = looks[fault]
  const texts = textsIn(language)
  const { title, happened, next } = texts.faults[fault]
  const retry = passing.has(fault) && html`<a class="button" href="${readRetryUrl(options)}">${texts.buttons.retry}</a>`
  const back =
    options.returnLink !== null &&
    // `_top`: inside a frame the app's page must replace the app, not appear inside it.
    html`<a class="button${retry && ' quiet'}" href="${readReturnLink(options.returnLink)}" target="_top">${texts.buttons.back}</a>`
  return renderPage({
    status,
    title,
    audience: options,
    layout: 'card',
    frameAncestors: options.frameAncestors,
    ...(options.root === undefined ? {} : { root: options.root }),
    ...(status === 503 ? { headers: { 'retry-after': String(retryAfterSeconds) } } : {}),
    body: html`<main class="card">
<div class="words">
${renderIcon(icon)}
<h1>${title}</h1>
<p>${sayOf(provider, happened, { hours: lifetimeIn(language) })}</p>
<p class="next">${next}</p>
${nothingCharged && html`<p class="note">${texts.nothingCharged}</p>`}
</div>
${(retry || back) && html`<div class="actions">${retry}${back}</div>`}
</main>
${renderSupport(options, supportCode === null ? { kind: 'trace', traceId } : { kind: 'code', code: supportCode })}`,
  })
}

/** How long a link works, such as "24 hours". */
function lifetimeIn(language: Language): string {
  const hours = new Intl.NumberFormat(language, { style: 'unit', unit: 'hour', unitDisplay: 'long' })
  return hours.format(sessionLifetimeMs / 3_600_000)
}

/** An empty address is the page's own. */
function readRetryUrl({ retryUrl }: LinkPageOptions): string {
  return retryUrl === undefined ? '' : readWebLink(retryUrl)
}
