import { describe, expect, test } from 'vitest'
// biome-ignore lint/correctness/useImportExtensions: the file beside it has its types alone
import { breakingChanges } from '../../scripts/breaking-changes.mjs'
import { contractDocument } from '../../src/contract/document.ts'
import { endpoints } from '../../src/contract/endpoints.ts'

/** A small document: one operation with all kinds of input and output. */
function documentOf() {
  return {
    paths: {
      '/things/{id}': {
        post: {
          operationId: 'makeThing',
          'x-access': 'user',
          parameters: [
            { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
            { name: 'count', in: 'query', required: false, schema: { type: 'integer', minimum: 1, maximum: 100 } },
            { name: 'side', in: 'query', required: false, schema: { enum: ['buy', 'sell'], type: 'string' } },
          ],
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['amount'],
                  properties: {
                    amount: { anyOf: [{ type: 'string', pattern: '^\\d+$' }, { type: 'number' }] },
                    chain: { $ref: '#/components/schemas/Chain' },
                    note: { anyOf: [{ type: 'string', maxLength: 10 }, { type: 'null' }] },
                  },
                },
              },
            },
          },
          responses: {
            '201': {
              description: 'New.',
              headers: { Location: { required: true, schema: { type: 'string' } } },
              content: {
                'application/json': {
                  schema: {
                    type: 'object',
                    required: ['id', 'state', 'parts'],
                    properties: {
                      id: { type: 'string' },
                      state: { enum: ['open', 'done'], type: 'string' },
                      fee: { anyOf: [{ type: 'string' }, { type: 'null' }] },
                      parts: {
                        type: 'array',
                        items: { type: 'object', required: ['size'], properties: { size: { type: 'integer' } } },
                      },
                    },
                  },
                },
              },
            },
            '404': { $ref: '#/components/responses/Missing' },
          },
        },
      },
    },
    components: {
      schemas: {
        Chain: { enum: [1, 10], type: 'integer' },
        Problem: { type: 'object', required: ['title'], properties: { title: { type: 'string' } } },
      },
      responses: {
        Missing: {
          description: 'Missing.',
          content: {
            'application/json': {
              schema: {
                allOf: [
                  { $ref: '#/components/schemas/Problem' },
                  { type: 'object', required: ['code'], properties: { code: { const: 'A' } } },
                ],
              },
            },
          },
        },
      },
    },
  }
}

type Path = readonly (string | number)[]
const operation = ['paths', '/things/{id}', 'post'] as const
const body = [...operation, 'requestBody', 'content', 'application/json', 'schema'] as const
const answer = [...operation, 'responses', '201', 'content', 'application/json', 'schema'] as const

/** A document that differs from the small one in these places; undefined takes away what stands there. */
function changed(...changes: readonly (readonly [Path, unknown])[]) {
  const document = documentOf()
  for (const [path, value] of changes) {
    const parent = path.slice(0, -1).reduce<object>((found, name) => Object(Reflect.get(found, name)), document)
    const last = path.at(-1) ?? ''
    if (value === undefined) Reflect.deleteProperty(parent, last)
    else Reflect.set(parent, last, value)
  }
  return document
}

const place = 'POST /things/{id}: '

