import { iconPath, referenceScriptPath, referenceStylesheetPath } from './assets.ts'
import { html, toText } from './html.ts'
import type { Page } from './page.ts'

/** The reference page as one gateway shows it. */
export interface ReferenceParts {
  /** Where tokens are made for anybody, root-relative; the page fills one in. Null: nothing is filled in. */
  readonly tokenPath: string | null
  /** Base64 of random bytes, new for each answer: the bundle's own styles carry it. */
  readonly nonce: string
}

/**
 * The contract document as a page that can be searched and tried out. All it loads comes from here, its fonts are the
 * system's, and it calls nobody else.
 */
export function referencePage({ tokenPath, nonce }: ReferenceParts): Page<200> {
  // Relative, since only the proxy in front knows what precedes our paths.
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<meta property="csp-nonce" content="${nonce}">
<title>Rampway API reference</title>
<link rel="icon" href=".${iconPath}" type="image/svg+xml">
<link rel="stylesheet" href=".${referenceStylesheetPath}">
<script src=".${referenceScriptPath}" defer></script>
<script src="docs/scalar.js" defer></script>
</head>
<body>
<nav class="bar" aria-label="Rampway">
<a class="brand" href="docs"><img src=".${iconPath}" alt="" width="24" height="24">Rampway <span>API reference</span></a>
<span><a href="errors">Error codes</a> <a href="openapi.json">openapi.json</a></span>
</nav>
<div id="reference"${tokenPath !== null && html` data-token-path=".${tokenPath}"`}></div>
<noscript><p class="plain">This page needs JavaScript. The same contract is in <a href="openapi.json">openapi.json</a>.</p></noscript>
</body>
</html>
`
  return {
    status: 200,
    html: toText(document),
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy(nonce),
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=()',
      'x-robots-tag': 'noindex, nofollow',
    },
  }
}

function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src-elem 'self' 'nonce-${nonce}'`,
    // The bundle sizes its panes and colours its code with style attributes.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
