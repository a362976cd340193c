import type { FastifyInstance } from 'fastify'
import { makeDevOperatorToken } from '../contract/dev.ts'
import { type FieldFault, GatewayError } from '../domain/errors.ts'
import { type Operator, type OperatorScope, operatorScopes } from '../domain/operator.ts'
import { isOperatorScope } from '../domain/operator-token.ts'
import { serve } from '../http/serve.ts'
import { isJsonObject } from '../identity/json.ts'
import type { Deps } from '../operations/deps.ts'
import { makeSignInCode } from '../operations/operator/sign-in.ts'
import { type MadeOperatorToken, makeToken } from '../operations/operator/tokens.ts'

/** Whoever can call the dev routes is one. */
const developer: Operator = { token: null, name: 'rampway dev', scopes: operatorScopes, via: 'cli', from: null }
/** A developer makes another when it is over. */
const devTokenMs = 86_400_000

/** Adds `POST /dev/operator-token`. */
export function serveOperatorTokens(app: FastifyInstance, deps: Deps): void {
  serve(app, makeDevOperatorToken, async ({ body }) => {
    const scopes = readScopes(body)
    const { secret } = await makeDevToken(deps, scopes)
    return { status: 200, body: { token: secret } }
  })
}

/** The code of a sign-in link for whoever started `rampway dev`. */
export async function makeDevSignInCode(deps: Deps): Promise<string> {
  const { token } = await makeDevToken(deps, operatorScopes)
  return await makeSignInCode(deps, token)
}

function makeDevToken(deps: Deps, scopes: readonly OperatorScope[]): Promise<MadeOperatorToken> {
  return makeToken(deps, developer, { name: developer.name, scopes, expiresAt: deps.clock() + devTokenMs })
}

/** Every scope unless the body names some. Throws `invalid_fields`. */
function readScopes(body: unknown): readonly OperatorScope[] {
  const input = body ?? {}
  if (!isJsonObject(input)) throw invalid([{ pointer: '', detail: 'Send a JSON object, or no body at all.' }])
  const unknown = Object.keys(input).filter((name) => name !== 'scopes')
  if (unknown.length > 0) {
    throw invalid(unknown.map((name) => ({ pointer: `/${name}`, detail: 'Unknown field. The only field is scopes.' })))
  }
  const { scopes = [...operatorScopes] } = input
  const named = Array.isArray(scopes)
    ? scopes.filter((scope) => typeof scope === 'string' && isOperatorScope(scope))
    : []
  if (!Array.isArray(scopes) || named.length === 0 || named.length < scopes.length) {
    throw invalid([{ pointer: '/scopes', detail: `Send a list of one or more of ${operatorScopes.join(', ')}.` }])
  }
  return named
}

function invalid(errors: readonly FieldFault[]): GatewayError {
  return new GatewayError('invalid_fields', { members: { errors } })
}
