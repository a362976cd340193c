import { components } from './document-components.ts'
import { operationOf } from './document-operation.ts'
import { type Access, type Endpoint, tags } from './endpoint.ts'

/** What a document says of the gateway that serves it. */
export interface DocumentOptions {
  /** Of the program. */
  readonly version: string
  /** What stands before every path where it is served, such as `/ramp`; empty where nothing does. */
  readonly basePath: string
}

/** Whom the document is for: everybody on the public port, and operators. What neighbours or developers reach is left out. */
const documented: ReadonlySet<Access> = new Set<Access>([
  ...(['user', 'link', 'public', 'partner', 'portal', 'operator', 'operator_port'] as const),
])

/** True of an endpoint that the contract document tells of. */
export function isDocumented({ access }: Endpoint): boolean {
  return documented.has(access)
}

/**
 * The contract as an OpenAPI 3.1 document, from what the endpoints declare. Schemas with a title are components of that
 * name. Throws a TypeError when two schemas have the same title and are not the same.
 */
export function contractDocument(endpoints: readonly Endpoint[], { version, basePath }: DocumentOptions) {
  const parts = components()
  const told = endpoints.filter(isDocumented)
  const paths: Record<string, Record<string, unknown>> = {}
  for (const endpoint of told) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(endpoint, parts) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Rampway',
      version,
      summary: 'Opens hosted fiat-to-crypto ramp widget sessions in front of Meld.',
      description: about,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: basePath === '' ? '/' : basePath, description: 'the gateway that serves this document' }],
    tags: Object.entries(tags)
      .filter(([name]) => told.some(({ tag }) => tag === name))
      .map(([name, description]) => ({ name, description })),
    paths,
    components: { securitySchemes, ...parts.all() },
  }
}

const about = `An app calls the API with its user’s own token; no back end of yours is needed.

Links in answers (\`_links\`) are references relative to the root: resolve them against the address that the answer came
from. Refusals are problem details with an \`error_code\` from a closed set; a code ends in \`-R\` exactly when the same
request may succeed on a retry, and \`type\` leads to a page about it. Besides what stands with an operation, any path
answers 405 \`GEN-405-001\` with \`Allow\` to a method that it does not have.

What has the tag Partner is for a partner’s own server, which proves itself with a tenant key. What has the tag Operator is for those who run a gateway, on a port of its own that no app reaches.

Ignore members that you do not know: new ones may come at any time.`

const securitySchemes = {
  userToken: {
    type: 'apiKey',
    in: 'header',
    name: 'x-juno-jwt',
    description: 'The end user’s access token of an identity provider that the tenant trusts.',
  },
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The same token; read only where `x-juno-jwt` is absent.',
  },
  streamTicket: {
    type: 'apiKey',
    in: 'query',
    name: 'ticket',
    description: 'Of `createStreamTicket`: opens one stream of one session, once.',
  },
  tenantKey: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'rwk_…',
    description: 'A key of the whole tenant, for servers alone; `rampway tenant key create` makes it.',
  },
  operatorToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'rwo_…',
    description: 'An operator’s token, which `rampway operator create` makes; on the operator’s port alone.',
  },
  tenant: {
    type: 'apiKey',
    in: 'header',
    name: 'x-juno-orgid',
    description: '`<org-id>:<env-id>`. May be left out where the gateway has a default tenant.',
  },
}
