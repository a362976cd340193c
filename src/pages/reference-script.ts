/**
 * What the reference page runs before Scalar's bundle, which it starts once both are there. Where the page names a place that makes tokens, which only
 * `rampway dev` does, it signs its reader in as a dev user, so that requests can be sent at once.
 */
export const referenceScript = `'use strict'
// Read by the bundle: it then tries no code from texts, which the page's policy refuses.
globalThis.__zod_globalConfig = { jitless: true }
// The bundle makes style elements whose text depends on what was opened before, so that no list of hashes is complete.
const nonce = document.querySelector('meta[property=csp-nonce]').content
const createElement = document.createElement.bind(document)
document.createElement = (name, options) => {
  const element = createElement(name, options)
  if (element instanceof HTMLStyleElement) element.nonce = nonce
  return element
}
void (async () => {
  const place = document.getElementById('reference')
  const tenant = 'org-demo:env-sandbox'

  async function devToken(path) {
    const body = JSON.stringify({ provider: 'privy', sub: 'alice', tenant, expires_in: 86400 })
    try {
      const answer = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
      return answer.ok ? (await answer.json()).token : ''
    } catch {
      return ''
    }
  }

  const { tokenPath } = place.dataset
  const token = tokenPath === undefined ? '' : await devToken(tokenPath)
  if (document.readyState !== 'complete') await new Promise((go) => addEventListener('load', go, { once: true }))
  const known = token === '' ? {} : { userToken: { value: token }, tenant: { value: tenant } }
  Scalar.createApiReference(place, {
    url: 'openapi.json',
    authentication: { preferredSecurityScheme: [['userToken', 'tenant']], securitySchemes: known },
    // What would call hosts of its maker.
    agent: { disabled: true },
    mcp: { disabled: true },
    telemetry: false,
    withDefaultFonts: false,
    hideClientButton: true,
    showDeveloperTools: 'never',
    theme: 'none',
    documentDownloadType: 'none',
    defaultOpenFirstTag: true,
    orderSchemaPropertiesBy: 'preserve',
    operationTitleSource: 'path',
    defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
  })
})()
`
