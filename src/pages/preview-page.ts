import { html } from './html.ts'
import { renderIcon } from './icon.ts'
import { textsIn } from './languages/languages.ts'
import { type Audience, type Page, renderPage } from './page.ts'

/** A preview cached by robot name must not be given to the person who follows the link. */
const varies = ['user-agent']

/** What a robot gets instead of the widget: 200, the same for every link of a tenant, revealing nothing of its session. */
export function previewPage(audience: Audience): Page<200> {
  const { title, description } = textsIn(audience.language).preview
  return renderPage({
    status: 200,
    title,
    audience,
    layout: 'card',
    frameAncestors: 'none',
    head: html`<meta name="description" content="${description}">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${description}">
<meta property="og:type" content="website">
${audience.brand !== null && html`<meta property="og:site_name" content="${audience.brand.name}">`}`,
    varies,
    body: html`<main class="card">
<div class="words">
${renderIcon('info')}
<h1>${title}</h1>
<p>${description}</p>
</div>
</main>`,
  })
}

/**
 * What is shown when the visitor may be a person or a program: a button that opens the link. Reveals nothing of its
 * session. Throws a TypeError for a frame ancestor that could break out of its header.
 */
export function continuePage(audience: Audience, frameAncestors: readonly string[], continueQuery: string): Page<200> {
  const { proceed, buttons, preview } = textsIn(audience.language)
  return renderPage({
    status: 200,
    title: preview.title,
    audience,
    layout: 'card',
    frameAncestors,
    varies,
    body: html`<main class="card">
<div class="words">
${renderIcon('info')}
<h1>${proceed.title}</h1>
<p>${proceed.happened}</p>
</div>
<div class="actions"><a class="button" href="${continueQuery}" rel="nofollow">${buttons.proceed}</a></div>
</main>`,
  })
}
