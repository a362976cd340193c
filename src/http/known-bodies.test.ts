import fastify from 'fastify'
import { expect, test } from 'vitest'
import { sessionFields } from '../contract/session-body.ts'
import { acceptJsonBodies } from './body.ts'
import { keepBody } from './known-bodies.ts'

const choices = { defaultCountry: 'US', returnLinks: [], returnOrigins: [] } as const

/** Whether the body is known when it comes a second time. */
async function isKept(body: object): Promise<boolean> {
  const app = fastify()
  acceptJsonBodies(app)
  app.post('/', (request, reply) => {
    const isKnown = request.knownBody !== null
    keepBody(request, { fields: sessionFields, choices, values: {} })
    reply.send({ isKnown })
  })
  const send = () => app.inject({ method: 'POST', url: '/', payload: body })
  expect((await send()).json()).toEqual({ isKnown: false })
  const { isKnown } = (await send()).json<{ isKnown: boolean }>()
  await app.close()
  return isKnown
}

test('a body of nothing but its fields is kept', async () => {
  expect(await isKept({ source_amount: '100', idempotency_key: 'kept' })).toBe(true)
})

test('what stands beside the fields takes no memory: such a body is read each time', async () => {
  const beside = Array.from({ length: 1_000 }, () => ({}))
  expect(await isKept({ source_amount: '100', idempotency_key: 'not kept', beside })).toBe(false)
})
