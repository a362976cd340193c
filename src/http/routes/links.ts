import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { basePathOf } from '../../contract/base-path.ts'
import { followLink, probeLink, receiveUser } from '../../contract/links.ts'
import { GatewayError } from '../../domain/errors.ts'
import { displayNameOf } from '../../domain/known-providers.ts'
import type { LinkFault, LinkPurpose } from '../../domain/link.ts'
import { type Session, sessionLifetimeMs, sessionStatusAt } from '../../domain/session.ts'
import { supportCodeOf } from '../../domain/support-code.ts'
import type { Tenant } from '../../domain/tenant.ts'
import { type Deps, depsFor } from '../../operations/deps.ts'
import { findLinked, openLink, recordReturn } from '../../operations/links/links.ts'
import { recordVisit, tenantOfLink, type VisitingClient } from '../../operations/links/visits.ts'
import { withSession } from '../../pages/address.ts'
import { linkPage } from '../../pages/link-pages.ts'
import type { Audience, Page } from '../../pages/page.ts'
import { continuePage, previewPage } from '../../pages/preview-page.ts'
import { returnPage } from '../../pages/return-page.ts'
import { depsOf } from '../access.ts'
import { clientAddress, networkOf, publicAddress } from '../client-address.ts'
import { keptLanguage, languageOf } from '../language.ts'
import { asGatewayError, logRefusal } from '../problems.ts'
import { browserFamily, isNamedRobot } from '../robots.ts'
import { answerPage, serve } from '../serve.ts'
import { isTrustedAddress, purposeHeaders, readVisitor } from '../visitor.ts'

const cookieName = 'rampway_link'
const cookiePattern = /^[A-Za-z0-9_-]{24}$/
/** Set only to see whether it comes back; long enough for a redirect. */
const checkCookieName = 'rampway_check'
const checkCookieSeconds = 60
const cookiesAskedQuery = '?cookies=asked'
const continueQuery = '?continue=1'

