import { type LinkFault, type LinkPurpose, readLinkToken } from '../../domain/link.ts'
import { networkOfAddress } from '../../domain/redaction.ts'
import type { SessionId } from '../../domain/session.ts'
import type { Tenant } from '../../domain/tenant.ts'
import type { Deps } from '../deps.ts'
import { tenantLeftOut } from '../left-out.ts'

/** What a visitor lets be seen of itself. */
export interface VisitingClient {
  /**
   * The network that the connection comes from, after trusted proxies: an IPv4 address or a /64; undefined where
   * unknown.
   */
  readonly network: string | undefined
  /** Which browser on which system, without versions. */
  readonly browserFamily: string
}

/** What became of a visit: where it led, who it was taken for, or the page that was shown. */
export type VisitResult =
  | 'redirected'
  | 'refreshed'
  | 'ask_cookies'
  | 'preview'
  | 'prefetch'
  | 'doubtful'
  | 'probe'
  | 'person'
  | 'robot'
  | LinkFault

/** The tenant that a link's token names; later log lines name it and the session too. Undefined for a forged one. */
export function tenantOfLink(deps: Deps, purpose: LinkPurpose, token: string): Tenant | undefined {
  return resolveLink(deps, purpose, token)?.tenant
}

/** The tenant and session that a link names. Undefined for a forged one. Throws `overloaded` when the tenant is left out. */
export function readLink(deps: Deps, purpose: LinkPurpose, token: string): LinkedIds | undefined {
  const named = readLinkToken(deps.linkSecret, purpose, token)
  if (named !== undefined && deps.tenants.isLeftOutByTag(named.tag)) throw tenantLeftOut()
  return resolveLink(deps, purpose, token)
}

interface LinkedIds {
  readonly tenant: Tenant
  readonly id: SessionId
}

function resolveLink(deps: Deps, purpose: LinkPurpose, token: string): LinkedIds | undefined {
  const named = readLinkToken(deps.linkSecret, purpose, token)
  const tenant = named === undefined ? undefined : deps.tenants.findByTag(named.tag)
  if (named === undefined || tenant === undefined) return undefined
  deps.log.addSubject({ tenant: tenant.id, session: named.session })
  return { tenant, id: named.session }
}

/** Records that somebody or something came to a link, or to its return page. Nothing for a forged one. */
export function recordVisit(
  deps: Deps,
  purpose: LinkPurpose,
  token: string,
  result: VisitResult,
  { network, browserFamily }: VisitingClient,
): void {
  const named = resolveLink(deps, purpose, token)
  if (named === undefined) return
  const shown = network === undefined ? null : networkOfAddress(network)
  const { trace_id: traceId } = deps.log.subject
  deps.activity.record(named.tenant.id, named.id, {
    kind: purpose === 'open' ? 'link_visit' : 'return_visit',
    at: deps.clock(),
    result,
    browser: browserFamily,
    ...(shown !== null && { network: shown }),
    ...(traceId !== undefined && { traceId }),
  })
}
