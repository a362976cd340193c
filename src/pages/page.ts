import { readFrameAncestor } from './address.ts'
import { iconPath, returnScriptPath, stylesheetPath } from './assets.ts'
import { type Html, html, toText } from './html.ts'

/** A complete answer, which is sent unchanged. Header names are lower case. */
export interface Page<Status extends number = number> {
  readonly status: Status
  readonly html: string
  readonly headers: Readonly<Record<string, string>>
}

/** What a page is made of. */
export interface PageParts<Status extends number = number> {
  readonly status: Status
  readonly title: string
  /** Everything inside `<body>`. */
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
}

/**
 * The page with its security headers: nothing inline, nothing from a third party, no referrer (a link's token must not
 * leak), never stored. Throws a TypeError for a frame ancestor that could break out of its header.
 */
export function renderPage<Status extends number>(parts: PageParts<Status>): Page<Status> {
  const { status, title, body, head = null, script, indexable = false, root = '..' } = parts
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${!indexable && html`<meta name="robots" content="noindex, nofollow">`}
<title>${title}</title>
<link rel="icon" href="${root}${iconPath}" type="image/svg+xml">
<link rel="stylesheet" href="${root}${stylesheetPath}">
${script === 'return' && html`<script src="${root}${returnScriptPath}" defer></script>`}
${head}
</head>
<body>
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
      ...parts.headers,
    },
  }
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
