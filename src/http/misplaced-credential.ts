import type { FastifyRequest } from 'fastify'

/** Header and claims of a JWT, which both begin with `{"`, wherever they stand in a value. */
const tokenInside = /(?:^|[\s"'=:;])eyJ[\w-]*\.eyJ[\w-]*\./
/** Names that are used for nothing else. */
const tokenName = /jwt|juno(?!.?org)/
const tenantName = /(?:^|[-_])(?:org|tenant)/
const tokenInQuery = /[?&](?:[^=&]*(?:jwt|token)[^=&]*=|[^=&]*=eyJ)/i

/** Longer names are not repeated in an answer. */
const nameLengthMax = 64

/**
 * Says where a request seems to name the tenant or hold the token that is missing from the right header; undefined when
 * nowhere. Never shows a value. For refusals only, since it reads all headers.
 */
export function misplacedCredential(request: FastifyRequest, missing: 'tenant' | 'token'): string | undefined {
  const headers = Object.entries(request.headers).filter(([name]) => name !== 'authorization')
  const found = headers.find(([name, value]) =>
    missing === 'tenant' ? tenantName.test(name) : tokenName.test(name) || tokenInside.test(String(value)),
  )
  if (found !== undefined) {
    const [name] = found
    return name.length > nameLengthMax ? 'The header that it stands in is not read.' : `The header ${name} is not read.`
  }
  if (missing === 'tenant') return undefined
  if (request.headers.authorization !== undefined) return "Authorization is read only as 'Bearer <token>'."
  return tokenInQuery.test(request.url) ? 'A token in the query is not read.' : undefined
}
