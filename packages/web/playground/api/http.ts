import { isObject, type JsonObject, textAt } from './json.ts'

/** The gateway that serves this page, with the path it has behind a proxy, without a slash at the end. */
export const gatewayUrl = new URL('.', document.baseURI).href.replace(/\/$/, '')

/** An answer as it came, of whatever status. */
export interface Answer {
  readonly status: number
  /** Of a JSON object; empty of anything else. */
  readonly body: JsonObject
  readonly header: (name: string) => string | null
}

/** What one call sends. */
export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** From the slash on. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** A text is sent as it stands. */
  readonly body?: object | string
}

/** Sends one call to the gateway as it is, without the client's care. Rejects when there is no answer. */
export async function send({ method, path, headers = {}, body }: HttpCall): Promise<Answer> {
  const response = await fetch(`${gatewayUrl}${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: parse(text), header: (name) => response.headers.get(name) }
}

/** The body of an answer that should be a success. Rejects with the answer's own words when it is none. */
export async function sendForBody(call: HttpCall): Promise<JsonObject> {
  const { status, body } = await send(call)
  if (status >= 200 && status < 300) return body
  throw new Error(textAt(body, 'detail') || textAt(body, 'error') || `${call.method} ${call.path} answered ${status}`)
}

function parse(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}
