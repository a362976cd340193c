import { html } from './html.ts'
import { renderIcon } from './icon.ts'
import { type Page, renderPage } from './page.ts'

const title = 'A personal link to a payment provider'
const description = 'Open it in your own browser to continue. It works for one person only.'

/**
 * What a preview robot gets in place of the widget: 200, the same for every link, telling nothing about its session.
 * `isPreviewRobot` (`preview-robots.ts`) says when to answer with it.
 */
export function previewPage(): Page {
  return renderPage({
    status: 200,
    title,
    frameAncestors: 'none',
    head: html`<meta name="description" content="${description}">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${description}">
<meta property="og:type" content="website">`,
    // A preview cached by robot name must not be given to the person who follows the link.
    headers: { vary: 'user-agent' },
    body: html`<main class="card">
${renderIcon('info')}
<h1>${title}</h1>
<p>${description}</p>
</main>`,
  })
}
