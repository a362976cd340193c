import type { FastifyRequest } from 'fastify'

/** The token of `Authorization: Bearer`; undefined where there is no such header, or one of another scheme. */
export function bearerToken(request: FastifyRequest): string | undefined {
  if (request.headers.authorization === undefined) return undefined
  // Node keeps the first of several and drops the others; joined they are no token, as with any other header.
  const sent = request.raw.headersDistinct.authorization?.join(', ') ?? ''
  const match = /^Bearer(?: +(.*))?$/i.exec(sent)
  return match === null ? undefined : (match[1] ?? '')
}
