import { type ErrorName, errorCatalogue, type GatewayError } from '../domain/errors.ts'
import { html } from './html.ts'
import { renderIcon } from './icon.ts'
import { type Language, textsIn } from './languages/languages.ts'
import type { Telling } from './languages/texts.ts'
import { fill } from './languages/wording.ts'
import { type Page, renderPage } from './page.ts'
import { renderSupport } from './support.ts'

/**
 * What a person sees instead of a problem detail when a browser was led to a path without a page: what they need to know,
 * in their language, and the words for whoever put the address there, in English. `path` is the request's own, without
 * its query.
 */
export function refusalPage(error: GatewayError, path: string, traceId: string, language: Language): Page {
  const { code, status, title: englishTitle, remedy } = errorCatalogue[error.error]
  const root = rootFrom(path)
  const texts = textsIn(language)
  const refusals: Partial<Record<ErrorName, Telling>> = texts.refusals
  const known = refusals[error.error]
  const title = known?.title ?? englishTitle
  const detail = error.details.detail ?? (known === undefined ? remedy : null)
  const audience = { language, brand: null }
  return renderPage({
    status,
    title,
    root,
    audience,
    layout: 'card',
    frameAncestors: 'none',
    body: html`<main class="card">
<div class="words">
${renderIcon('info')}
<h1${known === undefined && html` lang="en" dir="ltr"`}>${title}</h1>
${(detail === null || language !== 'en') && known !== undefined && html`<p>${known.happened}</p>`}
${detail !== null && html`<p lang="en" dir="ltr">${detail}</p>`}
<p class="next"><a href="${root}/errors/${code.toLowerCase()}" hreflang="en">${fill(texts.codeExplained, { code })}</a></p>
</div>
</main>
${renderSupport(audience, { kind: 'trace', traceId })}`,
  })
}

/** The relative path from a path to our root, without a slash at the end. */
function rootFrom(path: string): string {
  const ups = path.split('/').length - 2
  return ups <= 0 ? '.' : Array(ups).fill('..').join('/')
}
