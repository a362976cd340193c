import type { ExternalSessionId } from '../../domain/session.ts'
import type { WidgetOutcome } from '../aggregator.ts'
import { isObject, parsePlainJson, readText } from './json.ts'

const idLengthMax = 128
const tokenLengthMax = 8 * 1024
/** Longest link accepted: some providers sign a whole order into theirs. */
const urlLengthMax = 16 * 1024

/** What the reply to a widget call tells. */
export interface OpenedReply extends Omit<Extract<WidgetOutcome, { kind: 'opened' }>, 'kind' | 'redirectFlow'> {
  /** Null when Meld does not say which flow it took, as it mostly does not. */
  readonly redirectFlow: boolean | null
}

/**
 * Reads the reply to a widget call that succeeded. An id and one absolute http(s) link are needed, and nothing else:
 * an odd second link or token is as good as none. Undefined without them, or when it speaks of another session than
 * ours. Such a reply may have opened a session that cannot be used.
 */
export function readOpened(text: string, expected: ExternalSessionId): OpenedReply | undefined {
  const body = parsePlainJson(text)
  if (!isObject(body)) return undefined
  const upstreamSessionId = readText(body.id, idLengthMax)
  const echoed = readText(body.externalSessionId, idLengthMax)
  const own = readUrl(body.serviceProviderWidgetUrl)
  const widgetUrl = readUrl(body.widgetUrl) ?? own
  if (upstreamSessionId === undefined || widgetUrl === undefined) return undefined
  if (echoed !== undefined && echoed !== expected) return undefined
  return {
    upstreamSessionId,
    widgetUrl,
    serviceProviderWidgetUrl: own ?? null,
    token: readText(body.token, tokenLengthMax) ?? null,
    redirectFlow: typeof body.redirectFlow === 'boolean' ? body.redirectFlow : null,
  }
}

/**
 * An absolute http(s) address as it can stand in a header: whatever is not printable ASCII is percent-encoded, the rest
 * is left as it came, since a provider may have signed it. Undefined for one with a control character, which no provider
 * means to send.
 */
function readUrl(value: unknown): string | undefined {
  const text = readText(value, urlLengthMax)
  if (text === undefined) return undefined
  if (/^https?:\/\/[\x21-\x7e]*$/i.test(text)) return URL.canParse(text) ? text : undefined
  if (!/^https?:\/\//i.test(text) || /\p{Cc}/u.test(text)) return undefined
  const ascii = text.replace(/[^\x21-\x7e]+/gu, encodeURIComponent)
  return URL.canParse(ascii) ? ascii : undefined
}
