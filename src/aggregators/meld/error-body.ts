import { isObject, type JsonObject, parsePlainJson, readText } from './json.ts'

/** What an error reply says, whatever its shape. */
export interface ErrorBody {
  /** `code`, else `error`, in upper case with underscores; null when neither is a text. */
  readonly code: string | null
  /** The body's own `status`, which some replies carry in place of a code, or as one. */
  readonly status: number | null
  /** `errors[]`: what is wrong with which field. */
  readonly fields: readonly { readonly name: string; readonly text: string }[]
  /** Every text for people, the most specific first: the provider's own, the fields', the message. */
  readonly texts: readonly string[]
  readonly requestId: string | null
  /** False for an empty body, HTML, and anything else that is not a JSON object. */
  readonly isObject: boolean
}

/** Longest text kept of what upstream says. */
const textLengthMax = 300
const codeLengthMax = 100
/** Most entries of `errors[]` kept. */
const fieldsMax = 10

/** Reads an error reply: Meld's documented shape, the partial ones it also sends, a bare string, HTML, nothing. */
export function readErrorBody(text: string): ErrorBody {
  const body = parsePlainJson(text)
  if (isObject(body)) return readErrorObject(body)
  const words = typeof body === 'string' ? cleanWords(body) : undefined
  return {
    code: null,
    status: null,
    fields: [],
    texts: words === undefined ? [] : [words],
    requestId: null,
    isObject: false,
  }
}

/** The same for an object that is already parsed. Some put the whole error under `error`, or objects into `errors`. */
export function readErrorObject(outer: JsonObject): ErrorBody {
  const body = isObject(outer.error) ? { ...outer, error: null, ...outer.error } : outer
  const details = isObject(body.serviceProviderDetails) ? body.serviceProviderDetails : {}
  const errors: readonly unknown[] = Array.isArray(body.errors) ? body.errors.slice(0, fieldsMax) : []
  const fieldTexts = errors.flatMap((item) => cleanWords(item) ?? [])
  const listed = errors.filter(isObject)
  const coded = [body, ...listed]
  return {
    code: first(coded, ({ code, errorCode }) => readCode(code) ?? readCode(errorCode)) ?? readCode(body.error) ?? null,
    status:
      first(
        coded,
        ({ status, statusCode, code }) => readStatus(status) ?? readStatus(statusCode) ?? readStatus(code),
      ) ?? null,
    fields: fieldTexts.map((item) => ({ name: /^\[([^\]]*)\]/.exec(item)?.[1] ?? '', text: item })),
    texts: [
      cleanWords(details.message),
      ...fieldTexts,
      ...listed.map(({ message }) => cleanWords(message)),
      cleanWords(body.message),
      cleanWords(body.displayMessage),
    ].filter((item) => item !== undefined),
    requestId: readText(body.requestId, 64)?.replace(/[^\w-]/g, '') ?? null,
    isObject: true,
  }
}

function first<T>(objects: readonly JsonObject[], read: (object: JsonObject) => T | undefined): T | undefined {
  for (const object of objects) {
    const found = read(object)
    if (found !== undefined) return found
  }
  return undefined
}

/** A number, or the same as text, as a parser that keeps digits gives it. */
function readStatus(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && /^[1-5]\d\d$/.test(text) ? Number(text) : undefined
}

function readCode(value: unknown): string | undefined {
  const text = readText(value, codeLengthMax)
  return text
    ?.toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
}

/** Words to show or record: one line, not too long, without addresses, keys or tokens that upstream may echo. */
export function cleanWords(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const line = value
    .slice(0, 4 * textLengthMax)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(secrets, '…')
    .trim()
  if (line === '') return undefined
  return line.length > textLengthMax ? `${line.slice(0, textLengthMax - 1)}…` : line
}

/** A wallet address or hash, a JSON web token, an `Authorization` value, an API key. */
const secrets = /0x[0-9a-fA-F]{40,}|\beyJ[\w-]+(?:\.[\w-]+)*|\bBASIC\s+\S+|\b[1-9A-Za-z]{20,24}:[\w-]{12,}/g
