import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { contractDocument, isDocumented } from '../../src/contract/document.ts'
import { type Endpoint, errorsOf } from '../../src/contract/endpoint.ts'
import { endpoints } from '../../src/contract/endpoints.ts'
import { problemSchema } from '../../src/contract/problem.ts'
import { problemExample } from '../../src/contract/problem-examples.ts'
import { errorCatalogue } from '../../src/domain/errors.ts'
import { programVersion } from '../../src/observe/version.ts'

const document = contractDocument(endpoints, { version: programVersion, basePath: '' })
const published = `${JSON.stringify(document, null, 2)}\n`
const told = endpoints.filter(isDocumented)
const ajv = new Ajv2020({ strict: false })

/** An operation, with what it refers to in its place. */
// biome-ignore lint/suspicious/noExplicitAny: a document of many shapes
function operation({ path, method }: Endpoint): any {
  const resolve = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(resolve)
    if (typeof part !== 'object' || part === null) return part
    if (!('$ref' in part))
      return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, resolve(value)]))
    return resolve(at(document, String(part.$ref).slice(1)))
  }
  return resolve(document.paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()])
}

/** What an RFC 6901 pointer leads to. */
function at(value: unknown, pointer: string): unknown {
  const names = pointer.split('/').slice(1)
  return names.reduce<unknown>((found, name) => Reflect.get(Object(found), name), value)
}

test('openapi.json is what the endpoints declare (after a change: npm run openapi)', async () => {
  await expect(published).toMatchFileSnapshot('../../openapi.json')
})

test('the document is of what everybody can reach: nothing of rampway dev, nothing for neighbours alone', () => {
  const paths = Object.keys(document.paths)
  expect(paths).toEqual(expect.arrayContaining(['/v0/ramp/sessions', '/w/{token}', '/v0/webhooks/meld/events']))
  expect(paths.filter((path) => path.startsWith('/dev') || path === '/metrics')).toEqual([])
})

test('two schemas of one name cannot be told apart, so there is no document of them', () => {
  const [first] = told
  if (first === undefined) throw new Error('there are no endpoints')
  const twice = { ...first, path: '/twice', replies: { 200: { title: 'Link', type: 'string' } } }
  expect(() => contractDocument([...endpoints, twice], { version: '1', basePath: '' })).toThrow('called Link')
})

describe.for(told.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))(
  '%s',
  ([, endpoint]) => {
    const stated = operation(endpoint)

    test('says what it is, and who may call it', () => {
      const { name, access, scope = endpoint.partnerScope } = endpoint
      expect(stated).toMatchObject({ operationId: name, 'x-access': access, ...(scope && { 'x-scope': scope }) })
      expect(stated.summary + stated.description).not.toBe('')
      expect(stated.tags).toEqual([endpoint.tag])
      const tickets = endpoint.takesTicket === true ? 1 : 0
      expect(stated.security).toHaveLength(({ user: 2, partner: 1, operator: 1 }[String(access)] ?? 0) + tickets)
      expect(stated.servers !== undefined).toBe(access === 'operator' || access === 'operator_port')
    })

    test('has every status singly, and every refusal as an example with its remedy', () => {
      for (const status of Object.keys(stated.responses)) expect(status).toMatch(/^\d{3}$/)
      for (const name of errorsOf(endpoint)) {
        const { status, code, title, remedy } = errorCatalogue[name]
        const example = stated.responses[status].content['application/json'].examples[code]
        expect(example).toEqual({ summary: title, description: remedy, value: problemExample(name) })
        const fits = ajv.compile(problemSchema(name))
        expect(fits(example.value), `${name}: ${ajv.errorsText(fits.errors)}`).toBe(true)
      }
    })

    test('leads on to operations that there are, by values that its answer has', () => {
      const { leadsTo = [], example } = endpoint
      for (const { name, params = {}, body } of leadsTo) {
        const next = told.find((known) => known.name === name)
        expect(next, name).toBeDefined()
        expect(Object.keys(params)).toEqual(Object.keys(next?.params ?? {}))
        for (const pointer of Object.values(params)) expect(at(example?.reply, pointer), pointer).toBeTypeOf('string')
        if (body !== undefined) expect(at(example?.reply, body)).toBeTypeOf('object')
      }
    })
  },
)
