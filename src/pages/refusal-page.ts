import { errorCatalogue, type GatewayError } from '../domain/errors.ts'
import { html } from './html.ts'
import { renderIcon } from './icon.ts'
import { type Page, renderPage } from './page.ts'

/**
 * What a person sees instead of a problem detail, with its status, title and words, when a browser was led to a path
 * without a page. `path` is the request's own, without its query.
 */
export function refusalPage(error: GatewayError, path: string, traceId: string): Page {
  const { code, status, title, remedy } = errorCatalogue[error.error]
  const root = rootFrom(path)
  return renderPage({
    status,
    title,
    root,
    frameAncestors: 'none',
    body: html`<main class="card">
${renderIcon('info')}
<h1>${title}</h1>
<p>${error.details.detail ?? remedy}</p>
<p class="next"><a href="${root}/errors/${code.toLowerCase()}">What <code>${code}</code> means</a></p>
</main>
<footer class="support"><p>If you contact support, quote this reference:<br><code>${traceId}</code></p></footer>`,
  })
}

/** The relative path from a path to our root, without a slash at the end. */
function rootFrom(path: string): string {
  const ups = path.split('/').length - 2
  return ups <= 0 ? '.' : Array(ups).fill('..').join('/')
}
