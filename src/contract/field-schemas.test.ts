import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { endpoints } from './endpoints.ts'
import type { Field } from './field.ts'

const ajv = new Ajv2020({ strict: false })
const choices = { defaultCountry: 'US', returnLinks: ['walletapp://back'], returnOrigins: [] } as const

/** What a schema of a field can hold. */
interface Schema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
}

/** Values that a schema accepts, and some at its edges. */
function valuesOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(valuesOf))
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  switch (schema.type) {
    case 'boolean':
      return fc.boolean()
    case 'integer': {
      const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = schema
      return fc.oneof(fc.integer({ min: minimum, max: maximum }), fc.constantFrom(minimum - 1, maximum + 1))
    }
    case 'number':
      return fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer())
    default:
      return schema.pattern === undefined ? fc.string() : fc.stringMatching(new RegExp(schema.pattern, 'u'))
  }
}

const anything = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ maxLength: 200 }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(true, false, null, [], {}, '', ' ', '0', '-1', '1e3', 'US ', 'us'),
)

/** A value, or one that a slip of the finger made of it. */
function nearly(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const slip = fc.constantFrom<(text: string) => string>(
    (text) => text.toLowerCase(),
    (text) => ` ${text}`,
    (text) => text.slice(1),
    (text) => `${text}0`,
  )
  return fc.tuple(values, slip).map(([value, change]) => (typeof value === 'string' ? change(value) : value))
}

/** What a text in a query stands for, by the type that the schema names. */
function meantBy(text: string, { type, enum: words }: Schema): unknown {
  const isNumber = type === 'integer' || words?.every((word) => typeof word === 'number') === true
  if (isNumber && /^\d+$/.test(text)) return Number(text)
  if (type === 'boolean' && /^(true|false|1|0)$/i.test(text)) return /^(true|1)$/i.test(text)
  return text
}

/** Compares what reads a field with what is said of it, over many values. */
function compare(
  field: Field<unknown>,
  toSent: (value: unknown) => unknown,
  toMeant: (sent: unknown) => unknown,
): void {
  const schema = field.schema as Schema
  const accepts = ajv.compile(field.isNullable ? { anyOf: [field.schema, { type: 'null' }] } : field.schema)
  const sent = fc.oneof(valuesOf(schema), nearly(valuesOf(schema)), anything).map(toSent)
  fc.assert(
    fc.property(sent, (value) => {
      const read = field.read(value, choices)
      const isAccepted = accepts(toMeant(value))
      if ('value' in read) expect(isAccepted, `read: ${JSON.stringify(read)}, but the schema refuses it`).toBe(true)
      else if (field.rule === undefined) expect(isAccepted, `${read.fault} But the schema accepts it`).toBe(false)
    }),
    { numRuns: 1_000 },
  )
}

describe('a field reads what its schema accepts, and nothing else', () => {
  for (const { method, path, body = {}, query = {}, headers = {} } of endpoints) {
    for (const [name, field] of Object.entries(body)) {
      test(`${method} ${path}: ${name}`, () =>
        compare(
          field,
          (value) => value,
          (value) => value,
        ))
    }
    for (const [name, field] of Object.entries(query)) {
      test(`${method} ${path}?${name}`, () =>
        compare(
          field,
          (value) => (typeof value === 'string' ? value : JSON.stringify(value)),
          (text) => meantBy(String(text), field.schema as Schema),
        ))
    }
    for (const [name, field] of Object.entries(headers)) {
      test(`${method} ${path}, header ${name}`, () =>
        compare(
          field,
          (value) => [String(value).trim()],
          (lines) => String(lines),
        ))
    }
  }
})
