import type { Trade } from '../domain/asset.ts'
import { GatewayError } from '../domain/errors.ts'

/** Throws `invalid_fields` for a buy with a flow that only sells have. */
export function refuseFlowOfBuy({ direction }: Trade, redirectFlow: boolean): void {
  if (direction === 'sell' || !redirectFlow) return
  const fault = { pointer: '/redirect_flow', detail: 'Only sells have such a flow; leave it out of a buy.' }
  throw new GatewayError('invalid_fields', {
    detail: `${fault.pointer} ${fault.detail}`,
    members: { errors: [fault] },
  })
}
