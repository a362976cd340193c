import type { Big } from 'big.js'
import { readDecimal } from '../decimal.ts'
import { MeldRefusal } from '../errors.ts'
import type { Session, Transaction } from '../state.ts'
import { readToken } from '../tokens.ts'
import {
  answerChallenge,
  arriveCrypto,
  type Checkout,
  isChallenged,
  isFinal,
  latestTransaction,
  submitCheckout,
} from '../transactions.ts'
import type { World } from '../world.ts'
import { renderAbandoned, renderExpired, renderUnknown } from './closed-pages.ts'
import { renderChallenge, renderIdentity, renderKyc } from './detour-pages.ts'
import { PAGE_HEADERS } from './layout.ts'
import { describeOrder, problemText } from './order.ts'
import { renderPayment } from './payment-page.ts'
import { lastAttemptText, renderReceipt } from './receipt-page.ts'
import { caseOfCard, findCase, IDENTITY_REFUSED, PAY_CASE, type TestCase, USER_REFUSED } from './test-cases.ts'

/** What the page answers. */
export interface PageReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

const BAD_AMOUNT = 'The amount is a number greater than 0, such as 50 or 49.99.'
const BAD_CARD = 'This is no test card. Take one of the numbers under "Simulator: test controls".'

/**
 * `GET /checkout` with `token`: the payment, the detour that is under way, the receipt of a used link, the page of an
 * expired one, or 404. `amount` asks for the price of another amount, `step=identity` for the identity check.
 */
export function showCheckout(world: World, query: URLSearchParams): PageReply {
  const token = query.get('token') ?? ''
  const link = openLink(world, token)
  if (link.kind !== 'open') return link.reply
  if (link.session.lockFields.includes('sourceAmount')) query.delete('amount')
  const visit = { world, token, session: link.session, form: query }
  const transaction = latestTransaction(world, link.session)
  if (transaction !== undefined && !mayTryAgain(transaction)) return showTrade(visit, transaction, 200)
  const amount = readAmount(visit)
  if (amount === undefined) return showPayment(visit, 400, BAD_AMOUNT)
  if (query.get('step') === 'identity') return html(200, renderIdentity(orderOf(visit, amount), detourOf(visit)))
  return showPayment(visit, 200, transaction && lastAttemptText(transaction))
}

/** `POST /checkout`: acts on a button, then goes on: to a detour, a receipt, or the session's own `redirectUrl`. */
export function submitPage(world: World, form: URLSearchParams): PageReply {
  const token = form.get('token') ?? ''
  const link = openLink(world, token)
  if (link.kind !== 'open') return link.reply
  const visit = { world, token, session: link.session, form }
  const transaction = latestTransaction(world, link.session)
  switch (form.get('outcome') ?? (form.has('case') ? 'pay' : '')) {
    case 'abandon':
      return html(200, renderAbandoned(token))
    case 'crypto_arrived':
      if (transaction === undefined) break
      if (transaction.status === 'PENDING') arriveCrypto(world, transaction)
      return showTrade(visit, transaction, 200)
    case 'challenge_approved':
      return answer(visit, transaction, chosenCase(visit)?.refusal)
    case 'challenge_refused':
      return answer(visit, transaction, USER_REFUSED)
    case 'identity_sent':
      return decide(visit, caseCheckout(chosenCase(visit) ?? PAY_CASE))
    case 'identity_refused':
      return decide(visit, { outcome: 'decline', failure: IDENTITY_REFUSED })
    case 'decline':
      return decide(visit, { outcome: 'decline' })
    case 'cancel':
      return decide(visit, { outcome: 'cancel' })
    case 'pay':
      return pay(visit)
  }
  return showPayment(visit, 400, 'Choose one of the buttons.')
}

/** The page where a real provider would check identities. */
export function showKyc(): PageReply {
  return html(200, renderKyc())
}

/** One request with a good link. */
interface Visit {
  readonly world: World
  readonly session: Session
  readonly token: string
  readonly form: URLSearchParams
}

function pay(visit: Visit): PageReply {
  const chosen = chosenCase(visit)
  if (chosen === undefined) return showPayment(visit, 400, BAD_CARD)
  if (chosen.detour !== 'identity') return decide(visit, caseCheckout(chosen))
  const { problem } = orderOf(visit, readAmount(visit) ?? visit.session.sourceAmount)
  if (readAmount(visit) === undefined || problem !== undefined) return showPayment(visit, 400, problem ?? BAD_AMOUNT)
  const amount = visit.form.get('amount')
  const query = new URLSearchParams({ token: visit.token, step: 'identity', case: chosen.name })
  if (amount !== null) query.set('amount', amount)
  return redirect(`/checkout?${query}`)
}

