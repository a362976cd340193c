import type { OutboundResult } from '../../outbound/request.ts'
import { type ErrorBody, readErrorObject } from './error-body.ts'
import { judgeBody } from './failures.ts'
import { isObject, type JsonObject, parsePlainJson } from './json.ts'

/** Longest body checked: errors are short. */
const errorLengthMax = 16 * 1024

/**
 * Gives a success whose body is an error the status of that error, so that everything after it judges it as one: its own
 * `status`, or the one that its fields or its code stand for. A body that also holds an answer is left as it is.
 */
export function unmaskFailure(result: OutboundResult): OutboundResult {
  if (result.kind !== 'answered' || result.status < 200 || result.status >= 300) return result
  const status = maskedStatus(result)
  return status === undefined ? result : { ...result, status }
}

function maskedStatus({ text }: Extract<OutboundResult, { kind: 'answered' }>): number | undefined {
  if (firstOffer.test(text) || text.length > errorLengthMax || !errorMark.test(text)) return undefined
  const body = parsePlainJson(text)
  if (!isObject(body) || Object.entries(body).some(isAnswer)) return undefined
  const words = readErrorObject(body)
  const { code, status, fields } = words
  if (status !== null) return status >= 400 && status < 600 ? status : undefined
  if (fields.length > 0) return 400
  if (code === null) return saysFailure(body) ? namelessStatus(words) : undefined
  // An empty list of offers says why it is empty: nobody serves the trade, unless the code knows better.
  return 'quotes' in body || judgeBody(words, 500).verdict === 'none' ? 404 : 500
}

/** An error without a name: it is flagged as one, or there are words and no list that they could speak of. */
function saysFailure(body: JsonObject): boolean {
  const { error, errors, success, status, message } = body
  if (success === false || error === true || isObject(error)) return true
  if (Array.isArray(errors) && errors.length > 0) return true
  if (typeof status === 'string' && /error|fail|unavailable|timeout/i.test(status)) return true
  const hasList = 'quotes' in body || Object.values(body).some(Array.isArray)
  return typeof message === 'string' && message !== '' && !hasList
}

/** Its meaning is unknown, unless its words complain about the amount. */
function namelessStatus(words: ErrorBody): number {
  const { verdict } = judgeBody(words, 404)
  return verdict === 'amount_too_low' || verdict === 'amount_too_high' ? 404 : 500
}

/** Cheaper still: whatever begins with an offer holds an answer. */
const firstOffer = /^\{"quotes":\[\{"/

/** A cheap first check: no regular reply has such a member at its top level. */
const errorMark = /"(?:code|error|errors|errorCode|status|statusCode|success|message)"\s*:/

/** Whether a member is what a call is made for: something opened or found, or a list of things. */
function isAnswer([name, value]: readonly [string, unknown]): boolean {
  if (value === null || value === '' || errorObjects.has(name)) return false
  return typeof value === 'object' ? Object.keys(value).length > 0 : openedMembers.has(name)
}

/** What errors hold that is no plain text. */
const errorObjects: ReadonlySet<string> = new Set(['error', 'errors', 'serviceProviderDetails'])
const openedMembers: ReadonlySet<string> = new Set(['id', 'token', 'widgetUrl', 'serviceProviderWidgetUrl'])
