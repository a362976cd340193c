import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { test } from '../support/fixtures/relayed-gateway.ts'
import { type JsonAnswer, postJson, type TestGateway } from '../support/gateway.ts'
import { until } from '../support/until.ts'
import { expectProblem } from './problem.ts'

const me = '/operator/v0/me'
/** Wrong credentials of one network in a minute. */
const limit = 20
/** Holds each look-up for so long that those who come at once are there together, in milliseconds. */
const delayMs = 20

function show(gateway: TestGateway, token: string): Promise<JsonAnswer> {
  return gateway.sendOperator(me, { headers: { authorization: `Bearer ${token}` } })
}

function signIn(gateway: TestGateway, token: string): Promise<JsonAnswer> {
  return gateway.sendOperator('/operator/v0/sign-in', postJson({ token }))
}

function guess(): string {
  return `rwo_${randomBytes(32).toString('hex')}`
}

/** So many at once. */
function many<T>(count: number, call: () => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, call))
}

/** How many answers have each status. */
function tally(answers: readonly JsonAnswer[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

test.beforeEach(({ relay }) => relay.delay(0))

test('new tokens may be used in parallel at once, and cost nothing of what guesses may', async ({
  startGateway,
  relay,
}) => {
  const gateway = await startGateway({ database: relay.target })
  const [first, second] = [await gateway.operatorToken(), await gateway.operatorToken(['read'])]
  relay.delay(delayMs)
  expect(tally(await many(60, () => show(gateway, first)))).toEqual({ 200: 60 })
  expect(tally(await many(60, () => show(gateway, second)))).toEqual({ 200: 60 })
  relay.delay(0)
  const others = await Promise.all(Array.from({ length: 30 }, () => gateway.operatorToken(['audit'])))
  const newest = await gateway.operatorToken(['act'])
  relay.delay(delayMs)
  expect(tally(await Promise.all(others.map((token) => show(gateway, token))))).toEqual({ 200: 30 })
  // Each writes to the audit log, one after another.
  relay.delay(0)
  expect(tally(await many(60, () => signIn(gateway, newest)))).toEqual({ 200: 60 })
  expect(tally(await many(60, () => show(gateway, guess())))).toEqual({ 401: limit, 429: 60 - limit })
})

test('of guesses in parallel no more are looked up than one by one, and refusals lengthen nothing', async ({
  startGateway,
  relay,
}) => {
  const gateway = await startGateway({ database: relay.target })
  const good = await gateway.operatorToken()
  relay.delay(delayMs)
  expect(tally(await many(60, () => show(gateway, good)))).toEqual({ 200: 60 })
  const same = guess()
  const answers = await Promise.all([
    many(40, () => show(gateway, guess())),
    many(40, () => show(gateway, same)),
    many(40, () => signIn(gateway, guess())),
    many(40, () => show(gateway, good)),
  ])
  expect(tally(answers.flat())).toEqual({ 200: 40, 401: limit, 429: 120 - limit })
  const waits = answers
    .flat()
    .filter(({ status }) => status === 429)
    .map(({ headers }) => Number(headers.get('retry-after')))
  for (const seconds of waits) expect(seconds).toSatisfy((wait) => wait >= 1 && wait <= 60)
  const later = await show(gateway, guess())
  expectProblem(later, 429, 'OPR-429-001-R')
  expect(Number(later.headers.get('retry-after'))).toBeLessThanOrEqual(Math.max(...waits))
})

test('all together have a limit too, in parallel as well', async ({ startGateway, relay }) => {
  const gateway = await startGateway({
    database: relay.target,
    paceLimits: { ofNetwork: 4, ofAll: 6 },
    trustedProxies: ['127.0.0.1'],
  })
  const from = (token: string, address: string) =>
    gateway.sendOperator(me, { headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': address } })
  const good = await gateway.operatorToken()
  relay.delay(delayMs)
  const addresses = Array.from({ length: 10 }, (_, n) => `203.0.113.${n}`)
  const fromAll = (token: () => string) =>
    Promise.all(addresses.flatMap((address) => [from(token(), address), from(token(), address)]))
  expect(tally(await fromAll(() => good))).toEqual({ 200: 20 })
  expect(tally(await fromAll(guess))).toEqual({ 401: 6, 429: 14 })
  expect(tally(await fromAll(() => good))).toEqual({ 200: 20 })
})

test('attempts while the database is away leave the right token usable', async ({ startGateway, relay }) => {
  const gateway = await startGateway({ database: relay.target })
  const token = await gateway.operatorToken()
  await relay.welcome('refuse')
  for (const connection of relay.connections()) connection.reset()
  // More at once than are looked up at once, and then one by one.
  const answers = await many(50, () => show(gateway, token))
  for (let n = 0; n < 25; n += 1) answers.push(await show(gateway, token))
  expect(tally(answers)).toEqual({ 503: 75 })
  await relay.welcome('pass')
  await until(async () => expect((await show(gateway, token)).status).toBe(200))
})
