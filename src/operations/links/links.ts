import { createHash, createHmac, type KeyObject, randomBytes } from 'node:crypto'
import { within } from '../../domain/deadline.ts'
import { type LinkFault, type LinkPurpose, makeLinkToken } from '../../domain/link.ts'
import { isOpenable, parseSessionId, type Session, sessionStatusAt, type Widget } from '../../domain/session.ts'
import type { Tenant } from '../../domain/tenant.ts'
import { collectUpstreamCalls } from '../../domain/upstream-call.ts'
import { bindOpener, listExternalIds, markReturned, replaceWidget } from '../../store/links.ts'
import { findSession } from '../../store/session-lookup.ts'
import { findUser } from '../../store/users.ts'
import { type Deps, depsFor, subjectOf } from '../deps.ts'
import { storedKycPass } from '../kyc.ts'
import { switchingOf } from '../routing/switching.ts'
import { openUpstream } from '../sessions/opening.ts'
import { type CheckCause, checkSession } from '../transactions/session-check.ts'
import type { RefreshOutcome } from '../transactions/transactions.ts'
import { readLink, recordVisit, type VisitingClient, type VisitResult } from './visits.ts'

/** A younger widget is reused. Some providers' pages expire after five minutes, and getting there takes a while. */
export const widgetFreshMs = 4 * 60 * 1000
/** Most widgets opened for one session; whoever needs more should start a new one. */
export const widgetsMax = 30
/**
 * How long an opening waits for the check, while the user sees an empty page; a slower check is recorded all the same.
 */
export const checkPatienceMs = 3_000
/** The same for a user who comes back and only wants to go on to the app. */
export const returnPatienceMs = 1_000

/** Who opens a link. */
export interface LinkClient extends VisitingClient {
  /** The address, when it is a public one that a provider can use. */
  readonly publicIp: string | null
  /** The value of the link's cookie, if the client showed one. */
  readonly cookie: string | null
  /** Whether the client keeps cookies; `unknown` when it showed none and was not asked to. */
  readonly cookies: 'kept' | 'refused' | 'unknown'
  /** Whether the link is shown in a frame; null where the browser does not tell. */
  readonly framed: boolean | null
}

/** Where a link leads: to the widget, to a page that says what to do, or back to itself to see if a cookie is kept. */
export type LinkOpening =
  | { readonly kind: 'redirect'; readonly url: string; readonly setCookie: string | null; readonly refreshed: boolean }
  | { readonly kind: 'ask_cookies' }
  | {
      readonly kind: 'page'
      readonly fault: LinkFault
      readonly tenant: Tenant | null
      readonly session: Session | null
    }

/** A session found by its link. */
export interface LinkedSession {
  readonly tenant: Tenant
  readonly session: Session
}

/**
 * Finds the session behind a link without opening it; undefined for a forged token or a session long gone. Throws
 * `overloaded` when the tenant is left out.
 */
export async function findLinked(deps: Deps, purpose: LinkPurpose, token: string): Promise<LinkedSession | undefined> {
  const named = readLink(deps, purpose, token)
  if (named === undefined) return undefined
  const { tenant, id } = named
  const session = await findSession(deps.database, tenant.id, id)
  if (session === undefined) return undefined
  deps.log.addSubject(subjectOf(session))
  return { tenant, session }
}

/**
 * Opens a session's link: binds it to its first opener, checks whether a transaction was started since, and leads to a
 * live widget, refreshed when it is stale, was made for another address or is of a provider that is switched off. What
 * page is shown instead depends on the stored session alone, which the check has brought up to date. Throws `overloaded`
 * when the tenant is left out.
 */
export async function openLink(deps: Deps, token: string, client: LinkClient): Promise<LinkOpening> {
  const opening = await tryToOpen(deps, token, client)
  recordVisit(deps, 'open', token, resultOf(opening), client)
  return opening
}

function resultOf(opening: LinkOpening): VisitResult {
  if (opening.kind === 'redirect') return opening.refreshed ? 'refreshed' : 'redirected'
  return opening.kind === 'page' ? opening.fault : opening.kind
}