/** Links lead to the widget, and take the user back. HEAD and prefetches bind nobody. */
export function linkRoutes(app: FastifyInstance, deps: Deps): void {
  const trusted = isTrustedAddress(deps.publicUrl)

  const opening = { exposeHeadRoute: false, errorHandler: pageInstead(deps, 'open') }
  serve(
    app,
    probeLink,
    async ({ params, request, log }) => {
      const work = depsFor(deps, log)
      const linked = await findLinked(work, 'open', params.token)
      recordVisit(work, 'open', params.token, 'probe', clientOf(request))
      return { status: linked === undefined ? 404 : 200, body: '' }
    },
    opening,
  )

  serve(
    app,
    followLink,
    async ({ params, request, log }) => {
      const { token } = params
      const work = depsFor(deps, log)
      const query = readLinkQuery(request.query)
      const visitor = readVisitor(request.headers, trusted)
      const isPerson = visitor.kind === 'person' || (visitor.kind === 'doubtful' && query.continued)
      if (!isPerson) {
        deps.metrics.linkOpened({ result: visitor.kind })
        recordVisit(work, 'open', token, visitor.kind, clientOf(request))
        if (visitor.kind === 'prefetch') return declinePrefetch(request)
        const linked = await findLinked(work, 'open', token)
        if (linked === undefined) return answerPage(pageAbout('unknown', request, null, null))
        const { tenant } = linked
        const audience = audienceOf(request, tenant)
        if (visitor.kind === 'preview') return answerPage(previewPage(audience))
        return answerPage(continuePage(audience, tenant.allowedOrigins, `${continueQuery}${keptLanguage(request)}`))
      }
      const cookie = readCookie(request.headers.cookie, cookieName, cookiePattern)
      const keepsCookies = cookie !== null || readCookie(request.headers.cookie, checkCookieName, /^1$/) !== null
      const opening = await openLink(work, token, {
        ...clientOf(request),
        publicIp: publicAddress(request.ip),
        cookie,
        cookies: keepsCookies ? 'kept' : query.cookiesAsked ? 'refused' : 'unknown',
        framed: visitor.kind === 'person' ? visitor.framed : null,
      })
      if (opening.kind === 'ask_cookies') {
        deps.metrics.linkOpened({ result: 'ask_cookies' })
        const asked = linkCookie(deps.publicUrl, token, {
          name: checkCookieName,
          value: '1',
          seconds: checkCookieSeconds,
        })
        return {
          status: 302,
          headers: { 'set-cookie': asked, location: `${cookiesAskedQuery}${keptLanguage(request)}` },
        }
      }
      if (opening.kind === 'redirect') {
        deps.metrics.linkOpened({ result: opening.refreshed ? 'refreshed' : 'redirected' })
        const known = { name: cookieName, value: opening.setCookie ?? '', seconds: sessionLifetimeMs / 1000 }
        return {
          status: 302,
          headers: {
            location: opening.url,
            ...(opening.setCookie !== null && { 'set-cookie': linkCookie(deps.publicUrl, token, known) }),
          },
        }
      }
      deps.metrics.linkOpened({ result: opening.fault })
      return answerPage(pageAbout(opening.fault, request, opening.tenant, opening.session))
    },
    opening,
  )

  const returning = { exposeHeadRoute: false, errorHandler: pageInstead(deps, 'return') }
  serve(
    app,
    receiveUser,
    async ({ params, request, log }) => {
      const work = depsFor(deps, log)
      const { kind } = readVisitor(request.headers, trusted)
      if (kind === 'prefetch') return declinePrefetch(request)
      const linked = await findLinked(work, 'return', params.token)
      if (linked === undefined) return answerPage(pageAbout('unknown', request, null, null))
      const { tenant } = linked
      // A return says nothing of who opened the link; what no robot is counts.
      const isPerson = !isNamedRobot(request.headers['user-agent'])
      recordVisit(work, 'return', params.token, isPerson ? 'person' : 'robot', clientOf(request))
      const session = isPerson ? await recordReturn(work, linked) : linked.session
      return answerPage(
        returnPage({
          ...audienceOf(request, tenant),
          sessionId: session.id,
          supportCode: supportCodeOf(session.id),
          // The address of this page stays in browsers' histories, and works for as long as the session is kept.
          clientState: isPerson && deps.clock() < session.expiresAt ? session.request.clientState : null,
          status: sessionStatusAt(session, deps.clock()),
          allowedOrigins: tenant.allowedOrigins,
          returnLink: session.request.returnLink ?? tenant.returnLinks[0] ?? null,
          asked: isPerson ? session.request : null,
          provider: providerOf(session),
        }),
      )
    },
    returning,
  )
}

function clientOf(request: FastifyRequest): VisitingClient {
  return {
    network: networkOf(clientAddress(request)),
    browserFamily: browserFamily(request.headers['user-agent'] ?? ''),
  }
}

/** No miscopied link has a deeper path. */
const mangledLink = /^\/([wr])((?:\/[^/?]*){0,8})(?:\?|$)/

/**
 * Answers the path of a miscopied link, with a slash too many or a part missing, with the page of a link that cannot be
 * found. False when the request is for something else.
 */
