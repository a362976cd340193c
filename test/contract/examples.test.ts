import { expect } from 'vitest'
import { endpoints } from '../../src/contract/endpoints.ts'
import { test } from '../support/fixtures/gateway.ts'
import type { JsonAnswer, TestGateway } from '../support/gateway.ts'

/** Their transaction would have to come from Meld; `test/http/transactions.test.ts` compares every member. */
const needsTransaction = ['getTransaction']

for (const stated of endpoints) {
  const { name, example, access } = stated
  if (access !== 'user' || example === undefined || needsTransaction.includes(name)) continue

  test(`${name}: its example is answered with its status and its very members`, async ({ gateway }) => {
    // A list of one to a page leads on only where there are more.
    await gateway.openSession()
    const opened = await gateway.openSession()
    const answer = await sendExample(gateway, stated, opened)
    expect(answer.status, answer.text).toBe(example.status)
    expect(shapeOf(answer.body)).toEqual(shapeOf(example.reply))
  })
}

async function sendExample(
  gateway: TestGateway,
  { method, path, example }: (typeof endpoints)[number],
  opened: JsonAnswer,
): Promise<JsonAnswer> {
  const params: Record<string, string> = {
    ...example?.params,
    ...(path.includes(':id') && { id: opened.body.session.id }),
  }
  const target = path.replaceAll(/:(\w+)/g, (_all, name: string) => params[name] ?? '')
  const query = new URLSearchParams({ ...example?.query }).toString()
  return gateway.send(query === '' ? target : `${target}?${query}`, {
    method,
    headers: {
      'content-type': 'application/json',
      'x-juno-orgid': gateway.demo.id,
      'x-juno-jwt': await gateway.mintToken(),
    },
    ...(example?.body !== undefined && { body: JSON.stringify(example.body) }),
  })
}

/** The names of all members, at any depth; of what a list holds there may be more or less. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return 'list'
  if (typeof value !== 'object' || value === null) return 'value'
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shapeOf(member)]))
}