async function tryToOpen(deps: Deps, token: string, client: LinkClient): Promise<LinkOpening> {
  const named = readLink(deps, 'open', token)
  if (named === undefined) return page('unknown', null, null)
  const { tenant, id } = named
  const cookie = randomBytes(18).toString('base64url')
  const opener = {
    shownCookie: client.cookie === null ? null : hashCookie(client.cookie),
    newCookie: hashCookie(cookie),
    cookies: client.cookies,
    framed: client.framed,
    trace: traceOf(deps.linkSecret, client),
  }
  const binding = await bindOpener(deps.database, tenant.id, id, opener, deps.clock())
  if (binding.kind === 'absent') return page('unknown', tenant, null)
  deps.log.addSubject(subjectOf(binding.session))
  if (binding.kind === 'unsure') return { kind: 'ask_cookies' }
  if (binding.kind === 'foreign') return page('foreign', tenant, binding.session)
  const mayHavePaid = binding.kind === 'closed' ? isUnsettled(binding.session) : binding.openedBefore
  const session = mayHavePaid
    ? await checkForTransactions(deps, tenant, binding.session, { patienceMs: checkPatienceMs, causedBy: 'link' })
    : binding.session
  if (binding.kind === 'closed' || !isOpenable(session.status)) {
    return page(closedFault(session, deps.clock()), tenant, session)
  }
  const kept = await withFreshWidget(deps, tenant, session, client)
  if (typeof kept === 'string') return page(kept, tenant, session)
  const { widget } = kept
  if (widget === null) return page('unavailable', tenant, kept)
  if (!isOpenable(kept.status)) return page(closedFault(kept, deps.clock()), tenant, kept)
  deps.log.addSubject({ provider: widget.serviceProvider })
  const setCookie = binding.knownCookie ? null : cookie
  return { kind: 'redirect', url: widget.widgetUrl, setCookie, refreshed: widget !== session.widget }
}

/**
 * Records that the user came back through the return page, and gives the session as it is then, after a check with Meld
 * the first time. Coming back says nothing of payment.
 */
export async function recordReturn(deps: Deps, { tenant, session }: LinkedSession): Promise<Session> {
  const isFirst = await markReturned(deps.database, tenant.id, session.id, deps.clock())
  if (isFirst) return checkForTransactions(deps, tenant, session, { patienceMs: returnPatienceMs, causedBy: 'return' })
  return (await findSession(deps.database, tenant.id, session.id)) ?? session
}

/** The session with its widget while that is fresh and its provider on, else with a new one; or why there is none. */
async function withFreshWidget(
  deps: Deps,
  tenant: Tenant,
  session: Session,
  client: LinkClient,
): Promise<Session | 'unavailable' | 'worn_out' | 'refused'> {
  const { widget } = session
  if (widget === null) return 'unavailable'
  if (isFresh(widget, client, deps.clock()) && !isSwitchedOff(deps, session, widget)) return session
  const opened = await listExternalIds(deps.database, tenant.id, session.id)
  if (opened.length >= widgetsMax) {
    deps.log.warn({ widgets: opened.length }, 'link opened too often, not refreshing the widget again')
    return 'worn_out'
  }
  const user = await findUser(deps.database, tenant.id, session.user)
  if (user === undefined) return 'unavailable'
  const made = collectUpstreamCalls()
  const outcome = await openUpstream(depsFor(deps, deps.log, made.add), {
    owner: { tenant, user: session.user, issuer: user.issuer, subject: user.subject },
    session: session.id,
    request: session.request,
    meldCustomerId: user.meldCustomerId,
    redirectUrl: `${deps.publicUrl}/r/${makeLinkToken(deps.linkSecret, 'return', tenant.id, session.id)}`,
    clientIp: client.publicIp,
    prefer: widget,
    kyc: await storedKycPass(deps, tenant, session.user),
    isStillOurs: () => true,
  })
  if (outcome.kind === 'failed') {
    const { error, details } = outcome.error
    deps.log.warn({ error, reason: details.reason }, 'could not refresh the widget')
    const failed = { kind: 'refresh_failed' as const, at: deps.clock(), reason: error, upstreamCalls: made.calls }
    deps.activity.record(tenant.id, session.id, failed)
    // `unavailable` asks the user to try again, which helps only where the error passes by itself.
    return error === 'provider_refused' || error === 'unsupported_asset' ? 'refused' : 'unavailable'
  }
  const now = deps.clock()
  const kept = await replaceWidget(deps.database, tenant.id, session.id, widget, outcome.widget, now, made.calls)
  return kept ?? 'unavailable'
}

