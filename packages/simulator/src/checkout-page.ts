import { createHash } from 'node:crypto'
import { findProvider } from './catalogue.ts'
import type { Lockable } from './data/providers.ts'
import { plainText } from './decimal.ts'
import type { Session, Transaction } from './state.ts'

const STYLE = `
:root { color-scheme: light dark; --line: #8a94a6; --soft: #eef1f6; --ink: #14181f; --paper: #fff; --go: #0b5d3b; }
@media (prefers-color-scheme: dark) { :root { --soft: #232a36; --ink: #f2f4f8; --paper: #14181f; --go: #7fe0b2; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 30rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.4rem; line-height: 1.25; margin: 0.25rem 0 0.75rem; }
.notice { background: var(--soft); border-left: 0.25rem solid var(--line); padding: 0.5rem 0.75rem; margin: 0 0 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.35rem 1rem; margin: 0 0 1rem; }
dt { font-weight: 600; }
dd { margin: 0; overflow-wrap: anywhere; }
label { display: block; font-weight: 600; }
input { font: inherit; width: 100%; min-height: 2.75rem; padding: 0.4rem 0.6rem; border: 1px solid var(--line); border-radius: 0.4rem; background: var(--paper); color: var(--ink); }
.hint { margin: 0.25rem 0 1rem; }
button, .button { display: block; width: 100%; min-height: 2.75rem; margin: 0 0 0.6rem; padding: 0.6rem; font: inherit; font-weight: 600; text-align: center; text-decoration: none; border: 2px solid var(--line); border-radius: 0.4rem; background: var(--paper); color: var(--ink); cursor: pointer; }
button.pay { border-color: var(--go); color: var(--go); }
:focus-visible { outline: 3px solid #2f6fed; outline-offset: 2px; }
`

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

/**
 * The headers of every page. There is no `frame-ancestors`: the page is a provider's and may be framed by anyone. There
 * is no `form-action`: browsers apply it to the redirect after the form as well, and that goes to the app's own address.
 */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
}

/** The page on which the buyer decides. `problem` is shown above the form after a refused attempt. */
export function renderCheckout(session: Session, token: string, problem?: string): string {
  const name = providerName(session)
  const isBuy = session.type === 'BUY'
  const title = isBuy ? `Buy ${session.destinationCurrencyCode}` : `Sell ${session.sourceCurrencyCode}`
  return page(
    `${title} with ${name}`,
    `<p class="notice">This is the Meld simulator playing ${escapeHtml(name)}. No money moves.</p>
${problem === undefined ? '' : `<p class="notice" role="alert">${escapeHtml(problem)}</p>`}
${details(session)}
<form method="post" action="/checkout">
<input type="hidden" name="token" value="${escapeHtml(token)}">
${amountField(session)}
<button class="pay" type="submit" name="outcome" value="pay" id="pay" data-testid="pay">${isBuy ? 'Pay' : 'Confirm the sale'}</button>
<button type="submit" name="outcome" value="decline" id="decline" data-testid="decline" formnovalidate>Decline the payment</button>
<button type="submit" name="outcome" value="cancel" id="cancel" data-testid="cancel" formnovalidate>Cancel</button>
<button type="submit" name="outcome" value="abandon" id="abandon" data-testid="abandon" formnovalidate>Walk away</button>
</form>`,
  )
}

/** The page of a session that already has its trade. */
export function renderUsed(session: Session, transaction: Transaction, token: string): string {
  const waitsForCrypto = session.type === 'SELL' && transaction.status === 'PENDING'
  const deposit =
    transaction.depositAddress === null
      ? ''
      : `<dt>Deposit address</dt><dd data-testid="deposit-address">${escapeHtml(transaction.depositAddress)}</dd>`
  return page(
    'This checkout has been used',
    `<p>The transaction is <strong data-testid="status">${escapeHtml(transaction.status)}</strong>.</p>
<dl><dt>Transaction</dt><dd>${escapeHtml(transaction.id)}</dd>${deposit}</dl>
${waitsForCrypto ? whoSends(session, transaction) : ''}
${waitsForCrypto ? arrivedForm(token) : ''}
${backLink(session)}`,
  )
}

/** Who sends the crypto of a sell: never both. */
function whoSends(session: Session, transaction: Transaction): string {
  const amount = `${plainText(transaction.sourceAmount)} ${escapeHtml(session.sourceCurrencyCode)}`
  return session.redirectFlow
    ? `<p data-testid="sender-app">Return to the app: it sends the ${amount} for you.</p>`
    : `<p data-testid="sender-user">Send ${amount} to the deposit address.</p>`
}

