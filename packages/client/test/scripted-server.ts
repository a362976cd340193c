import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A call as the server received it. */
export interface ReceivedCall {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** What the server does with one call. */
export type Step = (response: ServerResponse, call: ReceivedCall) => void

/** A real server that does one step for each call, the last one for all that come after it. */
export interface ScriptedServer {
  readonly url: string
  readonly calls: readonly ReceivedCall[]
  readonly script: (...steps: readonly Step[]) => void
}

/** Answers with JSON. */
export function answer(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Step {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify(body))
  }
}

/** Answers with a refusal as the gateway words it. */
export function refuse(status: number, code: string, headers?: Readonly<Record<string, string>>, members = {}): Step {
  const body = { type: `https://ramp.test/errors/${code.toLowerCase()}`, title: 'No', status, detail: 'Not now.' }
  return answer(status, { ...body, instance: '/v0', error_code: code, trace_id: trace, ...members }, headers)
}

/** Breaks the connection. */
export const hangUp: Step = (response) => void response.destroy()

/** Never answers. */
export const stall: Step = () => {}

export const trace = '0af7651916cd43dd8448eb211c80319c'

/** A server on a free port, closed when the test ends. */
export async function startServer(...first: readonly Step[]): Promise<ScriptedServer> {
  let steps = first
  const calls: ReceivedCall[] = []
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const call = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body }
      const step = steps[Math.min(calls.length, steps.length - 1)]
      calls.push(call)
      step?.(response, call)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    script: (...next) => {
      steps = next
    },
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}
