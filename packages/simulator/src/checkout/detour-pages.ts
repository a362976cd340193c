import { escapeHtml, hidden, lines, page } from './layout.ts'
import type { Order } from './order.ts'

/** What a detour's forms carry on. */
export interface Detour {
  readonly token: string
  /** The name of the test case; `pay` when none was chosen. */
  readonly caseName: string
  /** A decimal text; undefined when the session locks its amount. */
  readonly amount?: string | undefined
}

/** The bank's page of 3-D Secure. The trade exists and waits for the answer. */
export function renderChallenge(order: Order, detour: Detour): string {
  return page({
    title: 'Approve your payment',
    shape: 'narrow',
    provider: { code: order.providerCode, name: order.providerName },
    main: `<section class="card bank" aria-labelledby="title"><p class="muted">Your bank · 3-D Secure</p>
<h1 id="title">Approve this payment?</h1>
<p>Your bank wants to be sure that it is you who pays.</p>
${lines([
  ['To', order.providerName],
  ['Amount', order.sourceText, 'total'],
  ['For', `${order.receivedText ?? order.symbol}, ${order.assetName}`],
])}
<form method="post" action="/checkout" class="buttons">${fields(detour)}
<button class="primary" type="submit" name="outcome" value="challenge_approved" data-testid="challenge_approved">Approve</button>
<button class="wide" type="submit" name="outcome" value="challenge_refused" data-testid="challenge_refused">It is not me: refuse</button>
</form></section>`,
  })
}

/** The identity check before a trade. Its documents are samples: nobody's own are asked for. */
export function renderIdentity(order: Order, detour: Detour): string {
  return page({
    title: 'Verify your identity',
    shape: 'narrow',
    provider: { code: order.providerCode, name: order.providerName },
    main: `<section class="card" aria-labelledby="title"><p class="muted">Identity check · one step before your order</p>
<h1 id="title">Verify your identity</h1>
<p>${escapeHtml(order.providerName)} has to know its customers. Here it takes sample documents, and looks at none.</p>
${lines([
  ['Name', 'Ada Example'],
  ['Document', 'Sample passport X0000000'],
  ['Country', order.countryName],
  ['Your order', order.isBuy ? `${order.symbol} for ${order.sourceText}` : order.sourceText],
])}
<form method="post" action="/checkout" class="buttons" id="identity">${fields(detour)}
<button class="primary" type="submit" name="outcome" value="identity_sent" data-testid="identity_sent">Send the sample documents</button>
<button class="quiet" type="submit" name="outcome" value="cancel" data-testid="cancel">Cancel and go back</button>
</form></section>`,
    controls: `<p>Whichever way the check was meant to end, this ends it badly.</p>
<button type="submit" form="identity" name="outcome" value="identity_refused" data-testid="refuse">Refuse the documents</button>`,
  })
}

/** Shown where Meld's own identity check would ask for documents. */
export function renderKyc(): string {
  return page({
    title: 'Identity check',
    shape: 'narrow',
    main: `<section class="card"><h1>Identity check</h1>
<p>The simulator checks nobody. Its control API sets the outcome.</p></section>`,
  })
}

function fields({ token, caseName, amount }: Detour): string {
  return hidden({ token, case: caseName, ...(amount === undefined ? {} : { amount }) })
}
