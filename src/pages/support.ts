import { type Html, html } from './html.ts'
import { textsIn } from './languages/languages.ts'
import { fill } from './languages/wording.ts'
import type { Audience } from './page.ts'

/** What a user tells support: the code of a session, or, where there is none to tell of, the id of the request. */
export type SupportReference =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'trace'; readonly traceId: string }

/**
 * The foot of a page: what to tell support, and where the tenant's support is. Throws a TypeError for an address of
 * another form than the configuration lets through.
 */
export function renderSupport({ language, brand }: Audience, reference: SupportReference): Html {
  const { support } = textsIn(language)
  const told =
    reference.kind === 'code'
      ? html`<p>${support.code}<br><code class="code" dir="ltr" translate="no">${reference.code}</code></p>`
      : html`<p>${support.reference}<br><span dir="ltr" translate="no"><code>${reference.traceId}</code></span></p>`
  const subject = reference.kind === 'code' ? fill(support.subject, { code: reference.code }) : null
  const contact = brand?.support ?? null
  return html`<footer class="support">${told}${contact !== null && renderContact(contact, support.contact, subject)}</footer>`
}

/** A mail begins with the subject that lets support find the session. */
function renderContact(address: string, label: string, subject: string | null): Html {
  if (address.startsWith('https:')) {
    return html`<p><a href="${address}" target="_blank" rel="noopener noreferrer">${label}</a></p>`
  }
  if (!address.startsWith('mailto:')) throw new TypeError(`${JSON.stringify(address)} is neither mailto: nor https:.`)
  const query = subject === null ? '' : `?subject=${encodeURIComponent(subject)}`
  return html`<p><a href="${address}${query}" dir="ltr" translate="no">${address.slice('mailto:'.length)}</a></p>`
}
