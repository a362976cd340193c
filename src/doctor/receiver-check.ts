import type { ReceiverFailure } from '../domain/receiver-call.ts'
import { listWebhookEndpoints } from '../store/webhook-endpoints.ts'
import { type Check, callMs, ok, skipped, type Verdict } from './check.ts'

const noDatabase = skipped('the database is not known here: leave --url out, or add --config')

export const webhookHosts: Check = {
  id: 'webhook_hosts',
  expected: 'every host that the tenant wants events sent to can be reached',
  why: 'Events wait until the host can be reached, and after five days its webhook endpoint is disabled.',
  reach: 'tenants',
  run: async ({ database, look, now }, [tenant]) => {
    if (tenant === undefined) return skipped('no tenant is known here: leave --url out, or add --config')
    if (database === null) return noDatabase
    const opened = await database().catch(() => undefined)
    if (opened === undefined) return skipped('the database cannot be used: see PostgreSQL')
    const endpoints = await listWebhookEndpoints(opened.database, tenant.id, now())
    const called = endpoints.filter(({ status }) => status !== 'disabled')
    const origins = [...new Set(called.map(({ url }) => new URL(url).origin))]
    if (origins.length === 0) return skipped('it has no webhook endpoint that is called')
    return await Promise.all(origins.map(async (origin) => judge(origin, await look.reachReceiver(origin, callMs))))
  },
}

function judge(origin: string, failure: ReceiverFailure | null): Verdict {
  if (failure === null) return ok(`${origin} can be reached`)
  return { severity: 'warning', found: `${origin}: ${words[failure]}`, fix: fixes[failure] ?? tellPartner }
}

const words: Readonly<Record<ReceiverFailure, string>> = {
  target_refused: 'its address may not be called',
  name_not_found: 'DNS knows no such name',
  name_lookup_failed: 'DNS does not tell its address',
  connection_refused: 'nobody takes the connection',
  unreachable: 'no way leads there',
  tls_failed: 'its certificate is not valid for the name, or TLS cannot be agreed on',
  proxy_failed: 'the proxy does not let it through',
  connection_reset: 'it hangs up',
  malformed_answer: 'it does not speak HTTP',
  timeout: 'nothing comes back in time',
}

const tellPartner = 'Tell the partner; rampway webhook-endpoint list shows whose it is.'
const lookAround = 'Look at the name servers and the firewall of this machine; else tell the partner.'

const fixes: Partial<Readonly<Record<ReceiverFailure, string>>> = {
  target_refused: 'Where it is a network of your own, name it in webhooks.allow_networks; else tell the partner.',
  name_lookup_failed: lookAround,
  unreachable: lookAround,
  timeout: lookAround,
}
