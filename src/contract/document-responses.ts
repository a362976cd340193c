import Type from 'typebox'
import { type ErrorName, errorCatalogue } from '../domain/errors.ts'
import type { Components } from './document-components.ts'
import { headerName, sentence, typeName } from './document-words.ts'
import { type Endpoint, errorsOf, isEmpty, isText, type OnwardCall, type Reply, type ReplyHeaders } from './endpoint.ts'
import { problemComponent } from './problem.ts'
import { problemExample } from './problem-examples.ts'
import { headersOfProblem, headersOfReply } from './reply-headers.ts'

const json = 'application/json'

/** What a status means where an endpoint's own reply has it. */
const statusWords: Readonly<Record<number, string>> = {
  200: 'Done.',
  201: 'New.',
  208: 'The key has a session already: the same body as when it was opened, with the status of now.',
  302: 'Leads on.',
  304: 'Unchanged: the caller has this answer already.',
  404: 'A page that says that there is no such thing.',
  410: 'A page that says that it is over.',
  500: 'A page that says that the gateway failed.',
  503: 'A page that says that it will be there a moment later.',
}

/** The responses of an operation: every status singly, since many generators cannot read a range of them. */
export function responsesOf(endpoint: Endpoint, parts: Components): object {
  const refusals = [...errorsOf(endpoint)].map((name) => ({ name, status: errorCatalogue[name].status }))
  const statuses = new Set([...Object.keys(endpoint.replies).map(Number), ...refusals.map(({ status }) => status)])
  const byStatus = [...statuses].map((status) => {
    const names = refusals.flatMap((refusal) => (refusal.status === status ? [refusal.name] : []))
    return [status, responseOf(endpoint, status, names, parts)]
  })
  return Object.fromEntries(byStatus)
}

function responseOf(endpoint: Endpoint, status: number, refusals: readonly ErrorName[], parts: Components): object {
  const reply = endpoint.replies[status]
  const titles = refusals.map((name) => `${errorCatalogue[name].title}.`)
  const content = {
    ...(reply !== undefined && contentOf(endpoint, reply, parts)),
    ...(refusals.length > 0 && { [json]: problemContent(refusals, parts) }),
  }
  const response = {
    description: [...(reply === undefined ? [] : [statusWords[status] ?? '']), ...titles].join(' '),
    headers: headersOf(endpoint, status, refusals, parts),
    ...(Object.keys(content).length > 0 && { content }),
    ...(status < 300 && endpoint.leadsTo !== undefined && { links: linksOf(endpoint.leadsTo) }),
  }
  const [only, ...others] = refusals
  if (reply !== undefined || only === undefined || others.length > 0) return response
  return parts.share('responses', typeName(only), response)
}

function contentOf({ example, replies }: Endpoint, reply: Reply, parts: Components): object {
  if (isEmpty(reply)) return {}
  if (isText(reply)) {
    const schema = parts.refer(reply.schema ?? Type.String())
    return { [reply.contentType.split(';', 1).join('')]: { schema } }
  }
  const isShown = example?.reply !== undefined && replies[example.status] === reply
  return { [json]: { schema: parts.refer(reply), ...(isShown && { example: example.reply }) } }
}

function problemContent(refusals: readonly ErrorName[], parts: Components): object {
  const [only, ...others] = [...new Set(refusals.map(problemComponent))].map(parts.refer)
  const examples = refusals.map((name) => {
    const { code, title, remedy } = errorCatalogue[name]
    return [code, parts.share('examples', code, { summary: title, description: remedy, value: problemExample(name) })]
  })
  return {
    schema: others.length === 0 ? only : { anyOf: [only, ...others] },
    examples: Object.fromEntries(examples),
  }
}

/** What any of the replies of a status has; it is required where all of them have it. */
function headersOf(endpoint: Endpoint, status: number, refusals: readonly ErrorName[], parts: Components): object {
  const own = endpoint.replies[status] === undefined ? [] : [headersOfReply(endpoint, status)]
  const kinds = [...own, ...refusals.map(headersOfProblem)]
  const all: ReplyHeaders = Object.assign({}, ...kinds)
  const headers = Object.entries(all).map(([name, { about, schema }]) => {
    const required = kinds.every((kind) => kind[name] !== undefined && kind[name].isOptional !== true)
    const header = { description: sentence(about), required, schema: parts.refer(schema) }
    return [headerName(name), parts.share('headers', headerName(name), header)]
  })
  return Object.fromEntries(headers)
}

function linksOf(calls: readonly OnwardCall[]): object {
  const inBody = (pointer: string) => `$response.body#${pointer}`
  const links = calls.map(({ name, about, params, body }) => {
    const parameters = Object.entries(params ?? {}).map(([param, pointer]) => [param, inBody(pointer)])
    const link = {
      operationId: name,
      description: sentence(about),
      ...(parameters.length > 0 && { parameters: Object.fromEntries(parameters) }),
      ...(body !== undefined && { requestBody: inBody(body) }),
    }
    return [name, link]
  })
  return Object.fromEntries(links)
}
