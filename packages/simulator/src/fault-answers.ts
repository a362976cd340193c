import { isoMicros } from './clock.ts'
import { MeldRefusal, type Refusal, refuse } from './errors.ts'
import type { Fault } from './faults.ts'
import type { Reply } from './world.ts'

/** The code and message Meld would send with a status when a `status` fault names none. */
const STATUS_TEXT: ReadonlyMap<number, readonly [code: string, message: string]> = new Map([
  [400, ['BAD_REQUEST', 'Bad request']],
  [401, ['UNAUTHORIZED', 'Access denied']],
  [403, ['FORBIDDEN', 'Access denied']],
  [404, ['NOT_FOUND', 'Resource not found']],
  [408, ['QUOTE_TIMEOUT', 'Service provider took too long to respond']],
  [409, ['CONFLICT', 'Conflict']],
  [422, ['TRANSACTION_FAILED_GETTING_CRYPTO_QUOTE_FROM_PROVIDER', 'Failed getting crypto quote from provider']],
  [429, ['TOO_MANY_REQUESTS', 'Too many requests']],
  [500, ['SERVICE_PROVIDER_ERROR', 'Service Provider Error']],
  [501, ['NOT_SUPPORTED', 'Operation not supported for service provider']],
])

/** The error a fault stands for; kinds without an error of their own become "failed getting quote". */
export function faultRefusal(fault: Fault, provider: string | undefined): MeldRefusal {
  const prefix = provider === undefined ? '' : `[${provider}] `
  switch (fault.kind) {
    case 'status':
      return statusRefusal(fault)
    case 'provider_error':
      return refuse(fault.status ?? 500, fault.code ?? 'SERVICE_PROVIDER_ERROR', `${prefix}Service Provider Error`)
    case 'provider_timeout':
      return refuse(408, 'QUOTE_TIMEOUT', `${prefix}Service provider took too long to respond`)
    case 'provider_429':
      return refuse(429, 'TOO_MANY_REQUESTS', `${prefix}Too many requests`)
    case 'amount_too_low':
      return limitFault(fault, 'INVALID_AMOUNT_TOO_LOW', `${prefix}Source amount is below the minimum allowed`)
    case 'amount_too_high':
      return limitFault(fault, 'INVALID_AMOUNT_TOO_HIGH', `${prefix}Source amount is above the maximum allowed`)
    default:
      return refuse(
        422,
        'TRANSACTION_FAILED_GETTING_CRYPTO_QUOTE_FROM_PROVIDER',
        `${prefix}Failed getting crypto quote from provider`,
      )
  }
}

function statusRefusal(fault: Fault): MeldRefusal {
  const status = fault.status ?? 500
  const [code, message] = STATUS_TEXT.get(status) ?? ['UNKNOWN', 'Unknown error']
  const refusal: Refusal = { status, code: fault.code ?? code, message: fault.message ?? message }
  return new MeldRefusal(fault.body === undefined ? refusal : { ...refusal, body: fault.body })
}

function limitFault(fault: Fault, code: string, usual: string): MeldRefusal {
  const message = fault.message ?? usual
  switch (fault.shape ?? 'code') {
    case 'code':
      return refuse(400, code, message)
    case 'error':
      return new MeldRefusal({ status: 400, code, message, body: { error: 'NO_VALID_QUOTES', message } })
    case 'message':
      return new MeldRefusal({ status: 400, code, message, body: { message } })
    case 'incompatible':
      return refuse(400, 'INCOMPATIBLE_REQUEST', fault.message ?? 'Amount is not within the payment method limits')
  }
}

/** The ready-made answers of the quote faults that need no pricing; undefined for every other kind. */
export function cannedReply(fault: Fault, atMs: number): Reply | undefined {
  const error = 'No Valid Quote Combinations Found For Provided Quote Request.'
  switch (fault.kind) {
    case 'quotes_null':
      return { status: 200, body: { quotes: null, message: null, error, timestamp: isoMicros(atMs) } }
    case 'quotes_empty':
      return { status: 200, body: { quotes: [] } }
    case 'no_valid_quotes':
      return { status: 400, body: { error: 'NO_VALID_QUOTES', message: fault.message ?? error } }
    default:
      return undefined
  }
}

/** Whether the kind is an error answered instead of the real one. */
export function isRefusalFault(fault: Fault): boolean {
  return ['status', 'provider_error', 'provider_timeout', 'provider_429', 'amount_too_low', 'amount_too_high'].includes(
    fault.kind,
  )
}
