import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { test } from '../support/fixtures/gateway.ts'
import type { JsonAnswer, TestGateway } from '../support/gateway.ts'
import { expectProblem } from './problem.ts'

const me = '/v0/partner/me'
/** Wrong keys of one network in a minute. */
const limit = 20

function show(gateway: TestGateway, key: string): Promise<JsonAnswer> {
  return gateway.send(me, { headers: { authorization: `Bearer ${key}` } })
}

function guess(): string {
  return `rwk_${randomBytes(32).toString('hex')}`
}

function many<T>(count: number, call: () => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, call))
}

test('wrong keys are slowed down, and never lock out one that is right, be it shown for the first time', async ({
  startGateway,
}) => {
  const gateway = await startGateway()
  const guesses = await many(60, () => show(gateway, guess()))
  expect(guesses.map(({ status }) => status).toSorted()).toEqual([
    ...Array.from({ length: limit }, () => 401),
    ...Array.from({ length: 40 }, () => 429),
  ])
  expectProblem(await show(gateway, guess()), 429, 'OPR-429-001-R')
  const keys = await many(10, () => gateway.tenantKey())
  const answers = await Promise.all([
    ...keys.map((key) => show(gateway, key)),
    ...Array.from({ length: 200 }, () => show(gateway, guess())),
  ])
  expect(answers.slice(0, 10).map(({ status }) => status)).toEqual(keys.map(() => 200))
  expect(new Set(answers.slice(10).map(({ status }) => status))).toEqual(new Set([429]))
})

test('who calls with a key of no form costs nothing and counts for nothing', async ({ startGateway }) => {
  const gateway = await startGateway()
  const answers = await many(limit * 2, () => show(gateway, 'rwk_short'))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]))
  expectProblem(await show(gateway, guess()), 401, 'PTR-401-001')
})

test('what guesses say does not slow down users', async ({ startGateway }) => {
  const gateway = await startGateway()
  await many(limit + 5, () => show(gateway, guess()))
  expect((await gateway.get('/v0/ramp/sessions')).status).toBe(200)
})
