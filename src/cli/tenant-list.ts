import type { Wire } from '../contract/endpoint.ts'
import type { TenantsReply } from '../contract/operator-tenants.ts'
import { tenantsReply } from '../contract/operator-tenants-view.ts'
import { issuerName } from '../identity/kinds/registry.ts'
import { listTenants } from '../operations/operator/tenants.ts'
import { withOperations } from './operations-access.ts'
import { print } from './output.ts'
import { requireSettings } from './settings.ts'
import { columns, minuteOf } from './table.ts'

/** The options of `rampway tenant list`. */
export interface TenantListOptions {
  readonly config?: string
  readonly health?: boolean
  readonly json?: boolean
}

/** `rampway tenant list`: prints the tenants of a file, or how those of a gateway are. */
export async function runTenantList(options: TenantListOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const { config, health, json } = options
  if (config === undefined || health === true) return listWithHealth(options, env)
  await listConfigured(config, json === true, env)
}

async function listConfigured(path: string, asJson: boolean, env: NodeJS.ProcessEnv): Promise<void> {
  const { config } = await requireSettings(path, env)
  const tenants = (config?.tenants ?? []).map(({ id, meld, issuers, kyc }) => ({
    id,
    default: id === config?.defaultTenant,
    meld_url: meld.baseUrl,
    issuers: issuers.map((issuer) => issuerName(issuer)),
    kyc_policy: kyc.policy,
  }))
  const lines = tenants.map((each) => {
    const isDefault = each.default ? ' (default)' : ''
    return `${each.id}${isDefault}  ${each.meld_url}  ${each.issuers.join(' ')}  kyc=${each.kyc_policy}`
  })
  print(asJson, { tenants }, lines)
}

async function listWithHealth({ config, json }: TenantListOptions, env: NodeJS.ProcessEnv): Promise<void> {
  await withOperations({ config }, env, async (deps, operator) => {
    const page = { count: deps.tenants.list().length + deps.tenants.faulty().length, after: null }
    const reply = tenantsReply(await listTenants(deps, operator, page), page)
    print(json === true, reply, linesOf(reply))
  })
}

function linesOf({ tenants }: Wire<typeof TenantsReply>): readonly string[] {
  const rows = tenants.map(({ tenant, entry, state, webhook, findings }) => [
    tenant ?? entry ?? '',
    state,
    minuteOf(webhook.last_received_at),
    String(webhook.waiting),
    String(webhook.given_up),
    String(findings.filter(({ severity }) => severity === 'error' || severity === 'warning').length),
  ])
  const faults = tenants.flatMap((each) => each.faults.map((fault) => `${each.tenant ?? each.entry}: ${fault}`))
  return [...columns([['tenant', 'state', 'last webhook', 'waiting', 'given up', 'findings'], ...rows]), ...faults]
}
