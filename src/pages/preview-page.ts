import { html } from './html.ts'
import { renderIcon } from './icon.ts'
import { type Page, renderPage } from './page.ts'

const title = 'A personal link to a payment provider'
const description = 'Open it in your own browser to continue. It works for one person only.'

/** What a robot gets instead of the widget: 200, the same for every link, revealing nothing about its session. */
export function previewPage(): Page<200> {
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

/**
 * What is shown when the visitor may be a person or a program: a button that opens the link. Reveals nothing about its
 * session. Throws a TypeError for a frame ancestor that could break out of its header.
 */
export function continuePage(frameAncestors: readonly string[], continueQuery: string): Page<200> {
  return renderPage({
    status: 200,
    title,
    frameAncestors,
    headers: { vary: 'user-agent' },
    body: html`<main class="card">
${renderIcon('info')}
<h1>Continue to the payment provider</h1>
<p>This link works for one person only. Press the button to open it in this browser.</p>
<div class="actions"><a class="button" href="${continueQuery}" rel="nofollow">Continue</a></div>
</main>`,
  })
}
