import type { TargetPolicy } from '../domain/webhook-target.ts'

/** Receivers of developers run on this machine, without certificates. */
export const devWebhookTargets: TargetPolicy = { allowNetworks: ['127.0.0.0/8', '::1'], allowHttp: true }