function arrivedForm(token: string): string {
  return `<form method="post" action="/checkout"><input type="hidden" name="token" value="${escapeHtml(token)}">
<button type="submit" name="outcome" value="crypto_arrived" data-testid="crypto_arrived">The crypto has arrived</button></form>`
}

/** Shown after a decision when the session names no address to return to. */
export function renderDone(session: Session, transaction: Transaction): string {
  const deposit =
    transaction.depositAddress === null
      ? ''
      : `<dl><dt>Deposit address</dt><dd data-testid="deposit-address">${escapeHtml(transaction.depositAddress)}</dd></dl>${whoSends(session, transaction)}`
  return page(
    'Thank you',
    `<p>The transaction is <strong data-testid="status">${escapeHtml(transaction.status)}</strong>.</p>${deposit}
<p>You can close this page.</p>`,
  )
}

/** Shown after walking away. */
export function renderAbandoned(token: string): string {
  return page(
    'You walked away',
    `<p>Nothing was paid and no transaction was created.</p>
<p><a class="button" href="/checkout?token=${encodeURIComponent(token)}">Return to the checkout</a></p>`,
  )
}

/** Shown for a token past its life. */
export function renderExpired(): string {
  return page(
    'This link has expired',
    '<p>The checkout link is too old. Go back to the app you came from and start again.</p>',
  )
}

/** Shown for a token the simulator did not make, or whose session it has forgotten. */
export function renderUnknown(): string {
  return page(
    'This link does not work',
    '<p>The checkout link is not complete or not known here. Go back to the app you came from and start again.</p>',
  )
}

/** Shown where a real provider would ask for identity documents. */
export function renderKyc(): string {
  return page('Identity check', '<p>The simulator checks nobody. Its control API sets the outcome.</p>')
}

function details(session: Session): string {
  const isBuy = session.type === 'BUY'
  const rows: [string, string, string][] = [
    ['Provider', providerName(session), 'provider'],
    [isBuy ? 'You pay' : 'You sell', `${plainText(session.sourceAmount)} ${session.sourceCurrencyCode}`, 'source'],
    ['You receive', session.destinationCurrencyCode, 'destination'],
    [isBuy ? 'Wallet address' : 'Your wallet', session.walletAddress ?? 'asked at the provider', 'wallet'],
    ['Payment method', session.paymentMethodType ?? "the provider's default", 'method'],
    ['Country', session.countryCode, 'country'],
    ['Locked', lockedFields(session).join(', ') || 'nothing', 'locked'],
  ]
  const cells = rows.map(([term, text, id]) => `<dt>${term}</dt><dd data-testid="${id}">${escapeHtml(text)}</dd>`)
  return `<dl>${cells.join('')}</dl>`
}

/** The locks in force: what was asked for and the provider honours, and what it locks unasked (docs/meld.md, widget sessions). */
function lockedFields(session: Session): readonly string[] {
  const locks = findProvider(session.serviceProvider)?.locks
  const honours = (field: string): Lockable => {
    if (field === 'walletAddress') return locks?.wallet ?? 'yes'
    return field === 'cryptoCurrency' || field === 'destinationCurrencyCode' ? (locks?.currency ?? 'yes') : 'yes'
  }
  const asked = session.lockFields.filter((field) => honours(field) !== 'no')
  const always = ['cryptoCurrency', 'walletAddress'].filter((field) => honours(field) === 'always')
  return [...new Set([...asked, ...always])]
}

function amountField(session: Session): string {
  if (session.lockFields.includes('sourceAmount')) return ''
  return `<label for="amount">Amount in ${escapeHtml(session.sourceCurrencyCode)}</label>
<input id="amount" name="amount" data-testid="amount" inputmode="decimal" autocomplete="off" required pattern="[0-9]+([.][0-9]+)?" aria-describedby="amount-hint" value="${plainText(session.sourceAmount)}">
<p class="hint" id="amount-hint">You can change the amount: the app did not lock it.</p>`
}

function backLink(session: Session): string {
  const { redirectUrl } = session
  // Links that run script would do nothing under the page's policy; leave them out rather than show a dead one.
  if (redirectUrl === null || /^\s*(javascript|data|vbscript):/i.test(redirectUrl)) {
    return '<p>You can close this page.</p>'
  }
  return `<p><a class="button" href="${escapeHtml(redirectUrl)}">Return to the app</a></p>`
}

function providerName(session: Session): string {
  return findProvider(session.serviceProvider)?.name ?? session.serviceProvider
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><main><h1>${escapeHtml(title)}</h1>
${body}
</main></body></html>
`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}
