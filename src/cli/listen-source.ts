import { readDevState } from '../dev/state.ts'
import type { TenantId } from '../domain/tenant.ts'
import { isJsonObject } from '../identity/json.ts'
import type { Send } from '../outbound/request.ts'

/** Whose events are listened to. */
export interface ListenSource {
  readonly url: string
  /** A tenant key. */
  readonly key: string
}

const keyMsMax = 10_000
const keyBytesMax = 100_000

/**
 * The gateway of the `rampway dev` that works in this data directory, with a key made for this run; of its first tenant
 * where none is named. Rejects with words for the developer when there is none.
 */
export async function sourceOfDev(dataDir: string, tenant: TenantId | undefined, send: Send): Promise<ListenSource> {
  const url = readDevState(dataDir)?.publicUrl
  const advice = 'Start rampway dev, or give --url and --key for another gateway.'
  if (url === undefined) throw new Error(`rampway dev has never run in ${dataDir}. ${advice}`)
  const answer = await send({
    name: 'listen.key',
    method: 'POST',
    url: `${url}/dev/tenant-key`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...(tenant !== undefined && { tenant }), scopes: ['read'] }),
    deadlineMs: keyMsMax,
    responseBytesMax: keyBytesMax,
  })
  if (answer.kind !== 'answered') throw new Error(`rampway dev does not answer at ${url} (${answer.reason}). ${advice}`)
  const { token, detail = '', errors = [] } = parse(answer.text)
  if (typeof token === 'string') return { url, key: token }
  throw new Error(`rampway dev at ${url} gave no tenant key: ${answer.status} ${detail} ${JSON.stringify(errors)}`)
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text)
    return isJsonObject(parsed) ? parsed : {}
  } catch {
    return {}
  }
}
