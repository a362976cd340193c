import type { FastifyRequest } from 'fastify'
import { linksUnder } from '../contract/base-path.ts'
import { readTimestampFormat, toIsoTimestamps } from '../contract/timestamps.ts'

/** A body as it is written for its caller: instants in the format that was asked for, links under the base path. */
export function writtenFor(request: FastifyRequest, basePath: string, body: unknown): unknown {
  const isIso = readTimestampFormat(request.headers['x-timestamp-format']) === 'iso8601'
  const timed = isIso ? toIsoTimestamps(body) : body
  return basePath === '' ? timed : linksUnder(basePath, timed)
}
