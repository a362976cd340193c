import type { Big } from 'big.js'
import { styleOf } from '../data/provider-styles.ts'
import { plainText } from '../decimal.ts'
import type { Session } from '../state.ts'
import { escapeHtml, hidden, lines, page } from './layout.ts'
import type { Order } from './order.ts'
import { sessionCodes } from './session-codes.ts'
import { PAY_CASE, TEST_CASES } from './test-cases.ts'

/** What the payment page shows beyond its order. */
export interface Payment {
  readonly session: Session
  readonly token: string
  readonly amount: Big
  /** Of an attempt before this one. */
  readonly problem?: string | undefined
}

const FORM = 'payment'

/** The page on which the buyer decides. */
export function renderPayment(order: Order, payment: Payment): string {
  const title = `${order.isBuy ? 'Buy' : 'Sell'} ${order.symbol} with ${order.providerName}`
  const problem = payment.problem ?? order.problem
  return page({
    title,
    provider: { code: order.providerCode, name: order.providerName },
    shape: 'split',
    main: `<section class="summary" aria-labelledby="title"><h1 id="title">${escapeHtml(title)}</h1>
${summary(order)}</section>
<section class="card" aria-labelledby="pay-title"><h2 id="pay-title">${escapeHtml(order.isBuy ? styleOf(order.providerCode).greeting : 'Check your sale and confirm it.')}</h2>
${problem === undefined ? '' : `<p class="alert" role="alert">${escapeHtml(problem)}</p>`}
${amountForm(order, payment)}
${paymentForm(order, payment)}</section>`,
    controls: controls(order, payment),
  })
}

function summary(order: Order): string {
  const { isBuy, receivedText, sourceText, priceLines } = order
  const received = receivedText === undefined ? 'Not at this amount' : `≈ ${receivedText}`
  return `<p class="headline" data-testid="received">${escapeHtml(received)}</p>
<p class="subline">${isBuy ? escapeHtml(order.assetName) : `for ${escapeHtml(`${sourceText}, ${order.assetName}`)}`}</p>
${lines(priceLines.length === 0 ? [[isBuy ? 'You pay' : 'You sell', sourceText]] : [...priceLines, ...walletLines(order)])}`
}

function walletLines({ walletAddress, walletTag, isBuy, networkName }: Order): (readonly [string, string, string?])[] {
  const tag: (readonly [string, string])[] = walletTag === null ? [] : [['Tag or memo', walletTag]]
  if (walletAddress === null) return tag
  return [[isBuy ? `Sent to your wallet on ${networkName}` : 'From your wallet', walletAddress, 'wallet'], ...tag]
}

/** A form of its own: with Enter in the amount the price is asked for, and nothing is paid. */
function amountForm(order: Order, { session, token, amount }: Payment): string {
  if (session.lockFields.includes('sourceAmount')) return ''
  return `<form method="get" action="/checkout" class="field">${hidden({ token })}
<label for="amount">Amount in ${escapeHtml(order.isBuy ? session.sourceCurrencyCode : order.symbol)}</label>
<div class="with-button"><input id="amount" name="amount" data-testid="amount" inputmode="decimal" autocomplete="off" required pattern="[0-9]+([.][0-9]+)?" value="${plainText(amount)}">
<button type="submit" data-testid="update">Update</button></div></form>`
}

function paymentForm(order: Order, { session, token, amount }: Payment): string {
  const isLocked = session.lockFields.includes('sourceAmount')
  const { payVerb } = styleOf(order.providerCode)
  const label = order.isBuy ? `${payVerb} ${order.sourceText}` : `Sell ${order.sourceText}`
  const button = `<button class="primary" type="submit" name="outcome" value="pay" id="pay" data-testid="pay">${escapeHtml(label)}</button>`
  return `<form method="post" action="/checkout" id="${FORM}" class="buttons">${hidden({ token, ...(isLocked ? {} : { amount: plainText(amount) }) })}
${order.receivedText === undefined ? '' : methodFields(order) + button}
<button class="quiet" type="submit" name="outcome" value="cancel" id="cancel" data-testid="cancel" formnovalidate>Cancel and go back</button>
</form>`
}

function methodFields(order: Order): string {
  const { isBuy, methodName, methodType } = order
  const method = `<p class="method"><span>${isBuy ? 'Pay with' : 'Paid out by'}</span><strong data-testid="method-name">${escapeHtml(methodName)}</strong></p>`
  if (isBuy && methodType === 'CARD') return method + cardFields()
  const account = isBuy
    ? 'You would confirm this in your own bank’s or wallet’s app. Here, nothing is charged.'
    : 'To the test account ending in 3000. Here, nothing is paid out.'
  return `${method}<p class="hint">${account}</p>`
}

/** Only the number is sent; it must be a test card's, and is never shown again. */
function cardFields(): string {
  return `<div class="field"><label for="card">Card number</label>
<input id="card" name="card" data-testid="card" class="mono" inputmode="numeric" autocomplete="off" required value="${PAY_CASE.card}" aria-describedby="card-hint">
<p class="hint" id="card-hint">Test cards only. Never type a real card here.</p></div>
<div class="row"><div class="field"><label for="expiry">Expires</label><input id="expiry" class="mono" inputmode="numeric" autocomplete="off" value="12 / 34"></div>
<div class="field"><label for="code">Security code</label><input id="code" class="mono" inputmode="numeric" autocomplete="off" value="123"></div></div>`
}

function controls(order: Order, { session }: Payment): string {
  const isCard = order.isBuy && order.methodType === 'CARD'
  const isOffered = order.receivedText !== undefined
  const cases = TEST_CASES.filter((one) => isOffered && one !== PAY_CASE && (order.isBuy || one.isForSells === true))
  const items = cases.map(
    ({ name, label, card }) =>
      `<li><button type="submit" form="${FORM}" name="case" value="${name}" data-testid="${name}" formnovalidate><span>${escapeHtml(label)}</span>${isCard ? `<code>${card}</code>` : ''}</button></li>`,
  )
  const hint =
    isOffered && isCard ? 'Press one, or type its card number above and pay.' : 'Press one to see what comes of it.'
  return `<p>No real provider has these. ${hint}</p>
<ul class="cases${isCard ? '' : ' short'}">${items.join('')}
<li><button type="submit" form="${FORM}" name="outcome" value="abandon" id="abandon" data-testid="abandon" formnovalidate>Walk away</button></li></ul>
${sessionCodes(session)}`
}