/** True when nobody may be led there any more; a `drain` leaves widgets alone that were opened before it. */
function isSwitchedOff(deps: Deps, { tenant, request }: Session, widget: Widget): boolean {
  const { serviceProvider, paymentMethodType } = widget
  const switching = switchingOf(deps, { tenant, ...request }, { open: serviceProvider })
  return switching.ofOffer(serviceProvider, paymentMethodType) !== undefined
}

/** Providers bind their pages to the user's address, so a widget for another address is not fresh. */
function isFresh(widget: Widget, client: LinkClient, now: number): boolean {
  const sameAddress = client.publicIp === null || client.publicIp === widget.clientIp
  return sameAddress && now - widget.createdAt < widgetFreshMs
}

/** True when it was opened and no transaction is known: it may have been paid without our knowing. */
function isUnsettled({ status, openedAt }: Session): boolean {
  return isOpenable(status) && openedAt !== null
}

const tooSlow: RefreshOutcome = { kind: 'later', reason: 'too_slow' }

/**
 * The session after a check with Meld for its transactions, or as stored where Meld cannot tell, or not soon enough.
 */
export async function checkForTransactions(
  deps: Deps,
  tenant: Tenant,
  session: Session,
  { patienceMs, causedBy }: { readonly patienceMs: number; readonly causedBy: CheckCause },
): Promise<Session> {
  const externalSessionIds = await listExternalIds(deps.database, tenant.id, session.id)
  // It may outlast `patienceMs`; then too it is recorded, or its failure logged.
  const target = { externalSessionIds }
  const check = checkSession(deps, tenant, session.id, target, causedBy).catch((err): RefreshOutcome => {
    deps.log.error({ err }, 'could not record what Meld told of a session')
    return { kind: 'later', reason: 'internal' }
  })
  const outcome = await within(patienceMs, check, tooSlow)
  if (outcome.kind === 'later') {
    deps.log.warn({ reason: outcome.reason }, 'could not check a link for a transaction')
  }
  return (await findSession(deps.database, tenant.id, session.id)) ?? session
}

function closedFault(session: Session, now: number): LinkFault {
  const status = sessionStatusAt(session, now)
  if (status === 'expired' || status === 'completed' || status === 'failed' || status === 'cancelled') return status
  if (status === 'not_observed') return 'expired'
  if (status === 'transacting') return 'spent'
  return isOpenable(status) ? 'unavailable' : 'unknown'
}

function page(fault: LinkFault, tenant: Tenant | null, session: Session | null): LinkOpening {
  return { kind: 'page', fault, tenant, session }
}

function hashCookie(cookie: string): string {
  return createHash('sha256').update(cookie).digest('base64url')
}

/** Keyed, so that the stored hash cannot be reversed by trying all addresses. */
function traceOf(secret: KeyObject, client: LinkClient): string {
  const hash = createHmac('sha256', secret).update('rampway/opener\0')
  return hash.update(`${client.network ?? ''}\0${client.browserFamily}`).digest('base64url')
}

/**
 * The external ids of all widgets of a session, oldest first, by the session's id alone; none for an unknown one. For the
 * simulator's control API in dev.
 */
export async function findExternalIds(deps: Deps, id: string): Promise<readonly string[]> {
  const session = parseSessionId(id)
  if (session === undefined) return []
  for (const tenant of deps.tenants.list()) {
    const found = await listExternalIds(deps.database, tenant.id, session)
    if (found.length > 0) return found
  }
  return []
}
