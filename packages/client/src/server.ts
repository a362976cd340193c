// biome-ignore lint/performance/noBarrelFile: one of the package's entries
export { type ClientErrorCode, RampwayError } from './error.ts'
export type * from './event-types.ts'
export type { Listening, ListenOptions, StreamedEvent } from './listening.ts'
export type { Listing } from './listing.ts'
export type * from './partner-types.ts'
export type { Fetch, Signal } from './platform.ts'
export type { FieldFault, Problem } from './problem.ts'
export { createServerClient, type ServerClient, type ServerClientOptions } from './server-client.ts'
export type { CallOptions } from './transport.ts'
export {
  type VerifyOptions,
  verifyWebhook,
  type WebhookFault,
  type WebhookHeaders,
  WebhookVerificationError,
} from './webhook-verification.ts'
