/** Whether real money moves. */
export type Stage = 'live' | 'sandbox'

/** Meld's production address, used where a tenant names none. */
export const meldLiveUrl = 'https://api.meld.io'
/** Meld's sandbox address. */
export const meldSandboxUrl = 'https://api-sb.meld.io'

/** Unambiguous words; others, such as `staging`, are used for either. */
const stageWords: Readonly<Record<Stage, readonly string[]>> = {
  live: ['live', 'prod', 'production'],
  sandbox: ['sandbox', 'test', 'testing', 'dev', 'development'],
}

/** What the environment half of a tenant id says, read word by word (`env-live`, `eu_prod`); undefined when it is silent. */
export function stageOfTenantId(id: string): Stage | undefined {
  const words = (id.split(':')[1] ?? '').toLowerCase().split(/[^a-z0-9]+/)
  const says = (stage: Stage) => words.some((word) => stageWords[stage].includes(word))
  if (says('live') === says('sandbox')) return undefined
  return says('live') ? 'live' : 'sandbox'
}

/** Which of Meld's two hosts an address is; undefined for any other host, such as a simulator. */
export function stageOfMeldUrl(address: string): Stage | undefined {
  if (!URL.canParse(address)) return undefined
  const { hostname } = new URL(address)
  if (hostname === new URL(meldLiveUrl).hostname) return 'live'
  return hostname === new URL(meldSandboxUrl).hostname ? 'sandbox' : undefined
}
