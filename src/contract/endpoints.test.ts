import { Ajv2020 } from 'ajv/dist/2020.js'
import type { TSchema } from 'typebox'
import { describe, expect, test } from 'vitest'
import { readFields, readOnlyFields } from './body.ts'
import { type Endpoint, endpoint, errorsOf, isEmpty, isText, readsFields } from './endpoint.ts'
import { endpoints } from './endpoints.ts'
import { readQuery } from './query.ts'

const ajv = new Ajv2020({ strict: false })
const choices = { defaultCountry: 'US', returnLinks: ['walletapp://back'], returnOrigins: [] } as const

/** The schema of a JSON reply; undefined for any other. */
function jsonOf({ replies }: Endpoint, status: number): TSchema | undefined {
  const reply = replies[status]
  return reply === undefined || isText(reply) || isEmpty(reply) ? undefined : reply
}

test('names and paths are each taken once', () => {
  const names = endpoints.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  const routes = endpoints.map(({ method, path }) => `${method} ${path}`)
  expect(new Set(routes).size).toBe(routes.length)
})

test('an endpoint whose parameters are not those of its path cannot be stated', () => {
  const stated = {
    name: 'x',
    tag: 'Service',
    summary: 'x',
    description: 'x',
    method: 'GET',
    access: 'public',
    replies: {},
  } as const
  expect(() => endpoint({ ...stated, path: '/x/:id' })).toThrow('parameters')
  expect(() => endpoint({ ...stated, path: '/x', query: {} })).toThrow('reads fields')
  expect(() => endpoint({ ...stated, path: '/x', access: 'partner' })).toThrow('partnerScope')
  expect(() => endpoint({ ...stated, path: '/x', partnerScope: 'read' })).toThrow('partnerScope')
})

test('refusals that follow from access, fields and body are not stated again', () => {
  for (const { errors = [], ...rest } of endpoints) {
    const all = errorsOf(rest)
    for (const error of errors) expect(all.has(error), `${rest.name} states ${error}`).toBe(false)
    expect(all.has('unauthenticated'), rest.name).toBe(rest.access === 'user')
    expect(all.has('wrong_content_type'), rest.name).toBe(rest.body !== undefined || rest.rawBody?.as === 'json')
  }
})

describe('the example of each endpoint is complete and true to its schemas', () => {
  for (const stated of endpoints) {
    test(`${stated.method} ${stated.path}`, () => {
      const { example, access, params = {}, query = {}, body } = stated
      if (!readsFields(stated)) return
      if (example === undefined) throw new Error('has no example')
      expect(Object.keys(example.params ?? {})).toEqual(Object.keys(params))
      expect(readQuery(example.query ?? {}, query, choices)).toHaveProperty('values')
      const readBody = access === 'user' ? readFields : readOnlyFields
      if (body !== undefined) expect(readBody(example.body ?? {}, body, choices)).toHaveProperty('values')
      const reply = stated.replies[example.status]
      if (reply !== undefined && isText(reply) && reply.contentType === 'text/event-stream') return
      // A file, nothing, or everything that ever happened to a session.
      if (access !== 'user' && (example.reply === undefined || (reply !== undefined && isText(reply)))) return
      const schema = jsonOf(stated, example.status)
      if (schema === undefined) throw new Error(`${example.status} is no JSON reply`)
      const fits = ajv.compile(schema)
      expect(fits(example.reply), ajv.errorsText(fits.errors)).toBe(true)
    })
  }
})