export function answerMangledLink(deps: Deps, request: FastifyRequest, reply: FastifyReply): boolean {
  const [, kind, rest = ''] = mangledLink.exec(request.url) ?? []
  if (kind === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return false
  if (request.method === 'GET' && kind === 'w') deps.metrics.linkOpened({ result: 'unknown' })
  const tenant = tenantOfPath(deps, request, kind === 'w' ? 'open' : 'return')
  logRefusal(new GatewayError('route_not_found'), request)
  const ups = rest.split('/').length - 1
  const root = ups === 0 ? '.' : Array(ups).fill('..').join('/')
  void sendPage(reply, pageAbout('unknown', request, tenant, null, root))
  return true
}

/** People get a page whatever goes wrong, framed by the app and with the way back to it; the token alone says which app. */
function pageInstead(deps: Deps, purpose: LinkPurpose) {
  return (raised: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    const error = asGatewayError(raised)
    const fault = error.error === 'overloaded' ? 'out_of_service' : 'broken'
    deps.metrics.linkOpened({ result: fault })
    const tenant = tenantOfPath(deps, request, purpose)
    logRefusal(error, request)
    void sendPage(reply, pageAbout(fault, request, tenant, null))
  }
}

function tenantOfPath(deps: Deps, request: FastifyRequest, purpose: LinkPurpose): Tenant | null {
  const token = request.url.split(/[/?]/)[2] ?? ''
  return tenantOfLink(depsOf(request, deps), purpose, token) ?? null
}

/** Where "Go back to the app" leads from a page other than the return page; the address carries the session too. */
function wayBack(tenant: Tenant | null, session: Session | null): string | null {
  const link = session?.request.returnLink ?? tenant?.returnLinks[0] ?? null
  return link === null || session === null ? link : withSession(link, session.id)
}

/** Says why a link does not lead on, to whoever sent the request, with as much of tenant and session as is known. */
function pageAbout(
  fault: LinkFault,
  request: FastifyRequest,
  tenant: Tenant | null,
  session: Session | null,
  root?: string,
): ReturnType<typeof linkPage> {
  return linkPage(fault, {
    ...audienceOf(request, tenant),
    frameAncestors: tenant?.allowedOrigins ?? [],
    returnLink: wayBack(tenant, session),
    provider: session === null ? null : providerOf(session),
    supportCode: session === null ? null : supportCodeOf(session.id),
    traceId: request.traceId,
    ...(root !== undefined && { root }),
  })
}

function audienceOf(request: FastifyRequest, tenant: Tenant | null): Audience {
  return { language: languageOf(request), brand: tenant?.brand ?? null }
}

/** The name that users know the session's provider by. */
function providerOf({ widget }: Session): string | null {
  return widget === null ? null : displayNameOf(widget.serviceProvider)
}

function sendPage(reply: FastifyReply, page: Page) {
  return reply.code(page.status).headers(page.headers).send(page.html)
}

/** 503 is how a server declines a prefetch: browsers drop the answer and ask again when the user really comes. */
function declinePrefetch(request: FastifyRequest) {
  const page = previewPage(audienceOf(request, null))
  const headers = { ...page.headers, vary: [...purposeHeaders, 'accept-language'].join(', ') }
  return answerPage({ ...page, status: 503 as const, headers })
}

/** What a link's own redirects and buttons add to it; anything else that a messenger added means nothing. */
function readLinkQuery(query: unknown): { readonly continued: boolean; readonly cookiesAsked: boolean } {
  const has = (name: string) => typeof query === 'object' && query !== null && Object.hasOwn(query, name)
  return { continued: has('continue'), cookiesAsked: has('cookies') }
}

/**
 * Bound to the link's own path, as browsers see it. Framed in the app's page it must be a partitioned third-party
 * cookie, which needs TLS.
 */
function linkCookie(
  publicUrl: string,
  token: string,
  cookie: { name: string; value: string; seconds: number },
): string {
  const site = publicUrl.startsWith('https:') ? 'SameSite=None; Secure; Partitioned' : 'SameSite=Lax'
  return `${cookie.name}=${cookie.value}; Path=${basePathOf(publicUrl)}/w/${token}; Max-Age=${cookie.seconds}; HttpOnly; ${site}`
}

function readCookie(header: string | undefined, name: string, form: RegExp): string | null {
  for (const pair of header?.split(';') ?? []) {
    const [key, value] = pair.split('=', 2)
    if (key?.trim() === name && value !== undefined && form.test(value.trim())) return value.trim()
  }
  return null
}
