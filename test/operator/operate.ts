import type { JsonAnswer, OperatorCall, TestGateway } from '../support/gateway.ts'

const tokens = new WeakMap<TestGateway, Map<string, Promise<string>>>()

/** A call of the operator API, always with the same token of these scopes: one that is new each time is slowed down. */
export async function operate(gateway: TestGateway, path: string, call: OperatorCall = {}): Promise<JsonAnswer> {
  const known = tokens.get(gateway) ?? new Map<string, Promise<string>>()
  tokens.set(gateway, known)
  const name = call.scopes?.join() ?? ''
  const token = known.get(name) ?? gateway.operatorToken(call.scopes)
  known.set(name, token)
  return gateway.operate(path, { ...call, token: await token })
}
