import { type IncomingMessage, type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from 'node:http'

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[]
type Callback = () => void

/**
 * Makes the class of a listener's answers.
 *
 * - Once the listener drains, an answer ends its connection: kept alive, it would hold the shutdown up until the client closes it.
 * - A body that is ASCII, as its length in bytes tells, is written as Latin-1: those are the bytes of UTF-8, and take half the time.
 */
export function createResponseClass(isDraining: () => boolean): typeof ServerResponse<IncomingMessage> {
  return class extends ServerResponse {
    private bodyBytes: number | undefined

    override writeHead(status: number, message?: string, headers?: Headers): this
    override writeHead(status: number, headers?: Headers): this
    override writeHead(status: number, second?: string | Headers, third?: Headers): this {
      if (isDraining()) this.shouldKeepAlive = false
      if (typeof second === 'string') return super.writeHead(status, second, third)
      if (second !== undefined && !Array.isArray(second)) this.bodyBytes = Number(second['content-length'])
      return super.writeHead(status, second)
    }

    override end(callback?: Callback): this
    override end(chunk: unknown, callback?: Callback): this
    override end(chunk: unknown, encoding: BufferEncoding, callback?: Callback): this
    override end(chunk?: unknown, encoding?: BufferEncoding | Callback, callback?: Callback): this {
      if (typeof encoding === 'function') return super.end(chunk, encoding)
      const isAscii = typeof chunk === 'string' && chunk.length === this.bodyBytes
      return super.end(chunk, isAscii ? 'latin1' : (encoding ?? 'utf8'), callback)
    }
  }
}
