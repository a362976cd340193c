import type { Operator } from '../../domain/operator.ts'
import type { TenantId } from '../../domain/tenant.ts'
import { hashPartnerSecret, makePortalLinkId, makePortalSecret, portalLinkMs } from '../../domain/tenant-key.ts'
import { insertPortalLink } from '../../store/portal.ts'
import type { Deps } from '../deps.ts'
import { auditEntryOf } from './audit.ts'

/** A portal link that was made, and the only time that it can be seen. */
export interface MadePortalLink {
  /** Opens the portal of one tenant, once; nobody else will ever know it. */
  readonly url: string
  readonly expiresAt: number
}

/** Makes a link that opens the portal of one tenant, once and within minutes. */
export async function makePortalLink(
  deps: Pick<Deps, 'database' | 'clock' | 'publicUrl'>,
  operator: Operator,
  tenant: TenantId,
  act: { readonly reason: string | null; readonly traceId: string | null },
): Promise<MadePortalLink> {
  const code = makePortalSecret()
  const id = makePortalLinkId()
  const now = deps.clock()
  const expiresAt = now + portalLinkMs
  const entry = auditEntryOf(deps, operator, {
    act: 'portal_link.create',
    target: { kind: 'tenant', tenant, id: tenant },
    after: { portal_link: id, expires_at: expiresAt },
    ...act,
  })
  const link = { id, codeHash: hashPartnerSecret(code), createdBy: operator.name, expiresAt }
  await insertPortalLink(deps.database, tenant, link, entry)
  // After the hash, so that no server's log and no referrer ever has it.
  return { url: `${deps.publicUrl}/portal/sign-in#code=${code}`, expiresAt }
}