describe('what breaks callers is named', () => {
  test.each<[string, ...(readonly [Path, unknown])[]]>([
    ['removed', [['paths', '/things/{id}'], undefined]],
    ['operationId is openThing, and was makeThing', [[...operation, 'operationId'], 'openThing']],
    ['x-access is local, and was user', [[...operation, 'x-access'], 'local']],
    ['query parameter count is not taken any more', [[...operation, 'parameters', 1, 'name'], 'size']],
    ['query parameter count is required now', [[...operation, 'parameters', 1, 'required'], true]],
    ['query parameter count is no integer any more', [[...operation, 'parameters', 1, 'schema'], { type: 'string' }]],
    ['query parameter count has maximum 50, and had 100', [[...operation, 'parameters', 1, 'schema', 'maximum'], 50]],
    ['query parameter count has minimum 5, and had 1', [[...operation, 'parameters', 1, 'schema', 'minimum'], 5]],
    ['query parameter side does not take sell any more', [[...operation, 'parameters', 2, 'schema', 'enum'], ['buy']]],
    [
      'path parameter id does not take any value any more',
      [
        [...operation, 'parameters', 0, 'schema', 'enum'],
        ['a', 'b'],
      ],
    ],
    [
      'header parameter X-Now is new and required',
      [[...operation, 'parameters', 3], { name: 'X-Now', in: 'header', required: true, schema: { type: 'string' } }],
    ],
    [
      'body.chain is required now',
      [
        [...body, 'required'],
        ['amount', 'chain'],
      ],
    ],
    [
      'body.wallet is new and required',
      [[...body, 'properties', 'wallet'], { type: 'string' }],
      [
        [...body, 'required'],
        ['amount', 'wallet'],
      ],
    ],
    ['body.note is not taken any more', [[...body, 'properties', 'note'], undefined]],
    ['body.amount is no number any more', [[...body, 'properties', 'amount'], { type: 'string' }]],
    ['body.note is no null any more', [[...body, 'properties', 'note'], { type: 'string', maxLength: 10 }]],
    ['body.note has maxLength 5, and had 10', [[...body, 'properties', 'note', 'anyOf', 0, 'maxLength'], 5]],
    ['body.chain does not take 10 any more', [['components', 'schemas', 'Chain', 'enum'], [1]]],
    [
      'the body is not taken as application/json any more',
      [[...operation, 'requestBody', 'content'], { 'text/plain': {} }],
    ],
    ['status 404 is gone', [[...operation, 'responses', '404'], undefined]],
    ['202 is a new success', [[...operation, 'responses', '202'], { description: 'Later.' }]],
    ['201 may come without Location', [[...operation, 'responses', '201', 'headers'], undefined]],
    [
      '201 is not answered as application/json any more',
      [[...operation, 'responses', '201', 'content'], { 'text/html': {} }],
    ],
    ['201.fee is gone', [[...answer, 'properties', 'fee'], undefined]],
    [
      '201.state may be left out',
      [
        [...answer, 'required'],
        ['id', 'parts'],
      ],
    ],
    ['201.id may be integer, and was string', [[...answer, 'properties', 'id'], { type: 'integer' }]],
    ['201.id may be null, and was string', [[...answer, 'properties', 'id'], { type: ['string', 'null'] }]],
    [
      '201.parts[].size may be number, and was integer',
      [[...answer, 'properties', 'parts', 'items', 'properties', 'size'], { type: 'number' }],
    ],
    ['201.parts[].size is gone', [[...answer, 'properties', 'parts', 'items'], { type: 'object', properties: {} }]],
    ['404.title is gone', [['components', 'schemas', 'Problem', 'properties'], {}]],
  ])('%s', (change, ...changes) => {
    expect(breakingChanges(documentOf(), changed(...changes))).toEqual([place + change])
  })
})

describe('what breaks nobody is let pass', () => {
  test.each<[string, ...(readonly [Path, unknown])[]]>([
    ['nothing'],
    ['a new endpoint', [['paths', '/more'], { get: { operationId: 'more', responses: {} } }]],
    ['other words', [[...operation, 'description'], 'Makes it.']],
    [
      'a new optional parameter',
      [[...operation, 'parameters', 3], { name: 'more', in: 'query', required: false, schema: { type: 'string' } }],
    ],
    ['a parameter that need not be sent any more', [[...operation, 'requestBody', 'required'], false]],
    [
      'a further value that is taken',
      [
        ['components', 'schemas', 'Chain', 'enum'],
        [1, 10, 137],
      ],
    ],
    ['any value that is taken', [['components', 'schemas', 'Chain'], { type: 'integer' }]],
    ['a wider bound', [[...operation, 'parameters', 1, 'schema', 'maximum'], 200]],
    ['a number where an integer was wanted', [[...operation, 'parameters', 1, 'schema'], { type: 'number' }]],
    ['a new optional field', [[...body, 'properties', 'more'], { type: 'string' }]],
    [
      'another kind of body that needs more',
      [
        [...body, 'anyOf'],
        [{ type: 'object' }, { type: 'object', required: ['more'], properties: { more: {} } }],
      ],
    ],
    [
      'a field that may be null',
      [[...body, 'properties', 'chain'], { anyOf: [{ type: 'integer' }, { type: 'null' }] }],
    ],
    ['a new member of an answer', [[...answer, 'properties', 'more'], { type: 'string' }]],
    [
      'a member that is always there now',
      [
        [...answer, 'required'],
        ['id', 'state', 'fee', 'parts'],
      ],
    ],
    ['a member that is never null now', [[...answer, 'properties', 'fee'], { type: 'string' }]],
    [
      'a further value in an answer',
      [
        [...answer, 'properties', 'state', 'enum'],
        ['open', 'done', 'late'],
      ],
    ],
    ['a further refusal', [[...operation, 'responses', '409'], { description: 'Busy.' }]],
  ])('%s', (_change, ...changes) => {
    expect(breakingChanges(documentOf(), changed(...changes))).toEqual([])
  })
})

test('the whole contract is compared with itself without a finding, and a member that is taken away is found', () => {
  const document = contractDocument(endpoints, { version: '1.0.0', basePath: '' })
  expect(breakingChanges(document, document)).toEqual([])
  const without = JSON.parse(JSON.stringify(document))
  delete without.components.schemas.Quote.properties.total_fee
  expect(breakingChanges(document, without)).toEqual(['GET /v0/ramp/quotes: 200.quotes[].total_fee is gone'])
})
