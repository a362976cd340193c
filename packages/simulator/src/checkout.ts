import {
  PAGE_HEADERS,
  renderAbandoned,
  renderCheckout,
  renderDone,
  renderExpired,
  renderKyc,
  renderUnknown,
  renderUsed,
} from './checkout-page.ts'
import { readDecimal } from './decimal.ts'
import { MeldRefusal } from './errors.ts'
import type { Session } from './state.ts'
import { readToken } from './tokens.ts'
import { arriveCrypto, isFinal, latestTransaction, type Outcome, submitCheckout } from './transactions.ts'
import type { World } from './world.ts'

/** What the page answers. */
export interface PageReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** `GET /checkout`: the session's page, the page of a used or expired link, or 404. */
export function showCheckout(world: World, token: string): PageReply {
  const link = openLink(world, token)
  if (link.kind !== 'open') return link.reply
  const { session } = link
  const transaction = latestTransaction(world, session)
  const isUsed = transaction !== undefined && (!isFinal(transaction.status) || transaction.status === 'SETTLED')
  return html(200, isUsed ? renderUsed(session, transaction, token) : renderCheckout(session, token))
}

/** `POST /checkout`: acts on a button, then goes to the session's `redirectUrl`, exactly as it was given. */
export function submitPage(world: World, form: URLSearchParams): PageReply {
  const token = form.get('token') ?? ''
  const link = openLink(world, token)
  if (link.kind !== 'open') return link.reply
  const { session } = link
  const outcome = form.get('outcome') ?? ''
  if (outcome === 'abandon') return html(200, renderAbandoned(token))
  const transaction = latestTransaction(world, session)
  if (outcome === 'crypto_arrived' && transaction !== undefined) {
    if (transaction.status === 'PENDING') arriveCrypto(world, transaction)
    return html(200, renderUsed(session, transaction, token))
  }
  if (!isOutcome(outcome)) return html(400, renderCheckout(session, token, 'Choose one of the buttons.'))
  return decide(world, session, { token, outcome, amount: form.get('amount') ?? undefined })
}

/** The page where a real provider would check identities. */
export function showKyc(): PageReply {
  return html(200, renderKyc())
}

interface Decision {
  readonly token: string
  readonly outcome: Outcome
  readonly amount: string | undefined
}

function decide(world: World, session: Session, { token, outcome, amount }: Decision): PageReply {
  const wanted = amount === undefined || outcome !== 'pay' ? undefined : readDecimal(amount)
  if (outcome === 'pay' && amount !== undefined && (wanted === undefined || wanted.lte(0))) {
    return html(400, renderCheckout(session, token, 'The amount is a number greater than 0, such as 50 or 49.99.'))
  }
  try {
    const transaction = submitCheckout(world, session, { outcome, amount: wanted })
    if (session.redirectUrl === null) return html(200, renderDone(session, transaction))
    return { status: 303, headers: { ...PAGE_HEADERS, location: headerSafe(session.redirectUrl) }, text: '' }
  } catch (error) {
    if (!(error instanceof MeldRefusal)) throw error
    const transaction = latestTransaction(world, session)
    if (error.refusal.status === 409 && transaction !== undefined) {
      return html(409, renderUsed(session, transaction, token))
    }
    return html(400, renderCheckout(session, token, error.message))
  }
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

function isOutcome(text: string): text is Outcome {
  return text === 'pay' || text === 'decline' || text === 'cancel'
}

function html(status: number, text: string): PageReply {
  return { status, headers: PAGE_HEADERS, text }
}

/** Unchanged, except for characters a header cannot carry. */
function headerSafe(url: string): string {
  return url.replace(/[^\x21-\x7e]/gu, (character) => encodeURIComponent(character))
}