/** The case of the button that was pressed, or of the card; undefined for a card that is none of ours. */
function chosenCase({ form }: Visit): TestCase | undefined {
  const name = form.get('case')
  if (name !== null) return findCase(name)
  const card = form.get('card')
  return card === null ? PAY_CASE : caseOfCard(card)
}

/** What the case does at once, or at the end of its identity check. */
function caseCheckout({ detour, refusal, fate }: TestCase): Checkout {
  if (detour === 'three_d_secure') return { outcome: 'pay', isChallenged: true }
  return refusal === undefined ? { outcome: 'pay', fate } : { outcome: 'decline', failure: refusal }
}

function decide(visit: Visit, checkout: Checkout): PageReply {
  const { world, session, form, token } = visit
  const amount = checkout.outcome === 'pay' ? readAmount(visit) : session.sourceAmount
  if (amount === undefined) return showPayment(visit, 400, BAD_AMOUNT)
  try {
    const transaction = submitCheckout(world, session, { ...checkout, amount })
    if (!isChallenged(transaction)) return leave(visit, transaction)
    return redirect(`/checkout?${new URLSearchParams({ token, case: form.get('case') ?? caseName(visit) })}`)
  } catch (error) {
    if (!(error instanceof MeldRefusal)) throw error
    const transaction = latestTransaction(world, session)
    if (error.refusal.status === 409 && transaction !== undefined) return showTrade(visit, transaction, 409)
    return showPayment(visit, 400, problemText(error))
  }
}

function answer(visit: Visit, transaction: Transaction | undefined, failure: TestCase['refusal']): PageReply {
  if (transaction === undefined) return showPayment(visit, 400, 'Choose one of the buttons.')
  if (!isChallenged(transaction)) return showTrade(visit, transaction, 409)
  answerChallenge(visit.world, transaction, failure)
  return leave(visit, transaction)
}

/** Back to the app, exactly as it asked; the user who has crypto to send stays to be told where. */
function leave(visit: Visit, transaction: Transaction): PageReply {
  const { redirectUrl, redirectFlow, type } = visit.session
  const mustSend = type === 'SELL' && !redirectFlow && transaction.status === 'PENDING'
  if (redirectUrl !== null && !mustSend) return redirect(headerSafe(redirectUrl))
  return showTrade(visit, transaction, 200)
}

function showPayment(visit: Visit, status: number, problem?: string): PageReply {
  const { session, token } = visit
  const amount = readAmount(visit) ?? session.sourceAmount
  return html(status, renderPayment(orderOf(visit, amount), { session, token, amount, problem }))
}

function showTrade(visit: Visit, transaction: Transaction, status: 200 | 409): PageReply {
  const { session, token } = visit
  const order = orderOf(visit, transaction.sourceAmount)
  if (isChallenged(transaction)) return html(status, renderChallenge(order, detourOf(visit)))
  return html(status, renderReceipt(order, { session, transaction, token, isUsed: status === 409 }))
}

function orderOf({ world, session }: Visit, amount: Big) {
  return describeOrder(world, session, amount)
}

function detourOf(visit: Visit) {
  const amount = visit.form.get('amount')
  return { token: visit.token, caseName: caseName(visit), amount: amount ?? undefined }
}

function caseName(visit: Visit): string {
  return (chosenCase(visit) ?? PAY_CASE).name
}

/** The amount asked for, the session's own by default or where it is locked; undefined when it is none. */
function readAmount({ session, form }: Visit): Big | undefined {
  const text = form.get('amount')
  if (text === null) return session.sourceAmount
  const amount = readDecimal(text)
  return amount?.gt(0) === true ? amount : undefined
}

/** A failed trade leaves its link open for another one. */
function mayTryAgain({ status }: Transaction): boolean {
  return isFinal(status) && status !== 'SETTLED'
}

type Link =
  | { readonly kind: 'open'; readonly session: Session }
  | { readonly kind: 'closed'; readonly reply: PageReply }

function openLink(world: World, token: string): Link {
  const claims = readToken(world.tokenKey, token)
  const session = claims === undefined ? undefined : world.state.sessions.get(claims.sessionId)
  if (claims === undefined || session === undefined) return { kind: 'closed', reply: html(404, renderUnknown()) }
  if (claims.expSeconds * 1000 <= world.clock.now()) return { kind: 'closed', reply: html(410, renderExpired()) }
  return { kind: 'open', session }
}

function html(status: number, text: string): PageReply {
  return { status, headers: PAGE_HEADERS, text }
}

function redirect(location: string): PageReply {
  return { status: 303, headers: { ...PAGE_HEADERS, location }, text: '' }
}

/** Unchanged, except for characters a header cannot carry. */
function headerSafe(url: string): string {
  return url.replace(/[^\x21-\x7e]/gu, (character) => encodeURIComponent(character))
}
