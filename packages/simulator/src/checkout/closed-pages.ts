import { page } from './layout.ts'

/** Shown after walking away. */
export function renderAbandoned(token: string): string {
  return closed(
    'You walked away',
    `<p>Nothing was paid and no transaction was created.</p>
<p><a class="button wide" href="/checkout?token=${encodeURIComponent(token)}">Return to the checkout</a></p>`,
  )
}

/** Shown for a token past its life. */
export function renderExpired(): string {
  return closed(
    'This link has expired',
    '<p>The checkout link is too old. Go back to the app you came from and start again.</p>',
  )
}

/** Shown for a token the simulator did not make, or whose session it has forgotten. */
export function renderUnknown(): string {
  return closed(
    'This link does not work',
    '<p>The checkout link is not complete or not known here. Go back to the app you came from and start again.</p>',
  )
}

function closed(title: string, body: string): string {
  return page({ title, shape: 'narrow', main: `<section class="card"><h1>${title}</h1>\n${body}</section>` })
}
