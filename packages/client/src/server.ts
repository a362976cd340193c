export type * from './event-types.ts'
// biome-ignore lint/performance/noBarrelFile: one of the package's entries
export {
  type VerifyOptions,
  verifyWebhook,
  type WebhookFault,
  type WebhookHeaders,
  WebhookVerificationError,
} from './webhook-verification.ts'
