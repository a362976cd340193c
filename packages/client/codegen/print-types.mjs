// Prints types of the contract document: what is sent, and what comes with a success, of the operations that have one of the
// tags. Refusals are errors. Its arguments are the npm script that it is run by, and the tags.
import { readFileSync } from 'node:fs'
import openapiTS, { astToString } from 'openapi-typescript'

const contract = JSON.parse(readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8'))
const [script, ...tags] = process.argv.slice(2)

const operations = Object.values(contract.paths)
  .flatMap((item) => Object.values(item))
  .filter((operation) => operation.tags?.some((tag) => tags.includes(tag)))
const all = {
  ...contract.components.schemas,
  // The other form is for those who ask for it, which the client does not.
  Instant: { type: 'integer', description: 'milliseconds since 1970' },
  ...Object.fromEntries(operations.filter(hasQuery).map((operation) => [queryName(operation), querySchema(operation)])),
}
const used = new Set()
for (const operation of operations) {
  const successes = Object.entries(operation.responses).filter(([status]) => status.startsWith('20'))
  const reply = successes[0]?.[1].content?.['application/json']?.schema
  if (reply?.type === 'object') {
    all[replyName(operation)] = reply
    used.add(replyName(operation))
  }
  use({ query: all[queryName(operation)], body: operation.requestBody, successes })
  if (hasQuery(operation)) used.add(queryName(operation))
}
const schemas = Object.fromEntries(Object.entries(all).filter(([name]) => used.has(name)))
const { openapi, info } = contract
const document = { openapi, info, paths: {}, components: { schemas } }
const nodes = await openapiTS(document, { immutable: true, defaultNonNullable: false })
process.stdout.write(`// Made of openapi.json by \`npm run ${script}\`.\n\n${astToString(nodes)}`)

/** Marks every schema that a part of the document leads to. */
function use(part) {
  for (const [, name] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    if (used.has(name)) continue
    used.add(name)
    use(all[name])
  }
}

function hasQuery({ parameters = [] }) {
  return parameters.some((parameter) => parameter.in === 'query')
}

function queryName({ operationId }) {
  return `${operationId[0].toUpperCase()}${operationId.slice(1)}Query`
}

/** Of an answer that has no name of its own. */
function replyName({ operationId }) {
  return `${operationId[0].toUpperCase()}${operationId.slice(1)}Reply`
}

/** The parameters of a query as one object. */
function querySchema({ parameters = [] }) {
  const query = parameters.filter((parameter) => parameter.in === 'query')
  return {
    type: 'object',
    required: query.filter(({ required }) => required).map(({ name }) => name),
    properties: Object.fromEntries(
      query.map(({ name, description, schema }) => [name, { allOf: [schema], description }]),
    ),
  }
}
