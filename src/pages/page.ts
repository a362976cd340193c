import type { TenantBrand } from '../domain/tenant-brand.ts'
import { readFrameAncestor } from './address.ts'
import { iconPath, returnScriptPath, stylesheetPath } from './assets.ts'
import { brandHead, brandIcon, renderBrand } from './brand.ts'
import { type Html, html, toText } from './html.ts'
import { directionOf, type Language } from './languages/languages.ts'
import { darkGround, lightGround } from './palette.ts'

/** A complete answer, which is sent unchanged. Header names are lower case. */
export interface Page<Status extends number = number> {
  readonly status: Status
  readonly html: string
  readonly headers: Readonly<Record<string, string>>
}

/** For whom a page is made. */
export interface Audience {
  /** What they read; what they can have is chosen by `Accept-Language`. */
  readonly language: Language
  /** Whose users they are shown to be; null for nobody's. */
  readonly brand: TenantBrand | null
}

/** What a page is made of. */
export interface PageParts<Status extends number = number> {
  readonly status: Status
  readonly title: string
  /** Undefined for the pages that developers read, which are in English and show no brand. */
  readonly audience?: Audience
  /** A card is a notice to somebody; a sheet is a document. */
  readonly layout: 'card' | 'sheet'
  /** Everything inside `<body>`, below the brand. */
  readonly body: Html
  /** Further elements of `<head>`. */
  readonly head?: Html
  /** Who may frame the page beside our own origin, `*` being any website; `'none'` forbids framing altogether. */
  readonly frameAncestors: readonly string[] | 'none'
  /** The return page is the only one that runs a script. */
  readonly script?: 'return'
  /**
   * The relative path from the page to our root, without a slash at the end. Pages refer to our own paths relatively,
   * since only the proxy in front knows what precedes them.
   */
  readonly root?: string
  /** Whether search engines may list it. Pages of a user's session are never listed. */
  readonly indexable?: boolean
  readonly headers?: Readonly<Record<string, string>>
  /** Request headers, beside `Accept-Language`, that the answer depends on. */
  readonly varies?: readonly string[]
}

/**
 * The page with its security headers: nothing inline, nothing from a third party, no referrer (a link's token must not
 * leak), never stored. Throws a TypeError for a frame ancestor that could break out of its header.
 */
export function renderPage<Status extends number>(parts: PageParts<Status>): Page<Status> {
  const { status, title, body, head = null, script, indexable = false, root = '..', layout } = parts
  const { language, brand } = parts.audience ?? { language: 'en', brand: null }
  const icon = (brand === null ? null : brandIcon(brand)) ?? { path: iconPath, contentType: 'image/svg+xml' }
  const ground = layout === 'card' ? 'card' : 'page'
  const document = html`<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="${lightGround[ground]}" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="${darkGround[ground]}" media="(prefers-color-scheme: dark)">
<meta name="format-detection" content="telephone=no">
${!indexable && html`<meta name="robots" content="noindex, nofollow">`}
<title>${title}${brand !== null && ` · ${brand.name}`}</title>
<link rel="icon" href="${root}${icon.path}" type="${icon.contentType}">
<link rel="stylesheet" href="${root}${stylesheetPath}">
${brand !== null && brandHead(brand, root)}
${script === 'return' && html`<script src="${root}${returnScriptPath}" defer></script>`}
${head}
</head>
<body class="${layout}-page">
${brand !== null && renderBrand(brand, root)}
${body}
</body>
</html>
`
  return {
    status,
    html: toText(document),
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy(parts),
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=()',
      ...(indexable ? {} : { 'x-robots-tag': 'noindex, nofollow' }),
      ...languageHeaders(parts),
      ...parts.headers,
    },
  }
}

function languageHeaders({ audience, varies = [] }: PageParts): Readonly<Record<string, string>> {
  if (audience === undefined) return {}
  return { 'content-language': audience.language, vary: [...varies, 'accept-language'].join(', ') }
}

function contentSecurityPolicy({ frameAncestors, script }: PageParts): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    ...(script === undefined
      ? []
      : ["script-src 'self'", "require-trusted-types-for 'script'", "trusted-types 'none'"]),
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${frameSources(frameAncestors).join(' ')}`,
  ].join('; ')
}

function frameSources(ancestors: PageParts['frameAncestors']): string[] {
  if (ancestors === 'none') return ["'none'"]
  // The policy cannot express an IPv6 host, and browsers complain about each one.
  const expressible = ancestors.map(readFrameAncestor).filter((ancestor) => !ancestor.includes('['))
  return [...new Set(["'self'", ...expressible])]
}
