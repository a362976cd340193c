import fastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { sessionFields } from '../../src/contract/session-body.ts'
import { acceptJsonBodies } from '../../src/http/body.ts'
import { keepBody } from '../../src/http/known-bodies.ts'
import { requestOf } from '../store/store-calls.ts'

const choices = { defaultCountry: 'US', returnLinks: [], returnOrigins: [] } as const

/** An app that keeps whatever it is sent, and says whether it was known; undefined for what is no JSON. */
function startKeeping() {
  const app = fastify()
  onTestFinished(() => app.close())
  acceptJsonBodies(app)
  app.post('/', (request, reply) => {
    const isKnown = request.knownBody !== null
    keepBody(request, { fields: sessionFields, choices, values: {}, asked: requestOf() })
    reply.send({ isKnown })
  })
  return async (body: string | Buffer): Promise<boolean | undefined> => {
    const headers = { 'content-type': 'application/json' }
    const answer = await app.inject({ method: 'POST', url: '/', headers, payload: body })
    return answer.json<{ isKnown?: boolean }>().isKnown
  }
}

/** Whether the body is known when it comes a second time. */
async function isKept(body: object): Promise<boolean | undefined> {
  const send = startKeeping()
  expect(await send(JSON.stringify(body))).toBe(false)
  return send(JSON.stringify(body))
}

test('a body of nothing but its fields is kept', async () => {
  expect(await isKept({ source_amount: '100', idempotency_key: 'kept' })).toBe(true)
})

test('what stands beside the fields takes no memory: such a body is read each time', async () => {
  const beside = Array.from({ length: 1_000 }, () => ({}))
  expect(await isKept({ source_amount: '100', idempotency_key: 'not kept', beside })).toBe(false)
})

test('one that differs from it in a single bit, or only in bytes that are no text, is another body', async () => {
  const send = startKeeping()
  const body = Buffer.from(JSON.stringify({ source_amount: '100', idempotency_key: 'é\ufffd' }))
  const others = [...body.keys()].flatMap((at) =>
    Array.from({ length: 8 }, (_, bit) => {
      const other = Buffer.from(body)
      other[at] = (body[at] ?? 0) ^ (1 << bit)
      return other
    }),
  )
  others.push(Buffer.from(body.toString('latin1').replace('\xef\xbf\xbd', '\xff'), 'latin1'))
  for (const other of others) {
    await send(body)
    expect(await send(body)).toBe(true)
    expect(await send(other), other.toString('latin1')).not.toBe(true)
  }
})

test('an app knows the bodies that it was sent, and none of another', async () => {
  const [send, sendElsewhere] = [startKeeping(), startKeeping()]
  const body = JSON.stringify({ source_amount: '100', idempotency_key: 'of one app' })
  await send(body)
  expect(await send(body)).toBe(true)
  expect(await sendElsewhere(body)).toBe(false)
})
