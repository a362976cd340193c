import type { ErrorEntry } from '../domain/error-entry.ts'
import { type ErrorName, errorCatalogue, type FieldFault } from '../domain/errors.ts'
import { errorExplanations } from './error-explanations.ts'
import { type Html, html } from './html.ts'
import { type Page, renderPage } from './page.ts'

const indexTitle = 'Error codes'

/** Prefixes of codes, in the order of the index. */
const families = [
  { prefix: 'RMP', title: 'Ramp requests' },
  { prefix: 'KYC', title: 'Identity checks' },
  { prefix: 'AST', title: 'Assets' },
  { prefix: 'USR', title: 'Users and tenants' },
  { prefix: 'GEN', title: 'Requests in general' },
  { prefix: 'STR', title: 'Streams' },
  { prefix: 'PTR', title: 'Partners' },
  { prefix: 'OPR', title: 'The operator’s port' },
  { prefix: 'MLD', title: 'The connection to Meld' },
  { prefix: 'SYS', title: 'The gateway itself' },
] as const

const namesByCode = new Map(errorNames().map((name) => [pathOf(errorCatalogue[name].code), name]))

/** The page at `/errors/<code in lower case>`, to which a problem's `type` leads; undefined for an unknown code. */
export function errorPage(code: string): Page<200> | undefined {
  const name = namesByCode.get(code.toLowerCase())
  return name === undefined ? undefined : renderErrorPage(errorCatalogue[name], name)
}

/** The page at `/errors`: every code with its title and remedy. `root` leads from its address to our root. */
export function errorIndexPage(root: '.' | '..' = '.'): Page<200> {
  const entries = errorNames().map((name): ErrorEntry => errorCatalogue[name])
  return renderPage({
    status: 200,
    title: indexTitle,
    root,
    layout: 'sheet',
    frameAncestors: 'none',
    indexable: true,
    body: html`<header class="top"><span>Rampway</span></header>
<main class="sheet">
<h1>${indexTitle}</h1>
<p>Every refusal is a problem detail whose <code>error_code</code> is one of these, and whose <code>type</code> leads to the page here. A code that ends in <code>-R</code> can be retried: the same request may succeed later. Any other fails again until something changes.</p>
${families.map(({ prefix, title }) =>
  renderFamily(
    title,
    entries.filter(({ code }) => code.startsWith(`${prefix}-`)),
    root,
  ),
)}
</main>`,
  })
}

function renderFamily(title: string, entries: readonly ErrorEntry[], root: string): Html {
  return html`<section>
<h2>${title}</h2>
<ul class="codes">
${entries.map((entry) => html`<li><a href="${root}/errors/${pathOf(entry.code)}"><code>${entry.code}</code> <span>${entry.title}</span></a><p>${entry.remedy}</p></li>`)}
</ul>
</section>`
}

function renderErrorPage(entry: ErrorEntry, name: ErrorName): Page<200> {
  const { code, status, title, remedy } = entry
  const { meaning, causes } = errorExplanations[name]
  return renderPage({
    status: 200,
    title: `${code}: ${title}`,
    layout: 'sheet',
    frameAncestors: 'none',
    indexable: true,
    body: html`<header class="top"><nav aria-label="Errors"><a href="../errors">All error codes</a></nav></header>
<main class="sheet">
<p class="tags"><span class="tag"><code>${code}</code></span> <span class="tag">HTTP ${status}</span> <span class="tag">${isRetryable(code) ? 'Retry later' : 'Do not retry unchanged'}</span></p>
<h1>${title}</h1>
<p>${meaning}</p>
<h2>What to do</h2>
<p>${remedy}</p>
<p>${isRetryable(code) ? 'The same request may succeed later, so a retry makes sense.' : 'The same request fails again until something changes, so do not retry it automatically.'}</p>
<h2>Usual causes</h2>
<ul>${causes.map((cause) => html`<li>${cause}</li>`)}</ul>
<h2>How it looks</h2>
<p>The values of <code>detail</code>, <code>instance</code> and <code>trace_id</code> differ each time; some answers carry more members.</p>
<pre><code>${exampleOf(entry)}</code></pre>
</main>`,
  })
}

const exampleFaults: readonly FieldFault[] = [
  { pointer: '/source_amount', detail: 'Send the amount as a string, such as "100.50".' },
]

function exampleOf({ code, status, title, remedy }: ErrorEntry): string {
  const problem = {
    type: `https://gateway.example/errors/${pathOf(code)}`,
    title,
    status,
    detail: remedy,
    instance: '/v0/ramp/sessions',
    error_code: code,
    trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
    ...(code === errorCatalogue.invalid_fields.code ? { errors: exampleFaults } : {}),
  }
  return JSON.stringify(problem, null, 2)
}

function isRetryable(code: string): boolean {
  return code.endsWith('-R')
}

function pathOf(code: string): string {
  return code.toLowerCase()
}

function errorNames(): ErrorName[] {
  return Object.keys(errorExplanations).filter((name): name is ErrorName => Object.hasOwn(errorCatalogue, name))
}
