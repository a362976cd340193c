import { STYLE, STYLE_HASH } from './style.ts'

/**
 * The headers of every page. There is no `frame-ancestors`: the page is a provider's and may be framed by anyone. There
 * is no `form-action`: browsers apply it to the redirect after the form as well, and that goes to the app's own address.
 */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src '${STYLE_HASH}'; base-uri 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
}

/** One page of a provider. `main` and `controls` are HTML. */
export interface Layout {
  readonly title: string
  /** Undefined on pages that belong to no session. */
  readonly provider?: { readonly code: string; readonly name: string } | undefined
  readonly main: string
  /** `split` puts two parts side by side where there is room. */
  readonly shape: 'split' | 'narrow'
  /** What only testers have, apart from the provider's page. */
  readonly controls?: string | undefined
}

/** The whole document. */
export function page({ title, provider, main, shape, controls }: Layout): string {
  const name = provider === undefined ? 'a provider' : provider.name
  const brand =
    provider === undefined
      ? ''
      : `<p class="brand ${shape}"><span class="mark" aria-hidden="true">${escapeHtml(provider.name.slice(0, 1))}</span>${escapeHtml(provider.name)}</p>`
  const aside =
    controls === undefined
      ? ''
      : `<aside class="controls${shape === 'narrow' ? ' narrow' : ''}" aria-labelledby="controls"><div class="panel">
<h2 id="controls">Simulator: test controls</h2>
${controls}</div></aside>`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body${provider === undefined ? '' : ` data-provider="${escapeHtml(provider.code)}"`}>
<header><p class="ribbon">This is the Meld simulator playing ${escapeHtml(name)}. No money moves.</p>${brand}</header>
<main class="${shape}">
${main}
</main>
${aside}
</body></html>
`
}

/** A list of what is what. The texts are escaped here. */
export function lines(rows: readonly (readonly [label: string, text: string, kind?: string])[]): string {
  const items = rows.map(
    ([label, text, kind]) =>
      `<div${kind === undefined ? '' : ` class="${kind}"`}><dt>${escapeHtml(label)}</dt><dd>${escapeHtml(text)}</dd></div>`,
  )
  return `<dl class="lines">${items.join('')}</dl>`
}

/** Fields of a form that the buyer does not see. */
export function hidden(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`)
    .join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Safe between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}
