import Type, { type TProperties, type TSchema } from 'typebox'
import { credentialReasons } from '../domain/credential-reason.ts'
import { type ErrorName, errorCatalogue, type GatewayError } from '../domain/errors.ts'
import { kycStates } from '../domain/kyc.ts'
import { basePathOf } from './base-path.ts'
import { typeName } from './document-words.ts'
import type { Wire } from './endpoint.ts'
import { Exclusion, explanationMembers } from './exclusions.ts'
import { nullable } from './schema.ts'

/** Where a refusal happened. */
export interface ProblemContext {
  readonly publicUrl: string
  /** What stands before every path where it is reached; absent: the path of the public address. */
  readonly basePath?: string
  /** The request's path as the gateway received it, without its query. */
  readonly instance: string
  readonly traceId: string
}

/** What every problem has: RFC 9457 members and the contract's own. See docs/contract.md, errors. */
const Problem = Type.Object(
  {
    type: Type.String({ description: 'leads to a page that explains the code' }),
    title: Type.String({ description: 'the error in a few words, always the same' }),
    status: Type.Integer({ description: 'the HTTP status' }),
    detail: Type.String({ description: 'what happened this time, for people' }),
    instance: Type.String({ description: 'the path of the request' }),
    error_code: Type.Enum(
      Object.values(errorCatalogue).map(({ code }) => code),
      { description: 'ends in `-R` exactly when the same request may succeed on a retry' },
    ),
    trace_id: Type.String({
      pattern: '^[0-9a-f]{32}$',
      description: 'finds the request in the gateway’s log; quote it to support',
    }),
  },
  { title: 'Problem' },
)

const credentialMembers = {
  reason: Type.Enum([...credentialReasons], {
    description: 'for the app to branch on; treat one that you do not know as `token_invalid`',
  }),
}
const providerMembers = {
  service_provider: Type.Optional(
    nullable(Type.String(), 'who refused; there when one was pinned, or refused for all'),
  ),
  reason: Type.Optional(explanationMembers.reason),
  limit: explanationMembers.limit,
  nearest: explanationMembers.nearest,
  unavailable: Type.Optional(
    Type.Array(Exclusion, { description: 'everybody who is out; of a pinned provider, that one alone' }),
  ),
}

/** What some problems have besides. */
const furtherMembers: { readonly [Name in ErrorName]?: TProperties } = {
  invalid_fields: {
    errors: Type.Array(Type.Object({ pointer: Type.String({ description: 'RFC 6901' }), detail: Type.String() }), {
      description: 'every fault at once',
    }),
  },
  unauthenticated: credentialMembers,
  malformed_tenant: credentialMembers,
  kyc_required: { kyc_state: Type.Enum(kycStates) },
  key_reused: { session_id: Type.String({ description: 'the session that the key has' }) },
  switch_exists: { switch_id: Type.String({ description: 'the switch that is active already' }) },
  provider_refused: providerMembers,
  provider_unavailable: providerMembers,
}

/** The schema of a problem of that name. */
export function problemSchema(name: ErrorName) {
  const { code, status } = errorCatalogue[name]
  const own = { status: Type.Literal(status), error_code: Type.Literal(code) }
  return Type.Object({ ...Problem.properties, ...own, ...furtherMembers[name] })
}

const components = new Map<ErrorName, TSchema>()

/** The schema of a problem of that name in the contract document, where those without members of their own are alike. */
export function problemComponent(name: ErrorName): TSchema {
  const known = components.get(name) ?? makeComponent(name)
  components.set(name, known)
  return known
}

function makeComponent(name: ErrorName): TSchema {
  const members = furtherMembers[name]
  if (members === undefined) return Problem
  const own = Type.Object({ error_code: Type.Literal(errorCatalogue[name].code), ...members })
  return Type.Intersect([Problem, own], { title: `${typeName(name)}Problem` })
}

/** The problem body of a refusal, with the further members that it carries. */
export function problemBody(error: GatewayError, context: ProblemContext): Wire<typeof Problem> {
  const { code, status, title, remedy } = errorCatalogue[error.error]
  return {
    type: `${context.publicUrl}/errors/${code.toLowerCase()}`,
    title,
    status,
    detail: error.details.detail ?? remedy,
    instance: `${context.basePath ?? basePathOf(context.publicUrl)}${context.instance}`,
    error_code: code,
    trace_id: context.traceId,
    ...error.details.members,
  }
}
