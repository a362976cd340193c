// The limit of a session and of its replay: the floor's servers, and of the gateway only what neither can do without. That
// is the token's hash and who it stands for, the two store steps, the call upstream, a link, the answer's text and a line in
// the log. It checks nothing of a body, excuses nothing, counts nothing, and knows one tenant, which the gateway must have
// served before. See "Limits" in the README.
import { fingerprintOf, newExternalSessionId, type Session } from '../../src/domain/session.ts'
import { request, widgetOf } from '../steps/content.ts'
import { outbound, upstreamHeaders } from './parts.ts'
import { type Opening, publicUrl, serveSessions } from './session-server.ts'

const { UPSTREAM_URL = '' } = process.env
const fingerprint = fingerprintOf(request).toString('base64url')
const upstreamBounds = { deadlineMs: 10_000, responseBytesMax: 64 * 1024 }

await serveSessions({
  read: (body) => ({ key: (body as { idempotency_key: string }).idempotency_key, request, fingerprint }),
  open: async (opening) => ({ ...widgetOf(opening.id, Date.now()), widgetUrl: await openWidget(opening) }),
  write: (session, linkToken) => JSON.stringify(replyOf(session, linkToken)),
  headers: {},
})

async function openWidget({ tenant, id, customerId, redirectUrl }: Opening): Promise<string> {
  const answer = await outbound.send({
    name: 'meld.widget',
    method: 'POST',
    url: `${UPSTREAM_URL}/crypto/session/widget`,
    headers: upstreamHeaders,
    body: JSON.stringify({
      sessionType: 'BUY',
      customerId,
      externalSessionId: newExternalSessionId(tenant, id),
      sessionData: {
        countryCode: request.country,
        serviceProvider: request.serviceProvider,
        sourceCurrencyCode: 'USD',
        destinationCurrencyCode: 'USDC_BASE',
        sourceAmount: request.sourceAmount,
        walletAddress: request.walletAddress,
        redirectUrl,
      },
    }),
    ...upstreamBounds,
  })
  if (answer.kind !== 'answered' || answer.status !== 200) throw new Error('no widget was opened')
  return JSON.parse(answer.text).widgetUrl
}

function replyOf(session: Session, linkToken: string): unknown {
  const at = `${publicUrl}/v0/ramp/sessions/${session.id}`
  return {
    id: session.id,
    status: session.status,
    widget_url: `${publicUrl}/s/${linkToken}`,
    created_at: session.createdAt,
    expires_at: session.expiresAt,
    request: session.request,
    _links: { self: { href: at }, transactions: { href: `${at}/transactions` }, widget: { href: linkToken } },
  }
}
