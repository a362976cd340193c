import { shellWord } from '../parts/shell-word.ts'
import type { WebhookEndpoint } from './shapes.ts'
import type { Ref } from './viewer.ts'

/** What a webhook endpoint is set to. */
export interface WebhookSettings
  extends Pick<WebhookEndpoint, 'url' | 'description' | 'timestamp_format' | 'signature'> {
  readonly types: readonly string[]
}

/** The command of an act on one webhook endpoint, without the reason. */
export function webhookCommand(act: string, { tenant, id }: Ref): string {
  return `rampway webhook-endpoint ${act} ${id} --tenant ${shellWord(tenant)}`
}

/** The command that adds a webhook endpoint. */
export function createCommand(tenant: string, settings: WebhookSettings): string {
  return `rampway webhook-endpoint create --tenant ${shellWord(tenant)}${optionsOf(settings)}`
}

/** The command that changes one from what it was set to. */
export function changeCommand(ref: Ref, settings: WebhookSettings): string {
  return webhookCommand('change', ref) + optionsOf(settings)
}

function optionsOf({ url, types, description, timestamp_format, signature }: WebhookSettings): string {
  const options: readonly (readonly [string, string | null])[] = [
    ['url', url],
    ['types', types.length === 0 ? null : types.join(',')],
    ['description', description],
    ['timestamp-format', timestamp_format],
    ['signature', signature],
  ]
  return options.flatMap(([name, value]) => (value === null ? [] : [` --${name} ${shellWord(value)}`])).join('')
}
