// The limit of a session that is opened as the contract has it: what `session.ts` does, and every field of the body checked,
// the trade resolved, the request fingerprinted, the upstream asked and its reply read by the adapter, and the answer with
// all its members and headers. Still nothing is excused, limited, counted, recorded or tried again. See "Limits" in the README.
import { createMeld } from '../../src/aggregators/meld/meld.ts'
import { readFields } from '../../src/contract/body.ts'
import { sessionReply } from '../../src/contract/session-view.ts'
import { openSession } from '../../src/contract/sessions.ts'
import { makeSecret } from '../../src/domain/secret.ts'
import { fingerprintOf, newExternalSessionId, type SessionRequest, type Widget } from '../../src/domain/session.ts'
import { commonHeaders } from '../../src/http/common-headers.ts'
import { requestOf } from '../../src/operations/sessions/create.ts'
import { upstreamTrade } from '../../src/operations/sessions/opening-ends.ts'
import { known } from '../steps/content.ts'
import { outbound } from './parts.ts'
import { type Asked, type Opening, publicUrl, serveSessions } from './session-server.ts'

const { UPSTREAM_URL = '', MELD_API_KEY = '' } = process.env
const choices = { defaultCountry: 'US', returnLinks: [], returnOrigins: [] } as const
const account = { baseUrl: UPSTREAM_URL, apiKey: makeSecret(MELD_API_KEY), webhookSecrets: [] }
const meld = createMeld({ send: outbound.send, now: Date.now })

await serveSessions({
  read,
  open,
  write: (session, linkToken) =>
    JSON.stringify(sessionReply(session, { widgetUrl: 'rampway' }, { publicUrl, linkToken, now: Date.now() })),
  headers: commonHeaders(publicUrl),
})

function read(sent: unknown): Asked {
  const body = readFields(sent, openSession.body, choices)
  if ('faults' in body) throw new Error('a body has faults')
  const request = requestOf(body.values)
  const key = known(body.values.idempotency_key ?? undefined, 'key')
  return { key, request, fingerprint: fingerprintOf(request).toString('base64url') }
}

async function open({ tenant, id, request, customerId, redirectUrl }: Opening): Promise<Widget> {
  const externalSessionId = newExternalSessionId(tenant, id)
  const serviceProvider = known(request.serviceProvider ?? undefined, 'provider')
  const opened = await meld.openWidget(account, {
    trade: upstreamTrade(request, codeOf(request)),
    customerId,
    externalSessionId,
    serviceProvider,
    quotedPaymentMethod: null,
    redirectUrl,
    clientIp: null,
    bypassKyc: false,
    kycShareToken: null,
    deadlineMs: 10_000,
  })
  if (opened.kind !== 'opened') throw new Error(`no widget was opened: ${opened.kind}`)
  const { upstreamSessionId, widgetUrl, serviceProviderWidgetUrl, token: upstreamToken, redirectFlow } = opened
  return {
    externalSessionId,
    upstreamSessionId,
    widgetUrl,
    serviceProviderWidgetUrl,
    upstreamToken,
    serviceProvider,
    paymentMethodType: null,
    clientIp: null,
    redirectFlow,
    createdAt: Date.now(),
  }
}

/** Stands in for the upstream's list of currencies, which a gateway keeps. */
function codeOf({ trade }: SessionRequest): string {
  return `${trade.crypto.symbol}_BASE`
}
