import type { Fault } from './faults.ts'
import { decodeJson, encodeJson, isRecord } from './json.ts'

/** A reply as text, before it goes out. */
export interface RawReply {
  readonly status: number
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
}

/** True when a reply, or an object in its lists, names this provider. */
export function namesProvider(text: string, provider: string): boolean {
  return text.includes(encodeJson(provider))
}

/**
 * The reply after a `patch` fault: another status, further headers, and another body, or the same one changed by a JSON
 * merge patch. With a provider, a patch that does not name the reply's list changes that provider's objects in it.
 */
export function patchReply(reply: RawReply, fault: Fault): RawReply {
  const { status = reply.status, headers = {} } = fault
  return { status, headers: { ...reply.headers, ...headers }, text: patchText(reply.text, fault) }
}

function patchText(text: string, { body, merge, each, provider }: Fault): string {
  if (body !== undefined) return typeof body === 'string' ? body : encodeJson(body)
  if (merge === undefined && each === undefined) return text
  const reply = decodeJson(text)
  const inList =
    each ?? (provider !== undefined && !namesList(reply, merge) && hasListOf(reply, provider) ? merge : undefined)
  const items = inList === undefined ? reply : patchItems(reply, inList, provider)
  return encodeJson(merge === undefined || merge === inList ? items : mergePatch(items, merge))
}

/** RFC 7396. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch
  const merged: Record<string, unknown> = isRecord(target) ? { ...target } : {}
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name]
    else merged[name] = mergePatch(merged[name], value)
  }
  return merged
}

function patchItems(reply: unknown, patch: unknown, provider: string | undefined): unknown {
  const patchItem = (item: unknown): unknown =>
    isRecord(item) && (provider === undefined || item.serviceProvider === provider) ? mergePatch(item, patch) : item
  if (Array.isArray(reply)) return reply.map(patchItem)
  if (!isRecord(reply)) return reply
  return Object.fromEntries(
    Object.entries(reply).map(([name, value]) => [name, Array.isArray(value) ? value.map(patchItem) : value]),
  )
}

function namesList(reply: unknown, merge: unknown): boolean {
  return isRecord(merge) && isRecord(reply) && Object.keys(merge).some((name) => Array.isArray(reply[name]))
}

function hasListOf(reply: unknown, provider: string): boolean {
  return listsOf(reply).some((list) => list.some((item) => isRecord(item) && item.serviceProvider === provider))
}

function listsOf(reply: unknown): readonly (readonly unknown[])[] {
  if (Array.isArray(reply)) return [reply]
  return isRecord(reply) ? Object.values(reply).filter((value) => Array.isArray(value)) : []
}
