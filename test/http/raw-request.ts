import { connect } from 'node:net'
import type { JsonAnswer } from '../support/gateway.ts'

/** Sends bytes over a socket of their own, as no HTTP client would, and reads until the server hangs up. */
export async function sendRaw(url: string, bytes: string | Buffer): Promise<JsonAnswer> {
  const { hostname, port } = new URL(url)
  const received = await new Promise<string>((resolve, reject) => {
    let text = ''
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    socket.setEncoding('utf8')
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('close', () => resolve(text))
    // The server may hang up while a long request is still being written; what it answered counts.
    socket.on('error', (error) => (text === '' ? reject(error) : resolve(text)))
  })
  return parseAnswer(received)
}

/** Reads an answer as it came over a socket. */
export function parseAnswer(received: string): JsonAnswer {
  const [head = '', body = ''] = received.split('\r\n\r\n', 2)
  const [statusLine = '', ...lines] = head.split('\r\n')
  const headers = new Headers()
  for (const line of lines) headers.append(line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim())
  const isJson = headers.get('content-type')?.startsWith('application/json') === true
  return { status: Number(statusLine.split(' ')[1]), headers, text: body, body: isJson ? JSON.parse(body) : undefined }
}

/** Sends bytes and hangs up as soon as they are on their way: in good order (FIN), or as a network that breaks (RST). */
export async function hangUpAfter(url: string, bytes: string, how: 'destroy' | 'resetAndDestroy'): Promise<void> {
  const { hostname, port } = new URL(url)
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes, () => socket[how]()))
    socket.on('close', () => resolve())
  })
}

/** A request as text; the connection is closed after its answer. Headers may repeat. */
export function rawRequest(method: string, path: string, headers: readonly string[] = [], body = ''): string {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]
  return [`${method} ${path} HTTP/1.1`, 'Host: gateway', 'Connection: close', ...headers, ...length, '', body].join(
    '\r\n',
  )
}
