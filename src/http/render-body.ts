import type { FastifyRequest } from 'fastify'
import { linksUnder } from '../contract/base-path.ts'
import { readTimestampFormat, toIsoTimestamps } from '../contract/timestamps.ts'

/** A reply's body as its caller gets it: instants in the requested format, links under the base path. */
export function renderBody(request: FastifyRequest, basePath: string, body: unknown): unknown {
  const isIso = readTimestampFormat(request.headers['x-timestamp-format']) === 'iso8601'
  const timed = isIso ? toIsoTimestamps(body) : body
  return basePath === '' ? timed : linksUnder(basePath, timed)
}
