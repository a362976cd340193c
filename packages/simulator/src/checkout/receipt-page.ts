import type { Session, Transaction } from '../state.ts'
import { escapeHtml, hidden, page } from './layout.ts'
import type { Order } from './order.ts'
import { qrCodeSvg } from './qr-code.ts'
import { sessionCodes } from './session-codes.ts'

/** What the receipt shows beyond its order. */
export interface Receipt {
  readonly session: Session
  readonly transaction: Transaction
  readonly token: string
  /** Somebody tried to make another trade with the link. */
  readonly isUsed: boolean
}

/** The page of a session that has its trade: how far it is, and for a sell where to send the crypto. */
export function renderReceipt(order: Order, receipt: Receipt): string {
  const { session, transaction, token, isUsed } = receipt
  const waitsForCrypto = !order.isBuy && transaction.status === 'PENDING'
  const asksForCrypto = waitsForCrypto && !session.redirectFlow
  const { title, text } = waitsForCrypto ? depositWords(order, session) : statusWords(order, transaction)
  return page({
    title,
    shape: 'narrow',
    provider: { code: order.providerCode, name: order.providerName },
    main: `<section class="card" aria-labelledby="title">${isUsed ? '<p class="alert" role="alert">This checkout has been used: a link is good for one order.</p>' : ''}
<h1 id="title">${escapeHtml(title)}</h1>
${text}
${asksForCrypto ? deposit(order, transaction) : ''}
${waitsForCrypto ? '' : steps(order, transaction)}
${wayOut(session, token, asksForCrypto)}</section>`,
    controls: `<p>The transaction is <strong data-testid="status">${escapeHtml(transaction.status)}</strong>${reason(transaction)}.</p>
${waitsForCrypto ? arrivedForm(token) : ''}${asksForCrypto ? '' : addressLine(transaction)}${sessionCodes(session, transaction)}`,
  })
}

interface Words {
  readonly title: string
  /** HTML. */
  readonly text: string
}

function depositWords(order: Order, session: Session): Words {
  const amount = escapeHtml(order.sourceText)
  return session.redirectFlow
    ? {
        title: 'Back to your app',
        text: `<p data-testid="sender-app">Return to the app: it sends the ${amount} for you.</p>`,
      }
    : {
        title: `Send your ${order.symbol}`,
        text: `<p data-testid="sender-user">Send ${amount} to the deposit address.</p>
<p class="muted">On ${escapeHtml(order.networkName)} only, in one transfer. We pay out ${escapeHtml(order.receivedText ?? '')} once it has arrived.</p>`,
      }
}

/** Where a sell's user sends the crypto. The code holds the address alone, which every wallet reads. */
function deposit(order: Order, { depositAddress }: Transaction): string {
  if (depositAddress === null) return ''
  return `<div class="deposit">${qrCodeSvg(depositAddress, 'QR code of the deposit address')}
<dl><div><dt>Amount</dt><dd>${escapeHtml(order.sourceText)}</dd></div>
<div><dt>Network</dt><dd>${escapeHtml(order.networkName)}</dd></div>
<div><dt>Deposit address</dt><dd class="mono" data-testid="deposit-address">${escapeHtml(depositAddress)}</dd></div></dl></div>`
}

function statusWords(order: Order, { status, failure }: Transaction): Words {
  const received = order.receivedText ?? order.symbol
  const goods = order.isBuy ? order.symbol : 'money'
  const words: Readonly<Record<string, readonly [title: string, text: string]>> = {
    SETTLING: [`Your ${goods} is on its way`, `${received}, usually within minutes.`],
    SETTLED: ['All done', `${received} ${order.isBuy ? 'is in your wallet' : 'was paid out'}.`],
    DECLINED: ['The payment was declined', `${failure?.message ?? 'It was not accepted'}. Nothing was charged.`],
    CANCELLED: ['You cancelled the order', 'Nothing was charged.'],
    AUTHORIZATION_EXPIRED: ['The payment ran out of time', 'It was not confirmed, and nothing was charged.'],
    ERROR: ['We are looking into it', 'Something is in the way of your order. We keep trying.'],
  }
  const [title, text] = words[status] ?? [
    'Thank you, your order is in',
    `${received}, as soon as the payment is through.`,
  ]
  return { title, text: `<p>${escapeHtml(text)}</p>` }
}

/** Drawn, since not every font has the character. */
const TICK = '<svg viewBox="0 0 16 16"><path d="M3 8.5l3.2 3.2L13 5"/></svg>'

/** What became of a trade after which the link is open for another one, and that there may be one. */
export function lastAttemptText({ status, failure }: Transaction): string {
  if (status === 'CANCELLED') return 'You cancelled your last order. You can try again.'
  const reason = status === 'REFUNDED' ? 'Your last order was refunded' : failure?.message
  return `${reason ?? 'Your last order came to nothing'}. You can try again.`
}

const FORWARD = ['PENDING', 'SETTLING', 'SETTLED']

/** How far a trade that goes its ordinary way is. */
function steps(order: Order, { status }: Transaction): string {
  const at = FORWARD.indexOf(status)
  if (at < 0) return ''
  const labels = order.isBuy
    ? ['Payment', `${order.symbol} on its way`, 'In your wallet']
    : [`${order.symbol} received`, 'Payout on its way', 'In your account']
  const items = labels.map((label, index) => {
    const isDone = index < at || status === 'SETTLED'
    const kind = isDone ? 'done' : index === at ? 'now' : ''
    const current = kind === 'now' ? ' aria-current="step"' : ''
    return `<li class="${kind}"${current}><span class="dot" aria-hidden="true">${isDone ? TICK : index + 1}</span>${escapeHtml(label)}</li>`
  })
  return `<ol class="steps">${items.join('')}</ol>`
}

function wayOut(session: Session, token: string, asksForCrypto: boolean): string {
  const { redirectUrl } = session
  const again = `<a class="button quiet" href="/checkout?token=${encodeURIComponent(token)}">Check again</a>`
  // Links that run script would do nothing under the page's policy; leave them out rather than show a dead one.
  if (redirectUrl === null || /^\s*(javascript|data|vbscript):/i.test(redirectUrl)) {
    return `<p class="muted">You can close this page.</p>${again}`
  }
  const kind = asksForCrypto ? 'wide' : 'primary'
  return `<div class="buttons"><a class="button ${kind}" href="${escapeHtml(redirectUrl)}">Return to the app</a>${again}</div>`
}

function arrivedForm(token: string): string {
  return `<form method="post" action="/checkout">${hidden({ token })}
<button type="submit" name="outcome" value="crypto_arrived" data-testid="crypto_arrived">The crypto has arrived</button></form>`
}

function addressLine({ depositAddress }: Transaction): string {
  if (depositAddress === null) return ''
  return `<p>Deposit address <code data-testid="deposit-address">${escapeHtml(depositAddress)}</code></p>`
}

function reason({ failure }: Transaction): string {
  return failure === null ? '' : ` (<code data-testid="failure">${escapeHtml(failure.code)}</code>)`
}
