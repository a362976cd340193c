import type { ErrorName } from '../domain/errors.ts'
import type { ErrorExplanation } from './error-explanation.ts'

/** Of refusals that anything can meet, whatever it calls. */
export const httpErrorExplanations = {
  malformed_body: {
    meaning: 'The body could not be read as JSON, so nothing was done.',
    causes: ['The body is empty, cut off, or not JSON.', 'The text is not valid UTF-8.'],
  },
  route_not_found: {
    meaning: 'Nothing is served at this path, or what it names does not exist for this user and tenant.',
    causes: [
      'The path lacks its /v0 prefix, has a typing error, or ends in a slash.',
      'The id belongs to another user or another tenant, which answers exactly as if it did not exist.',
    ],
  },
  method_not_allowed: {
    meaning: 'The path exists, but not for this HTTP method.',
    causes: ['A GET was sent where a POST is expected, or the other way round.'],
  },
  request_too_slow: {
    meaning: 'The request did not arrive whole in time, so nothing was done and the connection was closed.',
    causes: [
      'The network stalled in the middle of an upload.',
      'Content-Length announces more bytes than are sent, or a chunked body has no end.',
    ],
  },
  body_too_large: {
    meaning: 'The body is larger than any valid request, so it was not read to its end.',
    causes: ['A field holds far more text than it should, or the wrong file was sent.'],
  },
  wrong_content_type: {
    meaning: 'The body was not declared as JSON.',
    causes: ['Content-Type is missing, or says form data or plain text; some HTTP clients do so by default.'],
  },
  unknown_expectation: {
    meaning: 'The Expect header asks for something that this server cannot promise, so nothing was done.',
    causes: ['A client or proxy added an Expect header other than 100-continue.'],
  },
  headers_too_large: {
    meaning: 'The request line and headers together are larger than is read, so nothing was done.',
    causes: [
      'The access token is far longer than any identity provider makes them.',
      'Cookies of other sites on the same domain pile up, or a proxy adds many headers.',
    ],
  },
  invalid_fields: {
    meaning:
      'The JSON was read, but one or more fields break a rule. The answer lists every fault in errors: pointer names the field (RFC 6901), detail says what would pass.',
    causes: [
      'A required field is missing, or has the wrong type.',
      'wallet_address is not a valid EVM address, or its mixed-case checksum does not match.',
      'source_amount is a JSON number that cannot be carried exactly; send it as a string.',
      'country_code, chain_id or payment_method_type is none of the supported values.',
    ],
  },
  internal: {
    meaning: 'The gateway failed in a way it did not foresee. The cause is in its log under the same trace_id.',
    causes: ['A defect in the gateway, or its database failed in the middle of the request.'],
  },
  overloaded: {
    meaning: 'The gateway cannot take the request just now, and refused it before doing any of it.',
    causes: [
      'More calls are in flight than the gateway accepts.',
      'It is starting, stopping, or waits for its database.',
      'The tenant is left out because its configuration has a fault, which the operator has to mend.',
    ],
  },
} as const satisfies Partial<Record<ErrorName, ErrorExplanation>>
