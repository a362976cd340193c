import { readListMember, readTextMember } from '../../domain/read-member.ts'
import { makeSecret } from '../../domain/secret.ts'
import type { AccountOutcome, UpstreamAccount, WebhookProfile } from '../aggregator.ts'
import type { SendMeld } from './events.ts'
import { isObject, parsePlainJson } from './json.ts'
import { makeHeaders, meldVersion } from './request.ts'

/** Some profiles; real accounts have a handful. */
const profilesBytesMax = 256 * 1024

/**
 * `GET /notifications/webhooks`: needs the key, changes nothing, and shows where Meld sends this account's webhooks.
 * Never rejects.
 */
export async function describeAccount(
  send: SendMeld,
  account: UpstreamAccount,
  deadlineMs: number,
): Promise<AccountOutcome> {
  const result = await send({
    name: 'meld.webhook_profiles',
    method: 'GET',
    readOnly: true,
    url: `${account.baseUrl}/notifications/webhooks`,
    headers: makeHeaders(account),
    about: account.about,
    onCall: account.onCall,
    deadlineMs,
    responseBytesMax: profilesBytesMax,
  })
  if (result.kind !== 'answered') return { kind: 'unavailable', reason: result.reason }
  const { status } = result
  if (status === 401 || status === 403) return { kind: 'refused', status }
  if (status < 200 || status > 299) return { kind: 'unavailable', reason: `status ${status}` }
  const body = parsePlainJson(result.text)
  if (!isObject(body) || !Array.isArray(body.webhookProfiles))
    return { kind: 'unavailable', reason: 'unreadable_reply' }
  return {
    kind: 'described',
    version: result.headers['meld-version'] ?? null,
    versionAsked: meldVersion,
    date: result.headers.date ?? null,
    profiles: readListMember(body, 'webhookProfiles').flatMap(readProfile),
  }
}

function readProfile(value: unknown): readonly WebhookProfile[] {
  const url = readTextMember(value, 'url')
  if (url === undefined) return []
  const secret = readTextMember(value, 'secret')
  return [
    {
      url,
      isActive: readTextMember(value, 'status') !== 'DISABLED',
      eventTypes: readListMember(value, 'eventTypes').filter((type) => typeof type === 'string'),
      secret: secret === undefined || secret === '' ? null : makeSecret(secret),
    },
  ]
}
